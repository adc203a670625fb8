internal import FacetLedger
internal import FacetModels

extension RunEstimator {
  /// The expected usage of conversations, from earlier ones or, without any, from assumptions; the
  /// maximum follows from their bounds.
  ///
  /// - Parameter turns: The usage of earlier conversations, by lane.
  func estimate(
    of tally: ConversationTally, outlook: ConversationOutlook, turns: [Int: [LedgerTurn]]
  ) -> RunEstimate {
    let forecast = plan.forecast
    let total = forecast.tally.samples
    var estimate = RunEstimate()
    estimate.samples = total
    estimate.samplesSeen = tally.samplesSeen
    let scales = plan.lanes.indices.map(scale)
    let share = outlook.share(of: total)
    let unseen = tally.samplesSeen > 0 ? Double(total) / Double(tally.samplesSeen) : 1
    var sums: [Int: RunEstimate.Conversations] = [:]
    for step in forecast.steps {
      let shape =
        turns[step.lane].flatMap { ConversationShape($0, outlook: outlook) }
        ?? ConversationShape(assumedOf: outlook, completion: step.assumedOutput)
      var part = RunEstimate.Part()
      var conversations = RunEstimate.Bounds.zero
      for (held, counted) in (tally.left[step.key] ?? [:]).sorted(by: { $0.key < $1.key }) {
        let left = (held > 0 ? counted : counted.times(share))
          .times(RunEstimate.Bounds(low: unseen, expected: unseen, high: unseen))
        conversations += left.conversations
        part.add(
          self.part(of: left, after: held, step, shape.after(held), outlook, scales[step.lane]))
      }
      part.calls = part.callRange.high > 0 ? max(1, Int(part.callRange.expected.rounded())) : 0
      price(&part, of: step)
      let held = tally.held[step.key].map { unseen > 1 ? $0.times(unseen) : $0 }
      estimate.add(part, of: step, model: plan.lanes[step.lane].model, held: held)
      sums[step.lane, default: RunEstimate.Conversations(shape, outlook)].count +=
        conversations
    }
    estimate.models = models(of: estimate, steps: forecast.steps, scales: scales)
    for (index, lane) in sums.keys.sorted().enumerated() {
      estimate.models[index].conversations = sums[lane]
    }
    return estimate
  }

  /// The expected usage of conversations with the given number of answered requests.
  private func part(
    of left: ConversationTally.Left, after held: Int, _ step: StepForecast,
    _ shape: ConversationShape, _ outlook: ConversationOutlook, _ scale: Scale
  ) -> RunEstimate.Part {
    var part = RunEstimate.Part()
    let count = left.conversations
    guard count.high > 0 else { return part }
    let most = Double(max(0, outlook.mostRequests - held))
    let least = Double(max(0, outlook.leastRequests - held))
    part.callRange = RunEstimate.Bounds(
      low: count.low * min(most, shape.requests.low),
      expected: count.expected * min(most, shape.requests.expected), high: count.high * most)
    // The growth of earlier conversations was reported; an assumed growth is an estimate.
    let grown = shape.grownTokens * (shape.conversations > 0 ? 1 : scale.ratio)
    let first = left.firstTokens.expected * scale.ratio
    let expected = first * shape.requests.expected + count.expected * grown
    let fewer =
      shape.requests.expected > 0 ? shape.requests.low / shape.requests.expected : 0
    part.prompt = RunEstimate.Bounds(
      low: max(
        left.firstTokens.low * scale.ratio * least,
        count.expected > 0 ? expected * fewer * count.low / count.expected : 0)
        * max(0, 1 - scale.error), expected: expected,
      high: mostPromptTokens(left, after: held, shape, step, outlook) * scale.ratio
        * (1 + scale.error))
    let longest = Self.longestReply(shape, step)
    let ceiling = part.callRange.high * longest
    part.completion = RunEstimate.Bounds(
      low: min(ceiling, part.callRange.low * shape.completion.low),
      expected: min(ceiling, part.callRange.expected * shape.completion.expected), high: ceiling)
    part.cachedTokens = expected * shape.cachedShare
    return part
  }

  /// Tokens of a long reply, averaged over many. Assuming every reply at its limit would give a
  /// useless bound.
  private static func longestReply(_ shape: ConversationShape, _ step: StepForecast) -> Double {
    min(Double(step.outputLimit), longFactor * shape.completion.high)
  }

  /// The factor by which replies, and the messages after them, may exceed the assumption.
  private static let longFactor = 4.0

  /// The maximum estimated tokens of the prompts: every exchange is long, and the oldest are
  /// dropped if a request would exceed its limit.
  private func mostPromptTokens(
    _ left: ConversationTally.Left, after held: Int, _ shape: ConversationShape,
    _ step: StepForecast, _ outlook: ConversationOutlook
  ) -> Double {
    let first = left.firstTokens.high / left.conversations.high
    let told = min(
      Double(outlook.mostToldTokens), Self.longFactor * Double(outlook.assumedToldTokens))
    let exchange = Self.longestReply(shape, step) + told
    let bound = max(Double(outlook.contextTokens + outlook.declaredTokens), first + exchange)
    let each = (min(held, outlook.mostRequests)..<outlook.mostRequests).reduce(0.0) {
      sum, request in
      let exchanges = Double(min(request, outlook.activeExchanges ?? request))
      return sum + min(first + exchanges * exchange, max(first, bound))
    }
    return left.conversations.high * each
  }
}

extension RunEstimate.Conversations {
  init(_ shape: ConversationShape, _ outlook: ConversationOutlook) {
    self.init(
      known: shape.conversations, calls: shape.requests.expected, mostCalls: outlook.mostRequests,
      completionTokens: shape.completion.expected,
      promptTokensPerCall: shape.growth.count > 1
        ? (shape.growth.last ?? 0) / Double(shape.growth.count - 1) : 0)
  }
}
