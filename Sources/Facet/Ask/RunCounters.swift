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
    /// Steps for which requests went out and that have no answer because the run stopped.
    var leftUnanswered = 0
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
      $0.promptTokens = $0.promptTokens.adding(saturating: charge.usage.promptTokens)
      $0.completionTokens = $0.completionTokens.adding(
        saturating: charge.usage.completionTokens)
      if let cost = charge.cost { $0.cost += cost } else { $0.answersUnpriced += 1 }
    }
  }

  /// - Returns: What the failure counts under.
  func failed(_ error: ModelError, lane: PlannedLane) -> FailureCause {
    let cause = FailureCause(kind: error.kind.rawValue, status: error.status, lane: lane.name)
    if error.kind == .cancelled { return cause }
    values.withLock {
      $0.requestsFailed += 1
      $0.failures[cause, default: FailureExamples(count: 0, error)].count += 1
    }
    return cause
  }

  /// Takes note that a step got its answer after failed requests.
  func recovered(_ causes: [FailureCause]) {
    if causes.isEmpty { return }
    values.withLock { values in
      for cause in causes { values.failures[cause]?.recovered += 1 }
    }
  }

  /// Takes note that the run stopped before a step that was asked got its answer.
  func leftUnanswered() {
    values.withLock { $0.leftUnanswered += 1 }
  }

  func retried(_ cause: RetryCause) {
    values.withLock { $0.retries[cause, default: 0] += 1 }
  }

  /// Counts answers that were found.
  func reused(_ count: Int = 1) {
    values.withLock { $0.reused += count }
  }
}

/// What failures have in common.
struct FailureCause: Sendable, Hashable {
  /// One of the classes of errors.
  var kind: String
  var status: Int?
  /// `nil` if nothing was sent.
  var lane: String?
}

/// Failures with the same cause.
struct FailureExamples: Sendable {
  var count: Int
  /// Those whose step was answered in the end.
  var recovered = 0
  /// The words of the first.
  var message: String
  var hint: String?
}

extension FailureExamples {
  init(count: Int, _ error: ModelError) {
    self.init(count: count, recovered: 0, message: error.message, hint: error.hint)
  }
}
