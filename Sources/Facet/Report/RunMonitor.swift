internal import FacetPlatform

/// What can be seen of a run while it goes on.
final class RunMonitor: Sendable {
  private let counters: RunCounters
  private let scheduler = Lock<Scheduler?>(nil)
  private let total: Int
  private let start = Lock(ContinuousClock.now)

  init(counters: RunCounters, total: Int) {
    self.counters = counters
    self.total = total
  }

  func watch(_ scheduler: Scheduler) {
    start.withLock { $0 = ContinuousClock.now }
    self.scheduler.withLock { $0 = scheduler }
  }

  var progress: RunProgress {
    let values = counters.current
    let counts = scheduler.withLock { $0 }?.counts
    return RunProgress(
      total: total, done: values.done, failed: values.failed, reused: values.reused,
      inFlight: counts?.inFlight ?? 0, waiting: counts?.delayed ?? 0,
      requests: values.requestsSent, failedRequests: values.requestsFailed,
      promptTokens: values.promptTokens, completionTokens: values.completionTokens,
      elapsed: ContinuousClock.now - start.withLock { $0 })
  }
}
