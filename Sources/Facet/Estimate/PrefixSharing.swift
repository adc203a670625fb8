internal import FacetConfiguration
internal import FacetModels

/// How much of each step's prompts a provider is expected to have in its cache, because an earlier
/// request about the same sample began alike.
struct PrefixSharing: Sendable {
  /// Prefixes are cached from this length where a model's own is not known.
  static let usualMinimum = 1024

  /// By the index of the step.
  private var cached: [Double]

  init(plan: RunPlan, forecast: TokenForecast) {
    cached = Array(repeating: 0, count: forecast.steps.count)
    var groups: [PrefixKey: Int] = [:]
    for (index, step) in forecast.steps.enumerated() where step.calls > 0 {
      let lane = plan.lanes[step.lane]
      let facts = plan.options.prices.facts(
        provider: lane.endpoint.provider.name, model: step.step.wireModel)
      let minimum = facts?.cacheMinimum ?? Self.usualMinimum
      // Several completions of one prompt are alike altogether.
      var repeats = step.callsPerSample
      var shared = 0
      if let prefix = step.step.prefix(plan.configuration.promptLayout), step.reading == nil {
        let key = PrefixKey(lane: step.lane, prefix: prefix)
        if groups[key] != nil { repeats += 1 }
        groups[key, default: 0] += 1
        shared = prefix.fixedTokens
      } else {
        guard step.callsPerSample > 1, step.reading == nil,
          step.step.cost.occurrences.keys.contains(where: { ["", "input"].contains($0) })
        else { continue }
        shared = step.step.cost.fixedTokens
      }
      cached[index] =
        Double(repeats - 1) * Self.cachedTokens(of: forecast.tally, beside: shared, from: minimum)
    }
  }

  /// Tokens of a step's prompts, over all samples, that are expected to come from a cache; as
  /// estimated, before any calibration.
  func cachedTokens(of step: Int) -> Double { cached[step] }

  /// The sum over all samples of what is cached of a prefix: whole steps, from the minimum on.
  private static func cachedTokens(
    of tally: InputTally, beside fixed: Int, from minimum: Int
  ) -> Double {
    var sum = 0
    for (length, count) in tally.lengths {
      let middle = length * InputTally.lengthStep + InputTally.lengthStep / 2 + fixed
      let whole = middle / InputTally.lengthStep * InputTally.lengthStep
      if whole >= minimum { sum += whole * count }
    }
    return Double(sum)
  }

  private struct PrefixKey: Hashable {
    var lane: Int
    var prefix: PromptPrefix
  }
}

/// The beginning of a step's prompts up to the end of the sample's text, where others can begin
/// alike.
struct PromptPrefix: Sendable, Hashable {
  var system: String?
  /// What stands before the text to answer; `nil` for the layout's own beginning.
  var lead: String?
  /// Estimated tokens of what surrounds the text in the prefix.
  var fixedTokens: Int
}

extension PlannedStep {
  /// The prefix that this step's prompts have in common with those of other perspectives that
  /// begin alike; `nil` where the instruction comes first.
  func prefix(_ layout: PromptLayout) -> PromptPrefix? {
    let before = system?.text
    let overhead = before.map { 3 + TokenEstimator.o200k.tokens($0) } ?? 0
    guard prompt.isTemplate else {
      guard layout == .contextFirst else { return nil }
      return PromptPrefix(system: before, lead: nil, fixedTokens: overhead + 6)
    }
    guard let end = prompt.text.firstRange(of: "{{input}}") else { return nil }
    let lead = String(prompt.text[..<end.lowerBound])
    // Another field before it makes the beginning a perspective's own only if its name differs.
    return PromptPrefix(
      system: before, lead: lead, fixedTokens: overhead + 3 + TokenEstimator.o200k.tokens(lead))
  }
}
