internal import FacetModels
internal import FacetPlatform

/// A view of a running run, assembled on demand from counters kept elsewhere.
final class RunMonitor: Sendable {
  private struct State {
    var scheduler: Scheduler?
    var start = ContinuousClock.now
    var seen: Seen?
    var cells = RecentRate()
    /// Requests and tokens, by lane.
    var requests: [RecentRate]
    var tokens: [RecentRate]
  }

  /// The counts of the previous snapshot.
  private struct Seen {
    var time: ContinuousClock.Instant
    var cells: Int
    var requests: [Int]
    var tokens: [Int]
  }

  private let counters: RunCounters
  private let total: Int
  private let lanes: [PlannedLane]
  private let state: Lock<State>

  init(counters: RunCounters, plan: RunPlan) {
    self.counters = counters
    total = plan.cellCount
    lanes = plan.lanes
    let rates = Array(repeating: RecentRate(), count: plan.lanes.count)
    state = Lock(State(requests: rates, tokens: rates))
  }

  func watch(_ scheduler: Scheduler) {
    let zeros = Array(repeating: 0, count: lanes.count)
    state.withLock { state in
      state.scheduler = scheduler
      state.start = .now
      state.seen = Seen(time: state.start, cells: 0, requests: zeros, tokens: zeros)
    }
  }

  /// A snapshot of the run, with rates since the previous snapshots.
  var progress: RunProgress {
    let values = counters.current
    let scheduler = state.withLock { $0.scheduler }
    let views = scheduler?.laneViews ?? []
    let now = ContinuousClock.now
    let state = self.state.withLock { state in
      Self.learn(values, views, at: now, &state)
      return state
    }
    let lanes = zip(self.lanes, views).enumerated().map { index, pair in
      lane(pair.0, pair.1, requests: state.requests[index], tokens: state.tokens[index])
    }
    let left = max(0, total - values.done)
    let remaining: Duration? = state.cells.perSecond.flatMap { rate in
      rate > 0 ? .seconds(min(Double(left) / rate, 1e9)) + Self.pause(views) : nil
    }
    return RunProgress(
      total: total, done: values.done, failed: values.failed, reused: values.reused,
      inFlight: lanes.reduce(0) { $0 + $1.inFlight },
      waiting: lanes.reduce(0) { $0 + $1.waits.reduce(0) { $0 + $1.count } },
      requests: values.requestsSent, failedRequests: values.requestsFailed,
      promptTokens: values.promptTokens, completionTokens: values.completionTokens,
      elapsed: now - state.start, remaining: remaining, lanes: lanes,
      cost: Self.cost(values, left: left), budget: scheduler?.budget.flatMap(Self.budget))
  }

  private static func cost(_ values: RunCounters.Values, left: Int) -> RunProgress.Cost? {
    guard values.answersPaid > values.answersUnpriced else { return nil }
    var projected: USDollars?
    if values.asked > 0, values.answersUnpriced == 0 {
      let share = (values.cost * left).attodollars / Int128(values.asked)
      projected = values.cost + USDollars(attodollars: share)
    }
    return RunProgress.Cost(
      paid: values.cost, projected: projected, unpricedAnswers: values.answersUnpriced)
  }

  private static func budget(_ account: BudgetAccount) -> RunProgress.Budget? {
    let limits = account.limits
    guard limits.cost != nil || limits.tokens != nil || limits.requests != nil else { return nil }
    return RunProgress.Budget(
      cost: account.spent.cost, costLimit: limits.cost, tokens: account.spent.tokens,
      tokensLimit: limits.tokens, requests: account.spent.requests,
      requestsLimit: limits.requests)
  }

  /// The time until the next request, if everything waits.
  private static func pause(_ views: [LaneView]) -> Duration {
    guard views.allSatisfy({ $0.inFlight == 0 }) else { return .zero }
    return views.flatMap { $0.waits.map(\.next) }.min() ?? .zero
  }

  private static func learn(
    _ values: RunCounters.Values, _ views: [LaneView], at now: ContinuousClock.Instant,
    _ state: inout State
  ) {
    // Reused answers do not predict the time for the rest, unless every answer is reused.
    let cells = values.asked > 0 ? values.asked : values.done
    guard let seen = state.seen, now > seen.time else { return }
    let time = now - seen.time
    state.cells.add(max(0, cells - seen.cells), over: time)
    for (index, view) in views.enumerated() {
      state.requests[index].add(view.started - seen.requests[index], over: time)
      state.tokens[index].add(view.usedTokens - seen.tokens[index], over: time)
    }
    state.seen = Seen(
      time: now, cells: cells, requests: views.map(\.started), tokens: views.map(\.usedTokens))
  }

  private func lane(
    _ lane: PlannedLane, _ view: LaneView, requests: RecentRate, tokens: RecentRate
  ) -> RunProgress.Lane {
    RunProgress.Lane(
      model: lane.model, provider: lane.endpoint.provider.displayName, inFlight: view.inFlight,
      maxConcurrency: view.concurrencyLimit,
      requestsPerMinute: (requests.perSecond ?? 0) * 60,
      requestsPerMinuteLimit: view.requestsPerMinute,
      tokensPerMinute: (tokens.perSecond ?? 0) * 60, tokensPerMinuteLimit: view.tokensPerMinute,
      held: view.held,
      waits: view.waits.map {
        RunProgress.Wait(cause: $0.cause.words, count: $0.count, next: $0.next)
      },
      refusal: view.refusal.map {
        RunProgress.Refusal(cause: $0.cause.words, message: $0.message, next: $0.next)
      })
  }
}
