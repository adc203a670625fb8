internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

extension StepAsker {
  /// What follows from an answer that can be read.
  func next(
    after completion: Completion, _ answer: Answer, _ charge: Charge,
    _ attempts: inout Attempts
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
          body: answer.body, attempts: attempts.sent, latency: answer.latency),
        charge: charge))
  }

  /// What follows from a failure.
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
      // 16 seconds at most: the lane's own pace keeps the pressure off, and a server that is back
      // is not to wait for cells that were told nothing.
      return .again(after: backoff(min(6, attempts.saturations), error.retryAfter))
    case .timeout, .network, .malformedResponse:
      attempts.failures += 1
      guard attempts.failures < retry.maxAttempts, error.isTransient else { return .fail(error) }
      // A provider that is not saturated may ask for any time; a day is no wait but a failure.
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
      // Another request may have taught something else since this one went out.
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

  /// What follows from a failure that speaks of the model or the endpoint: others are asked
  /// first. Where they fail alike the lane or the endpoint stops; where they are answered the
  /// failure is the cell's own.
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

  /// How long a cell waits each time for others to confirm or refute what its failure says.
  private static let waitsUnderSuspicion = [Duration.seconds(1), .seconds(4)]

  /// A rejection, which the next run asks again as long as nothing shows that the server answers
  /// anyone.
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
