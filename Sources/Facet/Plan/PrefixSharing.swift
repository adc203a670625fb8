internal import FacetConfiguration
internal import FacetModels

/// How much of each step's prompts a provider is expected to read from its cache, because an
/// earlier request about the same sample began alike, and how much it is expected to write there.
struct PrefixSharing: Sendable {
  /// Tokens of a step's prompts, as estimated, before any calibration.
  struct Tokens: Sendable, Hashable {
    var cached = 0.0
    var written = 0.0
  }

  /// By the index of the step.
  private var tokens: [Tokens]

  /// - Parameters:
  ///   - calls: What each step has left to send, in their order.
  ///   - isLed: Whether the others wait for the first; else each is taken to find nothing.
  init(forecast: TokenForecast, lanes: [PlannedLane], calls: [Int], isLed: Bool) {
    tokens = Array(repeating: Tokens(), count: forecast.steps.count)
    // Samples of each group that an earlier step leads: those that one has left to ask are taken to
    // be among those of another.
    var led: [Int: Double] = [:]
    for (index, step) in forecast.steps.enumerated() where calls[index] > 0 {
      // What follows notes begins with them, whose length nobody knows.
      guard let prefix = step.step.sharedPrefix, step.reading == nil else { continue }
      let isMarked = lanes[step.lane].cachesMarkedPrefixes
      if isMarked, !prefix.canBeMarked { continue }
      let samples = Double(calls[index]) / Double(max(1, step.callsPerSample))
      let before = led[prefix.group] ?? 0
      // The first of a group finds nothing.
      let leads = isLed ? max(0, samples - before) : Double(calls[index])
      led[prefix.group] = max(before, samples)
      let each = forecast.tally.meanCachedTokens(of: prefix, inWholeSteps: !isMarked)
      tokens[index] = Tokens(cached: (Double(calls[index]) - leads) * each, written: leads * each)
    }
  }

  /// What a step's prompts share.
  func tokens(of step: Int) -> Tokens { tokens[step] }

  /// What would come from a cache under the layout that says the sample first.
  static func potential(of forecast: TokenForecast) -> Double {
    var requests: [Int: Int] = [:]
    for step in forecast.steps where step.reading == nil && !step.step.prompt.isTemplate {
      requests[step.lane, default: 0] += step.callsPerSample
    }
    let prefix = SharedPrefix(
      group: 0, uses: 2, extent: .context, fixedTokens: 6, minimum: SharedPrefix.usualMinimum)
    let each =
      forecast.tally.meanCachedTokens(of: prefix, inWholeSteps: true)
      * Double(forecast.tally.samples)
    return requests.values.reduce(0.0) { $0 + Double($1 - 1) * each }
  }
}

extension PlannedLane {
  /// Whether its provider caches what a request marks, and nothing else.
  var cachesMarkedPrefixes: Bool { endpoint.wireFormat == .anthropicMessages }
}

extension InputTally {
  /// The mean over all samples of what is cached of a prefix, from its minimum on.
  ///
  /// - Parameter inWholeSteps: Whether the end is where a step ends, and not where a mark is.
  fileprivate func meanCachedTokens(of prefix: SharedPrefix, inWholeSteps: Bool) -> Double {
    guard samples > 0 else { return 0 }
    var sum = 0
    for texts in lengths.values {
      let mean = (texts.tokens + texts.count / 2) / texts.count + prefix.fixedTokens
      let cached = inWholeSteps ? mean / Self.lengthStep * Self.lengthStep : mean
      if cached >= prefix.minimum { sum += cached * texts.count }
    }
    return Double(sum) / Double(samples)
  }
}
