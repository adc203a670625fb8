internal import FacetConfiguration
internal import FacetLedger
internal import FacetModels

/// Turns a plan and earlier measurements of its models into a ``RunEstimate``.
struct RunEstimator: Sendable {
  let plan: RunPlan
  /// The stored answers; `nil` without a ledger.
  var held: HeldCompletions?
  /// The measured usage of this configuration's answers, including those in ``held``.
  var measurement: UsageMeasurement?
  /// Whether the measured answers are stored, so that the estimate covers the rest.
  var extent = SampleSpread.Extent.whole
  /// Calibration from earlier runs.
  var calibrations: [LedgerCalibration] = []
  /// The ratio of exactly counted to estimated tokens, by lane.
  var exactRatios: [Int: ExactRatio] = [:]

  /// The minimum number of answers for a measurement.
  private static let sufficientAnswers = 20
  /// The relative half-widths of an estimate without data, and with data from other runs.
  private static let uncalibratedError = 0.15
  private static let calibratedError = 0.05
  /// Answer tokens per reference token: models write somewhat more than people.
  private static let answerPerReference = 1.2
  /// Models whose tokenizer is known to produce more tokens for the same text.
  private static let finerTokenizers = [
    "claude-opus-4-7", "claude-opus-4-8", "claude-opus-5", "claude-sonnet-5", "claude-haiku-5",
    "claude-fable", "claude-mythos",
  ]

  /// The conversion of a lane's estimated prompt tokens into expected ones.
  struct Scale {
    var ratio: Double
    var error: Double
    var basis: RunEstimate.Basis
    var answers = 0
  }

  func estimate() -> RunEstimate {
    let forecast = plan.forecast
    var estimate = RunEstimate()
    estimate.samples = forecast.tally.samples
    estimate.samplesSeen = held?.samplesSeen ?? forecast.tally.samples
    let scales = plan.lanes.indices.map(scale)
    let outputs = forecast.steps.map { output(of: $0, among: forecast.tally.samples) }
    let shares = forecast.steps.map { held?.share(of: $0, among: forecast.tally.samples) }
    let calls = zip(forecast.steps, shares).map { step, share in
      max(0, step.calls - (share.map { $0.calls + $0.failedCalls + $0.needlessCalls } ?? 0))
    }
    let sharing = PrefixSharing(
      forecast: forecast, lanes: plan.lanes, calls: calls,
      isLed: plan.configuration.limits.lead > .zero || plan.slots == 1)
    for (index, step) in forecast.steps.enumerated() {
      let scale = scales[step.lane]
      var part = self.part(
        of: step, in: forecast, calls: calls[index],
        answers: { outputs[$0].mean.expected }, scale: scale,
        output: outputs[index], held: shares[index])
      let shared = sharing.tokens(of: index)
      part.cachedTokens = shared.cached * scale.ratio
      part.writtenTokens = shared.written * scale.ratio
      if let measured = measuredCache(ofLane: step.lane) {
        part.cachedTokens = part.prompt.expected * measured.cached
        part.writtenTokens = part.prompt.expected * measured.written
      }
      price(&part, of: step)
      estimate.add(part, of: step, model: plan.lanes[step.lane].model, held: shares[index])
    }
    estimate.models = models(of: estimate, steps: forecast.steps, scales: scales)
    return estimate
  }

  /// The shares of a lane's prompt tokens that its provider read from its cache and wrote there, if
  /// enough answers of the task show them. A provider that reports none may not report at all.
  private func measuredCache(
    ofLane index: Int
  ) -> (cached: Double, written: Double, answers: Int)? {
    guard let sums = measurement?.lanes[plan.lanes[index].name],
      sums.answers >= Self.sufficientAnswers, sums.usage.promptTokens > 0,
      sums.usage.cachedTokens > 0
    else { return nil }
    let prompt = Double(sums.usage.promptTokens)
    return (
      Double(sums.usage.cachedTokens) / prompt, Double(sums.usage.cacheWriteTokens) / prompt,
      sums.answers
    )
  }

  /// The sums by lane.
  func models(
    of estimate: RunEstimate, steps: [StepForecast], scales: [Scale]
  ) -> [RunEstimate.Model] {
    var parts: [Int: RunEstimate.Part] = [:]
    for (forecast, step) in zip(steps, estimate.steps) {
      parts[forecast.lane, default: RunEstimate.Part()].add(step.part)
    }
    return parts.sorted { $0.key < $1.key }.map { index, part in
      let lane = plan.lanes[index]
      return RunEstimate.Model(
        name: lane.model, provider: lane.endpoint.provider.displayName, price: lane.price,
        basis: scales[index].basis, answers: scales[index].answers,
        cacheAnswers: measuredCache(ofLane: index)?.answers ?? 0, part: part)
    }
  }

  // MARK: Usage of steps

  private func part(
    of step: StepForecast, in forecast: TokenForecast, calls count: Int,
    answers: (Int) -> Double,
    scale: Scale, output: Output, held: HeldCompletions.Sums?
  ) -> RunEstimate.Part {
    var part = RunEstimate.Part()
    part.calls = count
    guard part.calls > 0 else { return part }
    part.callRange = RunEstimate.Bounds(
      low: Double(count), expected: Double(count), high: Double(count))
    let all = step.promptTokens(in: forecast.tally, answer: answers)
    let left = max(
      0, all - (held?.estimatedPromptTokens ?? 0) - (held?.unsentPromptTokens ?? 0))
    let prompt = left * scale.ratio
    part.prompt = RunEstimate.Bounds(
      low: prompt * max(0, 1 - scale.error), expected: prompt, high: prompt * (1 + scale.error))
    let calls = Double(part.calls)
    let ceiling = calls * Double(step.outputLimit)
    part.completion = RunEstimate.Bounds(
      low: min(ceiling, calls * output.mean.low),
      expected: min(ceiling, calls * output.mean.expected), high: ceiling)
    if let repairs = step.step.schema?.repairs {
      part.allow(repairs, outputLimit: step.outputLimit)
    }
    return part
  }

  /// The expected tokens of an answer, with their bounds.
  private struct Output {
    var mean: RunEstimate.Bounds
  }

  private func output(of step: StepForecast, among samples: Int) -> Output {
    let lane = plan.lanes[step.lane].name
    let error = measurement?.spreads[lane]?.completionError(of: extent, among: samples) ?? 1
    func bounds(_ mean: Double, _ error: Double) -> Output {
      Output(
        mean: RunEstimate.Bounds(
          low: max(1, mean * (1 - error)), expected: mean, high: mean * (1 + error)))
    }
    if let own = measurement?.steps[step.key], own.answers >= 3, let mean = own.meanCompletion {
      return bounds(mean, error)
    }
    // The same step of other perspectives is evidence for this one, but weaker.
    let others = measurement?.steps.filter {
      $0.key.name == step.key.name && $0.key.model == step.key.model
    }.values
    let answers = others?.reduce(0) { $0 + $1.answers } ?? 0
    if let others, answers >= Self.sufficientAnswers {
      let tokens = others.reduce(0) { $0 + $1.usage.completionTokens }
      return bounds(Double(tokens) / Double(answers), max(error, 0.5))
    }
    return bounds(assumedOutput(of: step), 1)
  }

  /// Expected tokens of an answer before any measurement.
  ///
  /// An answer is about as long as its sample's reference, or as its schema lets expect. Without
  /// either, and for earlier steps, it is half the output limit, at most
  /// ``TokenForecast/assumedOutput``; a reasoning model uses as much for its thoughts.
  private func assumedOutput(of step: StepForecast) -> Double {
    let references = plan.input.tally.references
    let thoughts = thinks(step.step) ? step.usualOutput : 0
    guard step.step.schema == nil else {
      return min(step.assumedOutput + thoughts, Double(step.outputLimit))
    }
    guard step.step.place.isLast, !step.step.isJudge, references.tokens > 0 else {
      return step.assumedOutput
    }
    let likeReference =
      Double(references.tokens) / Double(references.count) * Self.answerPerReference
    return min(likeReference + thoughts, Double(step.outputLimit))
  }

  private func thinks(_ step: PlannedStep) -> Bool {
    if let effort = step.model.options.reasoningEffort { return effort != "none" }
    let provider = plan.lanes[step.lane].endpoint.provider.name
    return plan.options.prices.facts(provider: provider, model: step.wireModel)?.thinks ?? false
  }

  // MARK: Tokens of prompts

  func scale(ofLane index: Int) -> Scale {
    let lane = plan.lanes[index]
    if let exact = exactRatios[index] {
      return Scale(ratio: exact.ratio, error: exact.error, basis: .exact)
    }
    if let sums = measurement?.lanes[lane.name], sums.answers >= Self.sufficientAnswers,
      let ratio = sums.promptRatio
    {
      let error = measurement?.spreads[lane.name]?.promptError(
        of: extent, among: plan.input.tally.samples)
      return Scale(
        ratio: ratio, error: max(0.005, error ?? Self.calibratedError), basis: .measured,
        answers: sums.answers)
    }
    let vocabulary = TokenEstimator.Vocabulary(model: lane.model)
    let known = calibrations.first {
      $0.model == lane.model && $0.provider == lane.endpoint.provider.name
        && $0.vocabulary == vocabulary.rawValue && $0.estimatedTokens > 0
    }
    if let known, known.samples >= Self.sufficientAnswers {
      return Scale(
        ratio: Double(known.reportedTokens) / Double(known.estimatedTokens),
        error: Self.calibratedError, basis: .calibrated, answers: known.samples)
    }
    let name = lane.model.lowercased()
    let isFiner = Self.finerTokenizers.contains { name.contains($0) }
    return Scale(
      ratio: isFiner ? 1.3 : 1, error: Self.uncalibratedError, basis: .estimated)
  }
}

/// The ratio of exactly counted to estimated tokens.
struct ExactRatio: Sendable {
  var ratio: Double
  /// The relative half-width; 0 if everything was counted.
  var error: Double
}

extension RunEstimate.Part {
  /// Tokens of the message that sends an answer back.
  private static let repairTokens = 200.0

  /// Raises the upper bounds to those of answers that are all sent back as often as may be.
  fileprivate mutating func allow(_ repairs: Int, outputLimit: Int) {
    let turns = Double(repairs)
    let added = (Double(outputLimit) + Self.repairTokens) * turns * (turns + 1) / 2
    prompt.high += prompt.high * turns + callRange.high * added
    completion.high *= 1 + turns
    callRange.high *= 1 + turns
  }
}
