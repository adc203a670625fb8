internal import FacetConfiguration
internal import FacetModels

/// How much of each step's prompts a provider is expected to have in its cache, because an earlier
/// request about the same sample began alike.
struct PrefixSharing: Sendable {
  /// By the index of the step.
  private var cached: [Double]

  init(forecast: TokenForecast) {
    cached = Array(repeating: 0, count: forecast.steps.count)
    var groups: Set<Int> = []
    for (index, step) in forecast.steps.enumerated() where step.calls > 0 {
      // What follows notes begins with them, whose length nobody knows.
      guard let prefix = step.step.sharedPrefix, step.reading == nil else { continue }
      // The first of a group finds nothing.
      let isFirst = groups.insert(prefix.group).inserted
      let finders = step.callsPerSample - (isFirst ? 1 : 0)
      cached[index] = Double(finders) * forecast.tally.cachedTokens(of: prefix)
    }
  }

  /// Tokens of a step's prompts, over all samples, that are expected to come from a cache; as
  /// estimated, before any calibration.
  func cachedTokens(of step: Int) -> Double { cached[step] }

  /// What would come from a cache under the layout that says the sample first.
  static func potential(of forecast: TokenForecast) -> Double {
    var requests: [Int: Int] = [:]
    for step in forecast.steps where step.reading == nil && !step.step.prompt.isTemplate {
      requests[step.lane, default: 0] += step.callsPerSample
    }
    let prefix = SharedPrefix(
      group: 0, uses: 2, extent: .context, fixedTokens: 6, minimum: SharedPrefix.usualMinimum)
    let each = forecast.tally.cachedTokens(of: prefix)
    return requests.values.reduce(0.0) { $0 + Double($1 - 1) * each }
  }
}

extension InputTally {
  /// The sum over all samples of what is cached of a prefix: whole steps, from the minimum on.
  fileprivate func cachedTokens(of prefix: SharedPrefix) -> Double {
    var sum = 0
    for (length, count) in lengths {
      let middle = length * Self.lengthStep + Self.lengthStep / 2 + prefix.fixedTokens
      let whole = middle / Self.lengthStep * Self.lengthStep
      if whole >= prefix.minimum { sum += whole * count }
    }
    return Double(sum)
  }
}
