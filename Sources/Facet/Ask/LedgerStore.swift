internal import FacetLedger
internal import FacetModels
internal import FacetPlatform

/// Stores a run's responses in a ledger.
struct LedgerStore: CompletionStore {
  let ledger: Ledger
  let run: BegunRun
  /// The requests that other processes leave to this one.
  let claims: LedgerClaims
  let retryFailed: RunOptions.RetryFailed
  /// Whether the ledger held any failure when the run began; if not, no lookup is needed.
  private let hasFailures: Bool
  /// Whether the ledger held any score when the run began; if not, no lookup is needed.
  let hasScores: Bool
  private let counters: RunCounters
  private let began: ContinuousClock.Instant
  /// When the session's counters were last stored.
  private let counted = Lock(ContinuousClock.now)
  /// Calibration from the session's answers, by lane; `nil` if it is not collected.
  private let taught: Lock<[ObjectIdentifier: LedgerCalibration]>?

  /// How often they are stored, so that `facet status` shows the progress of a run, even one that
  /// was killed.
  private static let countingInterval = Duration.milliseconds(250)

  /// - Parameter teaches: Whether the answers come from a real provider. Their calibration is then
  ///   stored with the counters, so that a killed session contributes too.
  init(
    ledger: Ledger, run: BegunRun, retryFailed: RunOptions.RetryFailed, counters: RunCounters,
    began: ContinuousClock.Instant, teaches: Bool
  ) throws(LedgerError) {
    taught = teaches ? Lock([:]) : nil
    self.ledger = ledger
    self.run = run
    claims = LedgerClaims(ledger: ledger, run: run)
    self.retryFailed = retryFailed
    self.counters = counters
    self.began = began
    hasScores = try ledger.hasScores()
    hasFailures = retryFailed == .all ? false : try ledger.hasFailures()
  }

  func response(for fingerprint: Fingerprint) throws -> StoredResponse? {
    try ledger.response(for: key(fingerprint)).map { stored in
      StoredResponse(
        body: stored.body, attempts: stored.attempts, latency: stored.latency,
        isIntact: stored.isIntact, adjustments: RequestAdjustments(stored: stored.adjustments))
    }
  }

  func failure(for fingerprint: Fingerprint) throws -> StoredFailure? {
    guard hasFailures else { return nil }
    return try StoredFailure(of: key(fingerprint), in: ledger, retrying: retryFailed)
  }

  func record(
    _ response: StoredResponse, read completion: Completion, charge: Charge,
    as step: StepIdentity, replacing unreadable: [UInt8]?
  ) async throws -> StoredResponse? {
    learn(charge, step)
    keepCounters()
    let usage = charge.usage
    let earlier = try await ledger.record(
      LedgerCompletion(
        key: key(step.fingerprint), step: step.name, turn: step.turn,
        wireFormat: step.lane.endpoint.wireFormat.rawValue, model: step.lane.model,
        provider: step.lane.endpoint.provider.name, endpoint: step.lane.identity,
        body: response.body, finishReason: completion.finishReason.rawValue,
        promptTokens: usage.promptTokens, cachedTokens: usage.cachedTokens,
        cacheWriteTokens: usage.cacheWriteTokens, completionTokens: usage.completionTokens,
        reasoningTokens: usage.reasoningTokens,
        usageSource: charge.isReported ? .reported : .estimated, latency: response.latency,
        attempts: response.attempts, reportedCostUSD: completion.reportedCostUSD,
        costPicoUSD: charge.cost?.picodollars, providerRequestID: completion.requestID,
        adjustments: response.adjustments.stored, session: run.session), replacing: unreadable)
    claims.end(key(step.fingerprint))
    return earlier.map { stored in
      StoredResponse(
        body: stored.body, attempts: stored.attempts, latency: stored.latency,
        adjustments: RequestAdjustments(stored: stored.adjustments))
    }
  }

  func record(_ attempt: SpentAttempt, as step: StepIdentity) {
    let error = attempt.error
    ledger.record(
      LedgerAttempt(
        key: key(step.fingerprint), step: step.name, turn: step.turn, model: step.lane.model,
        provider: step.lane.endpoint.provider.name,
        kind: error?.kind.rawValue ?? LedgerAttempt.replaced,
        httpStatus: error == nil ? 200 : error?.status,
        message: error?.message ?? "another answer was requested in its place",
        body: attempt.body, wireFormat: step.lane.endpoint.wireFormat.rawValue,
        endpoint: step.lane.identity, promptTokens: attempt.charge?.usage.promptTokens,
        completionTokens: attempt.charge?.usage.completionTokens,
        costPicoUSD: attempt.charge?.cost?.picodollars, retryAfter: error?.retryAfter,
        latency: attempt.latency, session: run.session))
  }

  func record(_ failure: StoredFailure, as step: StepIdentity) async throws {
    try await ledger.record(
      LedgerFailure(
        key: key(step.fingerprint), errorClass: failure.error.kind.rawValue,
        httpStatus: failure.error.status, message: failure.error.message,
        isTransient: failure.error.isTransient, attempts: failure.attempts,
        session: run.session))
    try await claims.release(key(step.fingerprint))
  }

  func claim(_ fingerprint: Fingerprint) async throws -> RequestClaim {
    try await claims.claim(key(fingerprint))
  }

  func release(_ fingerprint: Fingerprint) async throws {
    try await claims.release(key(fingerprint))
  }

  func settled(
    _ fingerprint: Fingerprint, unless isOver: () -> Bool
  ) async throws -> StoredFailure? {
    try await claims.settled(key(fingerprint), unless: isOver)
    return try StoredFailure(of: key(fingerprint), in: ledger, retrying: .none)
  }

  func execution(of turn: Fingerprint) throws -> String? {
    try ledger.executionResult(for: key(turn))
  }

  func record(execution: String, of turn: Fingerprint) async throws -> String {
    try await ledger.record(
      LedgerExecution(
        key: key(turn), result: execution, session: run.isReading ? nil : run.session))
  }

  private func keepCounters() {
    let now = ContinuousClock.now
    let isDue = counted.withLock { counted in
      guard now - counted >= Self.countingInterval else { return false }
      counted = now
      return true
    }
    if isDue {
      ledger.record(SessionCounters(counters.current, elapsed: now - began), of: run.session)
      if let taught { ledger.keep(taught.withLock { Array($0.values) }) }
    }
  }

  private func learn(_ charge: Charge, _ step: StepIdentity) {
    guard charge.isReported, let taught else { return }
    taught.withLock { taught in
      taught[ObjectIdentifier(step.lane), default: LedgerCalibration(of: step.lane)].add(
        reported: charge.usage.promptTokens, estimated: step.estimatedPromptTokens)
    }
  }

  func key(_ fingerprint: Fingerprint) -> LedgerKey {
    LedgerKey(fingerprint: fingerprint.digest, generation: run.run.generation)
  }
}
