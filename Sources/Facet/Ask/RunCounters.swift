internal import FacetModels
internal import FacetPlatform

/// What has happened in a run so far; every request touches it once or twice.
final class RunCounters: Sendable {
  struct Values: Sendable {
    var done = 0
    var failed = 0
    var reused = 0
    /// Ended cells for which something was asked in this run.
    var asked = 0
    var requestsSent = 0
    var requestsFailed = 0
    /// Requests that repeat an earlier one.
    var requestsRetried = 0
    /// Answers that were paid for, those that were not used included.
    var answersPaid = 0
    /// Those of them whose cost is not known.
    var answersUnpriced = 0
    /// What the others cost.
    var cost = USDollars.zero
    var promptTokens = 0
    var completionTokens = 0
    /// Failed requests by cause, with the first example of each.
    var failures: [FailureCause: FailureExamples] = [:]
    /// Requests that were asked again, by cause.
    var retries: [RetryCause: Int] = [:]
  }

  let values = Lock(Values())
  /// What refusals have taught about requests, by lane.
  let adjustments = Lock<[Int: RequestAdjustments]>([:])

  var current: Values { values.withLock { $0 } }

  /// - Parameter again: Whether the same was asked before.
  func sent(again: Bool) {
    values.withLock {
      $0.requestsSent += 1
      if again { $0.requestsRetried += 1 }
    }
  }

  func paid(_ charge: Charge) {
    values.withLock {
      $0.answersPaid += 1
      $0.promptTokens += charge.usage.promptTokens
      $0.completionTokens += charge.usage.completionTokens
      if let cost = charge.cost { $0.cost += cost } else { $0.answersUnpriced += 1 }
    }
  }

  func failed(_ error: ModelError, lane: PlannedLane) {
    guard error.kind != .cancelled else { return }
    let cause = FailureCause(kind: error.kind, status: error.status, lane: lane.name)
    values.withLock {
      $0.requestsFailed += 1
      $0.failures[cause, default: FailureExamples(count: 0, example: error)].count += 1
    }
  }

  func retried(_ cause: RetryCause) {
    values.withLock { $0.retries[cause, default: 0] += 1 }
  }

  /// Counts answers that were found.
  func reused(_ count: Int = 1) {
    values.withLock { $0.reused += count }
  }
}

/// What failed requests have in common.
struct FailureCause: Sendable, Hashable {
  var kind: ModelError.Kind
  var status: Int?
  var lane: String
}

struct FailureExamples: Sendable {
  var count: Int
  /// The first of them.
  var example: ModelError
}
