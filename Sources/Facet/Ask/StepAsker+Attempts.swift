internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

extension StepAsker {
  /// What is decided after an attempt.
  private enum Next {
    case answer(AskedAnswer)
    /// Another process has stored an answer while this one waited for its turn.
    case found(StepResult)
    case again(after: Duration?)
    case fail(ModelError)
    /// The endpoint has stopped, or the run has: the cell may be asked in another run.
    case stop

    var isAnswer: Bool { if case .answer = self { true } else { false } }
    var asksAgain: Bool { if case .again = self { true } else { false } }
  }

  /// How a step's attempts have gone so far.
  private struct Attempts {
    /// Requests sent.
    var sent = 0
    /// Failures that use up attempts.
    var failures = 0
    /// 429, 503 and 529 in a row: they use up none, and lengthen the wait.
    var saturations = 0
    /// Failures that another replica makes up for at once.
    var failovers = 0
    /// The replica whose failure that was.
    var avoidedReplica: Int?
    var emptyAnswers = 0
    var unwantedAnswers = 0
    /// Why the latest of them did not do.
    var cause: RetryCause?
  }

  /// An answer that was asked for, read and as it came.
  struct AskedAnswer: Sendable {
    var completion: Completion
    var response: StoredResponse
    var charge: Charge
  }

  /// Where an answer comes from.
  enum Asked: Sendable {
    case asked(AskedAnswer)
    case found(StepResult)
  }

  /// A wait after which the store may have got the answer from another process.
  private static let longWait = Duration.milliseconds(100)

  /// Asks until there is an answer or no sense in asking again; where others begin alike, after
  /// the first of them, or as that.
  func ask(
    _ step: StepRequest, _ identity: StepIdentity
  ) async throws(StepFailure) -> Asked {
    var leading: PrefixKey?
    guard let prefix = step.prefix, await prefixes.enter(prefix) else {
      return try await askRepeatedly(step, identity, &leading)
    }
    leading = prefix
    do throws(StepFailure) {
      let asked = try await askRepeatedly(step, identity, &leading)
      prefixes.leave(prefix, isWarm: true)
      return asked
    } catch {
      if leading != nil { prefixes.leave(prefix, isWarm: false) }
      throw error
    }
  }

  /// - Parameter leading: The prefix that others wait for; they do not wait for a retry.
  private func askRepeatedly(
    _ step: StepRequest, _ identity: StepIdentity, _ leading: inout PrefixKey?
  ) async throws(StepFailure) -> Asked {
    var attempts = Attempts()
    var delay: Duration?
    while true {
      let next = try await attempt(step, identity, attempts: &attempts, delay: delay)
      switch next {
      case .answer(let answer):
        return .asked(answer)
      case .found(let result):
        return .found(result)
      case .again(let wait):
        delay = wait
        if wait != nil, let prefix = leading {
          prefixes.leave(prefix, isWarm: false)
          leading = nil
        }
      case .stop:
        throw .stopped
      case .fail(let error):
        let sent = attempts.sent
        try await storing { [store] in
          try await store.record(StoredFailure(error: error, attempts: sent), as: identity)
        }
        var record = StepRecord(step: identity, attempts: sent, answer: nil)
        record.wasAsked = true
        throw .failed(error, record)
      }
    }
  }

  private func attempt(
    _ step: StepRequest, _ identity: StepIdentity, attempts: inout Attempts, delay: Duration?
  ) async throws(StepFailure) -> Next {
    let lane = identity.lane
    let begin = ContinuousClock.now
    let start: Scheduler.Admission
    do throws(AdmissionQueue.Stop) {
      start = try await scheduler.admission(
        toLane: step.lane, order: step.order, tokens: step.mostTokens,
        promptTokens: step.estimatedPromptTokens, delay: delay, cause: attempts.cause)
    } catch {
      throw .stopped
    }
    if start.time - begin > Self.longWait, let result = try await found(step, identity, start) {
      return .found(result)
    }
    if let gate = gates[step.lane],
      let error = await gate.failure(
        serving: step.request.model, http, unless: { scheduler.isBudgetUsedUp })
    {
      scheduler.finish(
        FinishedAttempt(
          lane: step.lane, startedAt: start.time, reservedTokens: start.tokens,
          usedTokens: 0, verdict: FinishedAttempt.Verdict(givingUp: error),
          reservation: start.reservation))
      return .stop
    }
    let adjustment = adjustments.withLock { $0[step.lane] } ?? RequestAdjustments()
    attempts.sent += 1
    counters.sent(again: attempts.sent > 1)
    let replica = replicas[step.lane]?.withLock { [avoided = attempts.avoidedReplica] in
      $0.take(at: start.time, avoiding: avoided)
    }
    let answer = await answer(
      to: step, lane: lane, at: replica.map { lane.replicas[$0] } ?? lane.endpoint,
      adjustments: adjustment, isLast: attempts.failures + 1 >= retry.maxAttempts)
    if let replica { note(answer.completion, of: replica, lane: step.lane) }
    let next: Next
    let verdict: FinishedAttempt.Verdict
    let charge: Charge?
    switch answer.completion {
    case .success(let completion):
      let paid = self.charge(for: completion, step)
      charge = paid
      verdict = .success
      next = self.next(after: completion, answer, paid, &attempts)
      counters.paid(paid)
      if next.asksAgain {
        let cause = RetryCause.answer(
          CellStatus(completion, offersTools: answer.offersTools))
        attempts.cause = cause
        counters.retried(cause)
        store.record(
          SpentAttempt(body: answer.body, charge: charge, latency: answer.latency), as: identity)
      }
    case .failure(let error):
      charge = answer.charge
      if let charge { counters.paid(charge) }
      let failsOver = self.failsOver(error, from: replica, step.lane, attempts)
      if failsOver {
        attempts.failovers += 1
        attempts.avoidedReplica = replica
        next = .again(after: nil)
      } else {
        next = self.next(after: error, step, lane, adjustment, &attempts)
      }
      attempts.cause = RetryCause(error)
      if next.asksAgain { counters.retried(RetryCause(error)) }
      // What teaches which option to leave out meets all that are under way together: it says
      // nothing of the endpoint. Nor does one replica's failure while there is another.
      verdict =
        failsOver || error.kind == .invalidRequest && next.asksAgain
        ? .neutral : FinishedAttempt.Verdict(error)
      counters.failed(error, lane: lane)
      if error.kind != .cancelled {
        store.record(
          SpentAttempt(
            error: error, body: answer.unreadableBody, charge: charge,
            latency: answer.status == nil ? nil : answer.latency), as: identity)
      }
    }
    let isReported = charge?.isReported == true
    var lacksTokens = false
    if case .failure(let error) = answer.completion {
      lacksTokens = FinishedAttempt.lacksTokens(
        error, answer.rateLimits, reservedTokens: start.tokens)
    }
    var finished = FinishedAttempt(
      lane: step.lane, startedAt: start.time, reservedTokens: start.tokens,
      usedTokens: charge?.usage.totalTokens, rateLimits: answer.rateLimits,
      verdict: verdict, lacksTokens: lacksTokens, awaitsCommit: next.isAnswer,
      estimatedPromptTokens: step.estimatedPromptTokens,
      reportedPromptTokens: isReported ? charge?.usage.promptTokens : nil)
    if let reservation = start.reservation {
      finished.reservation = reservation
      finished.spent = Spending(
        requests: 1, tokens: charge?.usage.totalTokens ?? 0, cost: charge?.cost ?? .zero)
    }
    scheduler.finish(finished)
    return next
  }

  private func note(_ answer: Result<Completion, ModelError>, of replica: Int, lane: Int) {
    let verdict: ReplicaSet.Verdict
    switch answer {
    case .success: verdict = .success
    case .failure(let error): verdict = error.isOfTheServer ? .failure : .neutral
    }
    replicas[lane]?.withLock { $0.finish(replica, verdict, at: .now) }
  }

  /// Whether another replica is asked in place of one that failed, which uses up no attempt; each
  /// of the others once, lest a request that none can answer goes round for ever.
  private func failsOver(
    _ error: ModelError, from replica: Int?, _ lane: Int, _ attempts: Attempts
  ) -> Bool {
    guard let replica, let set = replicas[lane], error.isOfTheServer else { return false }
    return attempts.failovers < lanes[lane].replicas.count - 1
      && set.withLock { $0.hasOther(than: replica) }
  }

  /// The answer that the store has got meanwhile; the slot is free again then.
  private func found(
    _ step: StepRequest, _ identity: StepIdentity, _ start: Scheduler.Admission
  ) async throws(StepFailure) -> StepResult? {
    let free = FinishedAttempt(
      lane: step.lane, startedAt: start.time, reservedTokens: start.tokens, usedTokens: 0,
      verdict: .neutral, reservation: start.reservation)
    do throws(StepFailure) {
      guard case .result(let result)? = try await answer(storedFor: step, identity) else {
        return nil
      }
      scheduler.finish(free)
      return result
    } catch {
      scheduler.finish(free)
      throw error
    }
  }

  /// One request and what came of it.
  private struct Answer {
    var completion: Result<Completion, ModelError>
    var body: [UInt8] = []
    var status: Int?
    var latency: Duration = .zero
    var rateLimits: RateLimitStatus?
    /// What an answer that is no completion used.
    var charge: Charge?
    /// Whether the request had tools.
    var offersTools = false

    /// The body of an answer that was paid for but cannot be read.
    var unreadableBody: [UInt8]? { status == 200 ? body : nil }
  }

  /// - Parameter isLast: Whether an answer that was interrupted is kept as far as it came.
  private func answer(
    to step: StepRequest, lane: PlannedLane, at endpoint: Endpoint,
    adjustments: RequestAdjustments, isLast: Bool
  ) async -> Answer {
    let message = endpoint.wireFormat.httpRequest(
      for: step.seeded, at: endpoint, adjustments: adjustments, deadlines: lane.deadlines)
    var response: HTTPResponse
    do {
      response = try await http.response(to: message)
      response.body = redaction.redacting(response.body)
    } catch {
      return Answer(completion: .failure(ModelError(from: error)))
    }
    let now = Duration.seconds(Timestamp.now.seconds)
    let rateLimits = RateLimitStatus(
      headers: response.headers, provider: endpoint.provider, now: now)
    var answer = Answer(
      completion: .failure(ModelError(.malformedResponse, "the provider broke off its answer")),
      body: response.body, status: response.status,
      latency: .milliseconds(response.duration.milliseconds), rateLimits: rateLimits)
    do {
      let completion = try endpoint.wireFormat.completion(
        of: response, at: endpoint, now: now)
      answer.offersTools = !step.request.tools.isEmpty
      let hasText = !completion.text.allSatisfy(\.isWhitespace)
      if completion.finishReason != .error || isLast && hasText {
        answer.completion = .success(completion)
        warn(ofUnknown: completion, lane: step.lane)
      } else if completion.usage != nil || hasText {
        answer.charge = charge(for: completion, step)
      }
    } catch {
      answer.completion = .failure(error)
      if response.status == 200, error.kind == .malformedResponse {
        answer.charge = Charge(
          forUnreadable: response.body, estimatedPromptTokens: step.estimatedPromptTokens,
          outputLimit: step.request.options.maxTokens ?? PlannedLane.assumedMaxTokens,
          price: lane.price)
      }
    }
    return answer
  }

  /// Says once for each lane that a word for the end of an answer is not known.
  private func warn(ofUnknown completion: Completion, lane: Int) {
    guard completion.finishReason == .unknown, let word = completion.rawFinishReason else { return }
    let isNew = unknownReasons.withLock { reasons in
      reasons[lane, default: []].count < 20 && reasons[lane, default: []].insert(word).inserted
    }
    guard isNew else { return }
    logger.warning(
      "\(lanes[lane].name): unknown finish reason '\(word)'; its answers are kept as complete")
  }

  private func next(
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

  private func next(
    after error: ModelError, _ step: StepRequest, _ lane: PlannedLane,
    _ adjustment: RequestAdjustments, _ attempts: inout Attempts
  ) -> Next {
    switch error.kind {
    case .cancelled, .authentication, .quota:
      return .stop
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
      else { return .fail(error) }
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

  private func backoff(_ failures: Int, _ retryAfter: Duration?) -> Duration {
    Backoff.delay(
      afterFailures: failures, retryAfter: retryAfter, random: Double.random(in: 0..<1))
  }
}

extension ModelError {
  /// Whether it may lie at one server where another would answer.
  fileprivate var isOfTheServer: Bool {
    switch kind {
    case .network, .timeout, .malformedResponse, .overloaded, .authentication: true
    // It serves another model, or none yet.
    case .invalidRequest: status == 404
    default: false
    }
  }
}
