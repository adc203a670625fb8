internal import FacetModels
internal import FacetPlatform

extension HeldCompletions {
  /// The stored answers of a step, extrapolated if only a share of the samples was looked up.
  func share(of step: StepForecast, among total: Int) -> Sums? {
    let place = Place(perspective: step.perspective, name: step.key.name)
    guard samplesSeen > 0, let seen = steps[place] else { return nil }
    guard samplesSeen < total else { return seen }
    var share = seen.times(Double(total) / Double(samplesSeen))
    share.calls = min(step.calls, share.calls)
    share.failedCalls = min(step.calls - share.calls, share.failedCalls)
    return share
  }
}

extension HeldCompletions.Sums {
  func times(_ factor: Double) -> HeldCompletions.Sums {
    func times(_ count: Int) -> Int { Int(saturating: (Double(count) * factor).rounded()) }
    var sums = self
    sums.calls = times(calls)
    sums.estimatedPromptTokens *= factor
    sums.usage = TokenUsage(
      promptTokens: times(usage.promptTokens), cachedTokens: times(usage.cachedTokens),
      cacheWriteTokens: times(usage.cacheWriteTokens),
      completionTokens: times(usage.completionTokens),
      reasoningTokens: times(usage.reasoningTokens))
    sums.cost = cost.map {
      USDollars(attodollars: Int128(saturating: Double($0.attodollars) * factor))
    }
    sums.failedCalls = times(failedCalls)
    sums.failedPromptTokens *= factor
    return sums
  }
}

extension RunEstimate {
  /// Adds the expected usage of a step and its stored answers.
  mutating func add(
    _ part: Part, of step: StepForecast, model: String, held share: HeldCompletions.Sums?
  ) {
    steps.append(
      Step(
        condition: step.key.condition, name: step.key.name, model: model, part: part,
        heldCalls: share?.calls ?? 0, heldPromptTokens: share?.usage.promptTokens ?? 0,
        failedCalls: share?.failedCalls ?? 0))
    total.add(part)
    guard let share else { return }
    held.calls += share.calls
    held.usage += share.usage
    held.cost = held.cost.flatMap { sum in share.cost.map { sum + $0 } }
    failedCalls += share.failedCalls
  }
}
