internal import FacetConfiguration
internal import FacetModels

/// The share of each step's prompts that a provider is expected to read from its cache, because an
/// earlier request about the same sample had the same prefix, and the share that it is expected to
/// write there.
struct PrefixSharing: Sendable {
  /// Tokens of a step's prompts, as estimated, before any calibration.
  struct Tokens: Sendable, Hashable {
    var cached = 0.0
    var written = 0.0
  }

  /// By the index of the step.
  private var tokens: [Tokens]

  /// - Parameters:
  ///   - calls: The remaining requests of each step, in their order.
  ///   - isLed: Whether the others wait for the first; else no request is assumed to find a cached
  ///     prefix.
  init(forecast: TokenForecast, lanes: [PlannedLane], calls: [Int], isLed: Bool) {
    tokens = Array(repeating: Tokens(), count: forecast.steps.count)
    // The samples of each group whose prefix an earlier step warms; the remaining samples of one
    // step are assumed to be among those of another.
    var led: [Int: Double] = [:]
    for (index, step) in forecast.steps.enumerated() where calls[index] > 0 {
      guard let prefix = step.step.sharedPrefix else { continue }
      // The length of a whole prompt with earlier answers is unknown.
      if prefix.extent == .whole, !step.step.promptSize.steps.isEmpty { continue }
      let isMarked = lanes[step.lane].cachesMarkedPrefixes
      if isMarked, !prefix.canBeMarked { continue }
      let samples = Double(calls[index]) / Double(max(1, step.callsPerSample))
      let before = led[prefix.group] ?? 0
      // The first of a group finds nothing cached.
      let leads = isLed ? max(0, samples - before) : Double(calls[index])
      led[prefix.group] = max(before, samples)
      let each = forecast.tally.meanCachedTokens(of: prefix, inWholeSteps: !isMarked)
      tokens[index] = Tokens(cached: (Double(calls[index]) - leads) * each, written: leads * each)
    }
  }

  /// The shared prefix of a step's prompts.
  func tokens(of step: Int) -> Tokens { tokens[step] }

  /// The share that would come from a cache under the layout that puts the sample first.
  static func potential(of forecast: TokenForecast) -> Double {
    var requests: [Int: Int] = [:]
    for step in forecast.steps
    where step.step.prompt.subject == nil && !step.step.prompt.isTemplate {
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
  /// Whether its provider caches only marked prefixes.
  var cachesMarkedPrefixes: Bool { endpoint.wireFormat == .anthropicMessages }
}

extension InputTally {
  /// The mean cached tokens of a prefix over all samples; prefixes below the minimum count as 0.
  ///
  /// - Parameter inWholeSteps: Whether the cached prefix ends at a whole step of the cache rather
  ///   than at a mark.
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
