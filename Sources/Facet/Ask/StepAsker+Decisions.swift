internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

extension StepAsker {
  /// The decision after a readable answer.
  func next(
    after completion: Completion, _ answer: Answer, _ charge: Charge,
    _ adjustments: RequestAdjustments, _ attempts: inout Attempts
  ) -> Next {
    let asksAgain: Bool
    switch CellStatus(completion, offersTools: answer.offersTools) {
    case .empty:
      attempts.emptyAnswers += 1
      asksAgain = attempts.emptyAnswers < 2
    case .refused:
      attempts.unwantedAnswers += 1
      asksAgain = outcomes.refused == .retry && attempts.unwantedAnswers < retry.maxAttempts
    case .truncated:
      attempts.unwantedAnswers += 1
      asksAgain = outcomes.truncated == .retry && attempts.unwantedAnswers < retry.maxAttempts
    default:
      asksAgain = false
    }
    if asksAgain { return .again(after: nil) }
    return .answer(
      AskedAnswer(
        completion: completion,
        response: StoredResponse(
          body: answer.body, attempts: attempts.sent, latency: answer.latency,
          adjustments: adjustments),
        charge: charge))
  }

  /// The decision after a failure.
  func next(
    after error: ModelError, _ step: StepRequest, _ lane: PlannedLane,
    _ adjustment: RequestAdjustments, _ attempts: inout Attempts
  ) -> Next {
    switch error.kind {
    case .cancelled:
      return .stop
    case .authentication, .quota:
      return error.isConclusive ? .stop : suspected(error, step, &attempts)
    case .rateLimited, .overloaded:
      attempts.saturations += 1
      // At most 16 seconds: the lane's pace limits the load, and a recovered server should not idle
      // while cells without a `Retry-After` wait.
      return .again(after: backoff(min(6, attempts.saturations), error.retryAfter))
    case .timeout, .network, .malformedResponse:
      attempts.failures += 1
      guard attempts.failures < retry.maxAttempts, error.isTransient else { return .fail(error) }
      // A provider that is not saturated may name any wait; a day amounts to a failure.
      if let wait = error.retryAfter, wait > Lane.longestWait { return .fail(error) }
      return .again(after: backoff(attempts.failures, error.retryAfter))
    case .invalidRequest:
      guard
        let (learnt, note) = adjustment.adjusted(
          after: error, request: step.request, wireFormat: lane.endpoint.wireFormat)
      else {
        return error.concerns == .request
          ? .fail(provisional(error, step)) : suspected(error, step, &attempts)
      }
      // Another request may have led to a different adjustment since this one was sent.
      let isNew = adjustments.withLock { adjustments in
        adjustments[step.lane, default: RequestAdjustments()].merge(learnt)
      }
      if isNew { logger.notice("\(lane.name): \(note)") }
      return .again(after: nil)
    case .refused where outcomes.refused == .retry:
      attempts.unwantedAnswers += 1
      return attempts.unwantedAnswers < retry.maxAttempts ? .again(after: nil) : .fail(error)
    case .contextLength, .refused:
      return .fail(error)
    }
  }

  /// The decision after a failure that points at the model or the endpoint. Other requests go
  /// first: if they fail the same way, the lane or the endpoint stops; if they are answered, the
  /// failure belongs to this cell.
  private func suspected(
    _ error: ModelError, _ step: StepRequest, _ attempts: inout Attempts
  ) -> Next {
    attempts.suspicions += 1
    if attempts.suspicions < Self.waitsUnderSuspicion.count + 1 {
      return .again(after: Self.waitsUnderSuspicion[attempts.suspicions - 1])
    }
    var own = provisional(error, step)
    if isProven(step.lane) {
      own.kind = .invalidRequest
      own.concerns = .request
      own.hint = nil
    } else {
      own.retryAdvice = true
    }
    return .fail(own)
  }

  /// How long a cell waits each time for others to confirm or refute its failure.
  private static let waitsUnderSuspicion = [Duration.seconds(1), .seconds(4)]

  /// A rejection; the next run retries it as long as the server has not answered any request.
  private func provisional(_ error: ModelError, _ step: StepRequest) -> ModelError {
    guard !isProven(step.lane) else { return error }
    var provisional = error
    provisional.retryAdvice = true
    return provisional
  }

  private func backoff(_ failures: Int, _ retryAfter: Duration?) -> Duration {
    Backoff.delay(
      afterFailures: failures, retryAfter: retryAfter, random: Double.random(in: 0..<1))
  }
}
