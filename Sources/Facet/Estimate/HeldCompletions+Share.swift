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
    share.needlessCalls = min(
      step.calls - share.calls - share.failedCalls, share.needlessCalls)
    return share
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
