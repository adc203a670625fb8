internal import FacetConfiguration
internal import FacetModels

extension RunOutcome {
  /// Builds the outcome of a run from its counters.
  init(
    _ dataset: GeneratedDataset, plan: RunPlan, counters: RunCounters.Values,
    elapsed: Duration
  ) {
    let totals = dataset.totals
    datasetPath = dataset.path
    counts = CellCounts(
      ok: totals.count(.ok), refused: totals.count(.refused),
      truncated: totals.count(.truncated), empty: totals.count(.empty),
      failed: totals.count(.failed),
      pending: dataset.goal?.isReached == true
        ? totals.count(.pending) : max(0, plan.cellCount - totals.cellsThatEnded))
    goal = dataset.goal
    counts.contaminated = totals.count(.contaminated)
    counts.unanswered = min(counts.pending, counters.leftUnanswered)
    usage = DatasetUsage(totals.usage, source: totals.usageSource)
    calls = Calls(
      sent: counters.requestsSent, failed: counters.requestsFailed, retried: totals.retriedCalls)
    failures = counters.failures.map { cause, examples in
      FailureGroup(
        kind: cause.kind, status: cause.status, lane: cause.lane, count: examples.count,
        recovered: examples.recovered, example: examples.message, hint: examples.hint)
    }.sorted { ($1.count, $0.example) < ($0.count, $1.example) }
    self.elapsed = elapsed
    failedForNow = totals.failedForNow
    reused = counters.reused
    measurement = dataset.measurement
    statistics = dataset.statistics
    missing = dataset.missing
    adjustments = dataset.adjustments
    retries = counters.retries.map { RetryGroup(cause: $0.key.words, count: $0.value) }
      .sorted { ($1.count, $0.cause) < ($0.count, $1.cause) }
    ending = Self.ending(dataset, plan: plan)
    isRehearsal = plan.options.rehearsal != nil
    cost = totals.cost
    paid = Account(counters, elapsed: elapsed)
    let inAll = Account(paid, after: plan.earlier)
    paidInAll = inAll
    budget = dataset.budget.map { BudgetUse($0, dataset.inputCalibration, used: inAll) }
  }

  private static func ending(_ dataset: GeneratedDataset, plan: RunPlan) -> Ending {
    if let reason = stopReason(dataset, plan: plan) { return .stoppedByProvider(reason) }
    if !dataset.isComplete, let budget = dataset.budget, let exhaustion = budget.exhaustion {
      return .stoppedAtBudget(budget.words(for: exhaustion))
    }
    if !dataset.isComplete, plan.options.usesOnlyLedger {
      let missing = plan.cellCount - dataset.totals.cellsThatEnded
      return .partial(
        "\(missing) \(missing == 1 ? "cell has" : "cells have") no answer in the ledger")
    }
    if !dataset.isComplete { return .interrupted }
    let failed = dataset.totals.count(.failed)
    // A run with a goal asks only a part of its cells.
    let cells =
      plan.options.goal == nil
      ? plan.cellCount : dataset.totals.cellsThatEnded - dataset.totals.count(.unneeded)
    let isAllowed =
      switch plan.configuration.outcomes.maxFailures {
      case .count(let count): failed <= count
      case .percent(let percent): Double(failed) <= percent / 100 * Double(cells)
      }
    return isAllowed ? .complete : .completeWithFailures
  }

  private static func stopReason(_ dataset: GeneratedDataset, plan: RunPlan) -> String? {
    guard !dataset.isComplete else { return nil }
    for (index, error) in dataset.stoppedEndpoints.sorted(by: { $0.key < $1.key }) {
      let lane = plan.lanes.first { $0.endpointIndex == index }
      let name = lane?.endpoint.provider.displayName ?? "the provider"
      let lead =
        switch error.kind {
        case .authentication where error.refusesRegion:
          "\(name) refuses requests from this region: "
        case .authentication: "\(name) refuses this key: "
        case .quota: "\(name) has no quota left for this key: "
        case .invalidRequest:
          error.concerns == .request
            ? "\(name) rejected every request; the last error: " : "\(name) cannot be used: "
        default:
          "\(name) failed \(AdmissionQueue.breakerThreshold) times in a row; the last error: "
        }
      return lead + error.description + (error.hint.map { " (\($0))" } ?? "")
    }
    for (index, parking) in dataset.parkedLanes.sorted(by: { $0.key < $1.key }) {
      let wait = parking.opensAgain.map { $0 - ContinuousClock.now }
      let opens = wait.map { "; available again in \($0.components.seconds / 60) minutes" } ?? ""
      return "\(plan.lanes[index].name) \(parking.reason)\(opens)"
    }
    return nil
  }
}
