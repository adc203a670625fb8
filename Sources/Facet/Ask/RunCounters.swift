internal import FacetModels
internal import FacetPlatform

/// The counters of a run; every request updates them once or twice.
final class RunCounters: Sendable {
  struct Values: Sendable {
    var done = 0
    var failed = 0
    var reused = 0
    /// Finished cells with a request in this run.
    var asked = 0
    var requestsSent = 0
    var requestsFailed = 0
    /// Retries.
    var requestsRetried = 0
    /// Steps with requests but no answer because the run stopped.
    var leftUnanswered = 0
    /// Paid answers, including unused ones.
    var answersPaid = 0
    /// Paid answers whose cost is unknown.
    var answersUnpriced = 0
    /// The total of the known costs.
    var cost = USDollars.zero
    var promptTokens = 0
    var completionTokens = 0
    /// Failed requests by cause, with the first example of each.
    var failures: [FailureCause: FailureExamples] = [:]
    /// Retried requests, by cause.
    var retries: [RetryCause: Int] = [:]
  }

  let values = Lock(Values())
  /// The adjustments learned from refused requests, by lane.
  let adjustments = Lock<[Int: RequestAdjustments]>([:])
  /// The adjustments with which the run's answers were requested, in this session or earlier.
  let answerAdjustments = Lock(AnswerAdjustments())

  var current: Values { values.withLock { $0 } }

  /// - Parameter again: Whether it is a retry.
  func sent(again: Bool) {
    values.withLock {
      $0.requestsSent += 1
      if again { $0.requestsRetried += 1 }
    }
  }

  /// Takes back a request that never left this machine.
  func didNotSend(again: Bool) {
    values.withLock {
      $0.requestsSent -= 1
      if again { $0.requestsRetried -= 1 }
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

  /// - Returns: The cause under which the failure counts.
  func failed(_ error: ModelError, lane: PlannedLane, wasSent: Bool = true) -> FailureCause {
    let cause = FailureCause(kind: error.kind.rawValue, status: error.status, lane: lane.name)
    if error.kind == .cancelled { return cause }
    values.withLock {
      if wasSent { $0.requestsFailed += 1 }
      $0.failures[cause, default: FailureExamples(count: 0, error)].count += 1
    }
    return cause
  }

  /// Records an answer after failed requests.
  func recovered(_ causes: [FailureCause]) {
    if causes.isEmpty { return }
    values.withLock { values in
      for cause in causes { values.failures[cause]?.recovered += 1 }
    }
  }

  /// Records that the run stopped before a requested step was answered.
  func leftUnanswered() {
    values.withLock { $0.leftUnanswered += 1 }
  }

  func retried(_ cause: RetryCause) {
    values.withLock { $0.retries[cause, default: 0] += 1 }
  }

  /// Counts reused answers.
  func reused(_ count: Int = 1) {
    values.withLock { $0.reused += count }
  }
}

/// The common cause of failures.
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
  /// Failures whose step was answered in the end.
  var recovered = 0
  /// The message of the first.
  var message: String
  var hint: String?
}

extension FailureExamples {
  init(count: Int, _ error: ModelError) {
    self.init(count: count, recovered: 0, message: error.message, hint: error.hint)
  }
}
