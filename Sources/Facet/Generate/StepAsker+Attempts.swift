internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

extension StepAsker {
  /// What is decided after an attempt.
  private enum Next {
    case answer(StoredCompletion)
    case again(after: Duration?)
    case fail(ModelError)
  }

  /// How a step's attempts have gone so far.
  private struct Attempts {
    /// Requests sent.
    var sent = 0
    /// Failures that use up attempts.
    var failures = 0
    /// 429, 503 and 529 in a row: they use up none, and lengthen the wait.
    var saturations = 0
    var emptyAnswers = 0
    var unwantedAnswers = 0
  }

  /// Asks until there is an answer or no sense in asking again.
  func ask(
    _ step: StepRequest, lane: PlannedLane, fingerprint: Fingerprint
  ) async throws(StepFailure) -> StoredCompletion {
    var attempts = Attempts()
    var request = step.request
    if let seed = request.options.seed { request.options.seed = seed + step.draw.seedOffset }
    var delay: Duration?
    while true {
      let next = try await attempt(
        request, step: step, lane: lane, attempts: &attempts, delay: delay)
      switch next {
      case .answer(let answer):
        return answer
      case .again(let wait):
        delay = wait
      case .fail(let error):
        throw .failed(
          error,
          StepRecord(
            name: step.name, fingerprint: fingerprint, model: lane.model,
            provider: lane.endpoint.provider.name, attempts: attempts.sent, answer: nil))
      }
    }
  }

  private func attempt(
    _ request: ModelRequest, step: StepRequest, lane: PlannedLane, attempts: inout Attempts,
    delay: Duration?
  ) async throws(StepFailure) -> Next {
    let reserved = Double(
      step.estimatedPromptTokens + (request.options.maxTokens ?? PlannedLane.assumedMaxTokens))
    let start: ContinuousClock.Instant
    do throws(AdmissionQueue.Stop) {
      start = try await scheduler.admission(
        toLane: step.lane, order: step.order, tokens: reserved, delay: delay)
    } catch {
      throw .stopped
    }
    let adjustment = adjustments.withLock { $0[step.lane] } ?? RequestAdjustments()
    attempts.sent += 1
    counters.sent()
    let answer = await answer(to: request, lane: lane, adjustments: adjustment)
    let verdict: FinishedAttempt.Verdict
    switch answer.completion {
    case .success: verdict = .success
    case .failure(let error): verdict = FinishedAttempt.Verdict(error)
    }
    let usage = try? answer.completion.get().usage
    scheduler.finish(
      FinishedAttempt(
        lane: step.lane, startedAt: start, reservedTokens: reserved,
        usedTokens: usage?.totalTokens, rateLimits: answer.rateLimits, verdict: verdict))
    switch answer.completion {
    case .success(let completion):
      counters.answered(usage)
      return next(after: completion, answer, &attempts)
    case .failure(let error):
      counters.failed(error, lane: lane)
      return try next(
        after: error, request, step: step, lane: lane, adjustment, attempts: &attempts)
    }
  }

  /// One request and what came of it.
  private struct Answer {
    var completion: Result<Completion, ModelError>
    var body: [UInt8] = []
    var latency: Duration = .zero
    var rateLimits: RateLimitStatus?
  }

  private func answer(
    to request: ModelRequest, lane: PlannedLane, adjustments: RequestAdjustments
  ) async -> Answer {
    let message = lane.endpoint.wireFormat.httpRequest(
      for: request, at: lane.endpoint, adjustments: adjustments, deadlines: lane.deadlines)
    let response: HTTPResponse
    do {
      response = try await http.response(to: message)
    } catch {
      return Answer(completion: .failure(ModelError(from: error)))
    }
    let now = Duration.seconds(Timestamp.now.seconds)
    let rateLimits = RateLimitStatus(
      headers: response.headers, provider: lane.endpoint.provider, now: now)
    do {
      let completion = try lane.endpoint.wireFormat.completion(
        of: response, at: lane.endpoint, now: now)
      return Answer(
        completion: .success(completion), body: response.body, latency: response.duration,
        rateLimits: rateLimits)
    } catch {
      return Answer(completion: .failure(error), rateLimits: rateLimits)
    }
  }

  private func next(
    after completion: Completion, _ answer: Answer, _ attempts: inout Attempts
  ) -> Next {
    let asksAgain: Bool
    switch CellOutcome.Status(completion) {
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
      StoredCompletion(
        completion: completion, body: answer.body, attempts: attempts.sent,
        latency: answer.latency))
  }

  private func next(
    after error: ModelError, _ request: ModelRequest, step: StepRequest, lane: PlannedLane,
    _ adjustment: RequestAdjustments, attempts: inout Attempts
  ) throws(StepFailure) -> Next {
    switch error.kind {
    case .cancelled, .authentication, .quota:
      // The endpoint has stopped, or the run has: the cell may be asked in another run.
      throw .stopped
    case .rateLimited, .overloaded:
      attempts.saturations += 1
      return .again(after: backoff(attempts.saturations, error.retryAfter))
    case .timeout, .network, .malformedResponse:
      attempts.failures += 1
      guard attempts.failures < retry.maxAttempts else { return .fail(error) }
      return .again(after: backoff(attempts.failures, error.retryAfter))
    case .invalidRequest:
      guard
        let (learnt, note) = adjustment.adjusted(
          after: error, request: request, wireFormat: lane.endpoint.wireFormat)
      else { return .fail(error) }
      let isNew = adjustments.withLock { adjustments in
        let isNew = adjustments[step.lane] != learnt
        adjustments[step.lane] = learnt
        return isNew
      }
      if isNew { logger.notice("\(lane.name): \(note)") }
      return .again(after: nil)
    case .contextLength, .refused:
      return .fail(error)
    }
  }

  private func backoff(_ failures: Int, _ retryAfter: Duration?) -> Duration {
    Backoff.delay(
      afterFailures: failures, retryAfter: retryAfter, random: Double.random(in: 0..<1))
  }
}
