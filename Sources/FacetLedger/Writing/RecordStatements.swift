internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// The prepared statements that write records, for one transaction.
struct RecordStatements {
  private var completion: DirectStatement
  private var forgetFailure: DirectStatement
  private var attempt: DirectStatement
  private var failure: DirectStatement
  private var counters: DirectStatement
  private var account: DirectStatement
  /// The sums over this transaction's records, by session.
  private var accounts: [(session: Int64, account: LedgerAccount)] = []
  /// Whether there may be failures to delete: usually there are none, and the search is skipped.
  private var mayHoldFailures: Bool
  /// The last record's time as text: the records of a transaction share few times.
  private var moment: (timestamp: Timestamp, text: String)?

  private let keys: StoredKeys?
  /// Whether sums are kept for the sessions' accounts.
  private let keepsAccounts: Bool

  /// - Parameters:
  ///   - keys: Receives each completion's key.
  ///   - accounts: Whether the records' costs are new, rather than copied with their sessions.
  init(_ db: Database, keys: StoredKeys?, accounts: Bool = true) throws {
    self.keys = keys
    keepsAccounts = accounts
    func statement(_ sql: String) throws -> DirectStatement {
      DirectStatement(try db.cachedStatement(sql: sql), in: db)
    }
    completion = try statement(
      """
      INSERT INTO completion (
        fingerprint, generation, step, turn, wire_format, model, provider, endpoint,
        finish_reason, prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens,
        reasoning_tokens, usage_source, latency_ms, attempts, reported_cost_usd,
        provider_request_id, response_headers, run_id, session_id, created_at, body,
        cost_pico_usd, digest, adjustments)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (fingerprint, generation) DO NOTHING
      """)
    forgetFailure = try statement(
      "DELETE FROM failure WHERE fingerprint = ? AND generation = ?")
    attempt = try statement(
      """
      INSERT INTO attempt (
        fingerprint, generation, step, turn, model, provider, kind, http_status, message,
        retry_after_ms, latency_ms, run_id, session_id, created_at, body, wire_format, endpoint,
        prompt_tokens, completion_tokens, cost_pico_usd, digest)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    failure = try statement(
      """
      INSERT OR REPLACE INTO failure (
        fingerprint, generation, class, http_status, message, is_transient, attempts, run_id,
        session_id, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    counters = try statement(
      """
      UPDATE session SET cells_done = ?, cells_reused = ?, cells_failed = ?, requests_sent = ?,
        requests_failed = ?, requests_retried = ?, elapsed_ms = ?
      WHERE id = ?
      """)
    account = try statement(
      """
      UPDATE session SET requests_ended = \(Self.sum("requests_ended", 1)),
        answers_paid = \(Self.sum("answers_paid", 2)),
        answers_unpriced = \(Self.sum("answers_unpriced", 3)),
        prompt_tokens = \(Self.sum("prompt_tokens", 4)),
        completion_tokens = \(Self.sum("completion_tokens", 5)),
        cost_pico_usd = \(Self.sum("cost_pico_usd", 6))
      WHERE id = ?7
      """)
    let anyFailure = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM failure)")
    mayHoldFailures = try Bool.fetchOne(anyFailure) ?? true
  }

  /// A column plus a number, limited to the largest integer: SQLite turns a sum that overflows into
  /// a floating-point number, which the column rejects.
  private static func sum(_ column: String, _ parameter: Int) -> String {
    """
    min(max(CAST(\(column) AS INTEGER), 0), 9223372036854775807 - max(?\(parameter), 0))
      + ?\(parameter)
    """
  }

  /// Writes a completion unless its key has one already.
  ///
  /// - Returns: Whether it was written.
  mutating func insert(_ record: LedgerCompletion, in db: Database) throws -> Bool {
    completion.bind(record.key)
    completion.bind(record.step)
    completion.bind(record.turn)
    completion.bind(record.wireFormat)
    completion.bind(record.model)
    completion.bind(record.provider)
    completion.bind(record.endpoint)
    completion.bind(record.finishReason)
    completion.bind(record.promptTokens)
    completion.bind(record.cachedTokens)
    completion.bind(record.cacheWriteTokens)
    completion.bind(record.completionTokens)
    completion.bind(record.reasoningTokens)
    completion.bind(record.usageSource.rawValue)
    completion.bind(record.latency.milliseconds)
    completion.bind(record.attempts)
    completion.bind(record.reportedCostUSD)
    completion.bind(record.providerRequestID)
    completion.bind(record.responseHeaders)
    completion.bind(record.session?.run)
    completion.bind(record.session?.id)
    completion.bind(text(of: record.createdAt))
    completion.skip()
    completion.bind(record.costPicoUSD)
    completion.bind(RecordDigest.of(record))
    completion.bind(record.adjustments)
    try completion.run(record.body, at: 24)
    guard db.changesCount == 1 else { return false }
    keys?.insert(record.key)
    add(LedgerAccount(of: record), to: record.session)
    if mayHoldFailures {
      forgetFailure.bind(record.key)
      try forgetFailure.run()
    }
    return true
  }

  /// Turns the completion of a key into an attempt, if it still has this body: its cost stays in
  /// the accounts.
  ///
  /// - Parameter body: `nil` for any body.
  static func retire(_ key: LedgerKey, body: [UInt8]?, in db: Database) throws {
    let place: StatementArguments = [Data(key.fingerprint.bytes), key.generation]
    let arguments = place + [body.map { Data($0) }]
    let condition = "fingerprint = ?1 AND generation = ?2 AND body = coalesce(?3, body)"
    do {
      try db.execute(
        sql: """
          INSERT INTO attempt (
            fingerprint, generation, step, turn, model, provider, kind, http_status, message,
            latency_ms, run_id, session_id, created_at, body, wire_format, endpoint, prompt_tokens,
            completion_tokens, cost_pico_usd)
          SELECT fingerprint, generation, step, turn, model, provider, '\(LedgerAttempt.replaced)',
            200, 'it could not be read any more, and was asked for again', latency_ms, run_id,
            session_id, created_at, body, wire_format, endpoint, coalesce(prompt_tokens, 0),
            completion_tokens, cost_pico_usd
          FROM completion WHERE \(condition)
          """, arguments: arguments)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      // A damaged row may have values that no table accepts: drop it, rather than the new answer.
    }
    try db.execute(
      sql: "DELETE FROM completion WHERE \(condition)", arguments: arguments)
    // Another process may have replaced it already.
    guard db.changesCount > 0 else { return }
    // The result of its code, and its scores, do not apply to another answer.
    for table in ["execution", "score"] {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE fingerprint = ? AND generation = ?", arguments: place)
    }
  }

  mutating func insert(_ record: LedgerAttempt) throws {
    attempt.bind(record.key)
    attempt.bind(record.step)
    attempt.bind(record.turn)
    attempt.bind(record.model)
    attempt.bind(record.provider)
    attempt.bind(record.kind)
    attempt.bind(record.httpStatus)
    attempt.bind(record.message)
    attempt.bind(record.retryAfter?.milliseconds)
    attempt.bind(record.latency?.milliseconds)
    attempt.bind(record.session?.run)
    attempt.bind(record.session?.id)
    attempt.bind(text(of: record.createdAt))
    attempt.bind(record.body)
    attempt.bind(record.wireFormat)
    attempt.bind(record.endpoint)
    attempt.bind(record.promptTokens)
    attempt.bind(record.completionTokens)
    attempt.bind(record.costPicoUSD)
    attempt.bind(record.body.map { RecordDigest.of($0, key: record.key) })
    try attempt.run()
    add(LedgerAccount(of: record), to: record.session)
  }

  mutating func insert(_ record: LedgerFailure) throws {
    mayHoldFailures = true
    failure.bind(record.key)
    failure.bind(record.errorClass)
    failure.bind(record.httpStatus)
    failure.bind(record.message)
    failure.bind(record.isTransient ? 1 : 0)
    failure.bind(record.attempts)
    failure.bind(record.session?.run)
    failure.bind(record.session?.id)
    failure.bind(text(of: record.createdAt))
    try failure.run()
  }

  mutating func update(_ session: Int64, _ record: SessionCounters) throws {
    counters.bind(record.cellsDone)
    counters.bind(record.cellsReused)
    counters.bind(record.cellsFailed)
    counters.bind(record.requestsSent)
    counters.bind(record.requestsFailed)
    counters.bind(record.requestsRetried)
    counters.bind(record.elapsed.milliseconds)
    counters.bind(session)
    try counters.run()
  }

  /// Adds to a session's account; ``writeAccounts()`` writes it.
  mutating func add(_ record: LedgerAccount, to session: LedgerSession?) {
    guard keepsAccounts, let session else { return }
    // Nearly all records belong to one session.
    if let index = accounts.lastIndex(where: { $0.session == session.id }) {
      accounts[index].account += record
    } else {
      accounts.append((session.id, record))
    }
  }

  /// Writes the sums so far, with one statement per session.
  mutating func writeAccounts() throws {
    for (session, sum) in accounts {
      account.bind(sum.requestsEnded)
      account.bind(sum.answers)
      account.bind(sum.unpricedAnswers)
      account.bind(sum.promptTokens)
      account.bind(sum.completionTokens)
      account.bind(sum.costPicoUSD)
      account.bind(session)
      try account.run()
    }
    accounts = []
  }

  private mutating func text(of timestamp: Timestamp) -> String {
    if let moment, moment.timestamp == timestamp { return moment.text }
    let text = timestamp.iso8601
    moment = (timestamp, text)
    return text
  }
}
