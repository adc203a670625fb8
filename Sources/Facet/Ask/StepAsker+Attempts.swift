internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

extension StepAsker {
  /// The decision after an attempt.
  enum Next {
    case answer(AskedAnswer)
    /// Another process stored an answer while this one waited for its turn.
    case found(StepResult)
    case again(after: Duration?)
    indirect case fail(ModelError)
    /// The endpoint or the run has stopped; another run may answer the cell.
    case stop

    var isAnswer: Bool { if case .answer = self { true } else { false } }
    var asksAgain: Bool { if case .again = self { true } else { false } }
  }

  /// The attempts of a step so far.
  struct Attempts {
    /// Requests sent.
    var sent = 0
    /// Failures that count as attempts.
    var failures = 0
    /// Consecutive 429, 503 and 529 responses: they do not count as attempts, but lengthen the
    /// wait.
    var saturations = 0
    /// Failures retried at once on another replica.
    var failovers = 0
    /// The replica that failed last.
    var avoidedReplica: Int?
    var emptyAnswers = 0
    var unwantedAnswers = 0
    /// Failures that point at the model or the endpoint and are not confirmed by another request.
    var suspicions = 0
    /// Why the latest attempt was not accepted.
    var cause: RetryCause?
    /// The error of each failed attempt.
    var failureCauses: [FailureCause] = []
  }

  /// A received answer, parsed and raw.
  final class AskedAnswer: Sendable {
    let completion: Completion
    let response: StoredResponse
    let charge: Charge

    init(completion: Completion, response: StoredResponse, charge: Charge) {
      self.completion = completion
      self.response = response
      self.charge = charge
    }
  }

  /// The source of an answer.
  enum Asked: Sendable {
    case asked(AskedAnswer)
    case found(StepResult)
  }

  /// A wait during which another process may have stored the answer.
  private static let longWait = Duration.milliseconds(100)

  /// Retries until there is an answer or further retries are pointless. Requests with a shared
  /// prefix wait for the first of them, unless this one is the first.
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

  /// - Parameter leading: The prefix that other requests wait for; they do not wait for its
  ///   retries.
  private func askRepeatedly(
    _ step: StepRequest, _ identity: StepIdentity, _ leading: inout PrefixKey?
  ) async throws(StepFailure) -> Asked {
    var attempts = Attempts()
    var delay: Duration?
    while true {
      let next: Next
      do throws(StepFailure) {
        next = try await attempt(step, identity, attempts: &attempts, delay: delay)
      } catch {
        if case .stopped = error, attempts.sent > 0 { counters.leftUnanswered() }
        throw error
      }
      switch next {
      case .answer(let answer):
        counters.recovered(attempts.failureCauses)
        return .asked(answer)
      case .found(let result):
        counters.recovered(attempts.failureCauses)
        return .found(result)
      case .again(let wait):
        delay = wait
        if wait != nil, let prefix = leading {
          prefixes.leave(prefix, isWarm: false)
          leading = nil
        }
      case .stop:
        if attempts.sent > 0 { counters.leftUnanswered() }
        throw .stopped
      case .fail(let error):
        throw try await failure(error, attempts, identity)
      }
    }
  }

  // What needs no suspension, or is rare, stands in functions that are not inlined: their values
  // would make the memory of each waiting request larger.

  /// Stores why a step is given up, and returns that as the step's failure.
  @inline(never)
  private func failure(
    _ error: ModelError, _ attempts: Attempts, _ identity: StepIdentity
  ) async throws(StepFailure) -> StepFailure {
    let sent = attempts.sent
    try await storing { [store] in
      try await store.record(StoredFailure(error: error, attempts: sent), as: identity)
    }
    var record = StepRecord(step: identity, attempts: sent, answer: nil)
    record.wasAsked = true
    return .failed(error, record)
  }

  /// A finished request, and how it was sent.
  private final class Ended: Sendable {
    let start: Scheduler.Admission
    let replica: Int?
    let adjustments: RequestAdjustments
    let answer: Answer
    /// Its charge, if any.
    let charge: Charge?

    init(
      start: Scheduler.Admission, replica: Int?, adjustments: RequestAdjustments, answer: Answer,
      charge: Charge?
    ) {
      self.start = start
      self.replica = replica
      self.adjustments = adjustments
      self.answer = answer
      self.charge = charge
    }

    var error: ModelError? {
      if case .failure(let error) = answer.completion { error } else { nil }
    }
  }

  private func attempt(
    _ step: StepRequest, _ identity: StepIdentity, attempts: inout Attempts, delay: Duration?
  ) async throws(StepFailure) -> Next {
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
    if let error = await gateFailure(step) {
      finishUnsent(step, start, error)
      return .stop
    }
    if attempts.sent == 0, let next = try await claimed(step, identity, start) { return next }
    let ended = await send(step, identity.lane, start, &attempts)
    let (next, verdict) = decision(on: ended, step, identity, &attempts)
    record(ended, next, identity, &attempts)
    finish(ended, next, verdict, step)
    return next
  }

  @inline(never)
  private func finishUnsent(
    _ step: StepRequest, _ start: Scheduler.Admission, _ error: ModelError
  ) {
    var unsent = finished(step, start, FinishedAttempt.Verdict(givingUp: error))
    unsent.usedTokens = 0
    scheduler.finish(unsent)
  }

  private func gateFailure(_ step: StepRequest) async -> ModelError? {
    await gates[step.lane]?.failure(
      serving: step.request.model, http, unless: { scheduler.isBudgetUsedUp })
  }

  private func send(
    _ step: StepRequest, _ lane: PlannedLane, _ start: Scheduler.Admission,
    _ attempts: inout Attempts
  ) async -> Ended {
    let adjustments = adjustments.withLock { $0[step.lane] } ?? RequestAdjustments()
    attempts.sent += 1
    counters.sent(again: attempts.sent > 1)
    let replica = replicas[step.lane]?.withLock { [avoided = attempts.avoidedReplica] in
      $0.take(at: start.time, avoiding: avoided)
    }
    let answer = await answer(
      to: step, lane: lane, at: replica.map { lane.replicas[$0] } ?? lane.endpoint,
      adjustments: adjustments, isLast: attempts.failures + 1 >= retry.maxAttempts)
    if !answer.wasSent { counters.didNotSend(again: attempts.sent > 1) }
    if let replica { note(answer.completion, of: replica, lane: step.lane) }
    let charge =
      switch answer.completion {
      case .success(let completion): self.charge(for: completion, step)
      case .failure: answer.charge
      }
    return Ended(
      start: start, replica: replica, adjustments: adjustments, answer: answer, charge: charge)
  }

  /// The consequences of an answer for the step and its lane.
  @inline(never)
  private func decision(
    on ended: Ended, _ step: StepRequest, _ identity: StepIdentity, _ attempts: inout Attempts
  ) -> (Next, FinishedAttempt.Verdict) {
    switch ended.answer.completion {
    case .success(let completion):
      proven(step.lane)
      let charge = ended.charge ?? self.charge(for: completion, step)
      let adjustments = ended.adjustments.concerning(step.request)
      return (next(after: completion, ended.answer, charge, adjustments, &attempts), .success)
    case .failure(let error):
      if failsOver(error, from: ended.replica, step.lane, attempts) {
        attempts.failovers += 1
        attempts.avoidedReplica = ended.replica
        // One replica's failure says nothing about the lane while another replica works.
        return (.again(after: nil), .neutral)
      }
      let next = next(after: error, step, identity.lane, ended.adjustments, &attempts)
      // All requests in flight are rejected together if an option must be left out.
      let isLesson = error.kind == .invalidRequest && error.concerns == .request && next.asksAgain
      return (next, isLesson ? .neutral : FinishedAttempt.Verdict(error))
    }
  }

  /// Counts and stores the result of a request, unless it is the step's answer.
  @inline(never)
  private func record(
    _ ended: Ended, _ next: Next, _ identity: StepIdentity, _ attempts: inout Attempts
  ) {
    if let charge = ended.charge { counters.paid(charge) }
    let cause: RetryCause
    switch ended.answer.completion {
    case .success(let completion):
      guard next.asksAgain else { return }
      cause = .answer(CellStatus(completion, offersTools: ended.answer.offersTools))
      store.record(
        SpentAttempt(
          body: ended.answer.body, charge: ended.charge, latency: ended.answer.latency),
        as: identity)
    case .failure(let error):
      cause = RetryCause(error)
      if error.kind != .cancelled {
        attempts.failureCauses.append(
          counters.failed(error, lane: identity.lane, wasSent: ended.answer.wasSent))
        store.record(
          SpentAttempt(
            error: error, body: ended.answer.unreadableBody, charge: ended.charge,
            latency: ended.answer.status == nil ? nil : ended.answer.latency), as: identity)
      }
    }
    attempts.cause = cause
    if next.asksAgain { counters.retried(cause) }
  }

  @inline(never)
  private func finish(
    _ ended: Ended, _ next: Next, _ verdict: FinishedAttempt.Verdict, _ step: StepRequest
  ) {
    let charge = ended.charge
    var finished = finished(step, ended.start, verdict)
    finished.usedTokens = charge?.usage.totalTokens
    finished.rateLimits = ended.answer.rateLimits
    finished.awaitsCommit = next.isAnswer
    if let error = ended.error {
      finished.error = error
      finished.lacksTokens = FinishedAttempt.lacksTokens(
        error, ended.answer.rateLimits, reservedTokens: ended.start.tokens)
    }
    if charge?.isReported == true { finished.reportedPromptTokens = charge?.usage.promptTokens }
    if ended.start.reservation != nil {
      finished.spent = Spending(
        requests: ended.answer.wasSent ? 1 : 0, tokens: charge?.usage.totalTokens ?? 0,
        cost: charge?.cost ?? .zero)
    }
    scheduler.finish(finished)
  }

  func finished(
    _ step: StepRequest, _ start: Scheduler.Admission, _ verdict: FinishedAttempt.Verdict
  ) -> FinishedAttempt {
    FinishedAttempt(
      lane: step.lane, sample: step.sample, startedAt: start.time, reservedTokens: start.tokens,
      verdict: verdict, estimatedPromptTokens: step.estimatedPromptTokens,
      reservation: start.reservation)
  }

  private func note(_ answer: Result<Completion, ModelError>, of replica: Int, lane: Int) {
    let verdict: ReplicaSet.Verdict
    switch answer {
    case .success: verdict = .success
    case .failure(let error): verdict = error.isOfTheServer ? .failure : .neutral
    }
    replicas[lane]?.withLock { $0.finish(replica, verdict, at: .now) }
  }

  /// Whether to retry on another replica, which does not count as an attempt. Each other replica is
  /// tried once, so that a request that none can answer does not go round forever.
  private func failsOver(
    _ error: ModelError, from replica: Int?, _ lane: Int, _ attempts: Attempts
  ) -> Bool {
    guard let replica, let set = replicas[lane], error.isOfTheServer else { return false }
    return attempts.failovers < lanes[lane].replicas.count - 1
      && set.withLock { $0.hasOther(than: replica) }
  }
}

extension ModelError {
  /// Whether the failure may be specific to one server.
  fileprivate var isOfTheServer: Bool {
    switch kind {
    case .network, .timeout, .malformedResponse, .overloaded, .authentication: true
    // The server has a different model loaded, or none yet.
    case .invalidRequest: status == 404 || concerns != .request
    default: false
    }
  }
}
