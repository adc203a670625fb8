internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// The prepared statements that write records, for one transaction.
struct RecordStatements {
  private let completion: Statement
  private let forgetFailure: Statement
  private let attempt: Statement
  private let failure: Statement
  private let counters: Statement
  /// Whether there may be a failure to forget: mostly there is none, and it need not be looked for.
  private var mayHoldFailures: Bool

  init(_ db: Database) throws {
    completion = try db.cachedStatement(
      sql: """
        INSERT INTO completion (
          fingerprint, generation, step, turn, wire_format, model, provider, endpoint,
          finish_reason, prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens,
          reasoning_tokens, usage_source, latency_ms, attempts, reported_cost_usd,
          provider_request_id, response_headers, run_id, session_id, created_at, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (fingerprint, generation) DO NOTHING
        """)
    forgetFailure = try db.cachedStatement(
      sql: "DELETE FROM failure WHERE fingerprint = ? AND generation = ?")
    attempt = try db.cachedStatement(
      sql: """
        INSERT INTO attempt (
          fingerprint, generation, step, turn, model, provider, kind, http_status, message,
          retry_after_ms, latency_ms, run_id, session_id, created_at, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    failure = try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO failure (
          fingerprint, generation, class, http_status, message, is_transient, attempts, run_id,
          session_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    counters = try db.cachedStatement(
      sql: """
        UPDATE session SET cells_done = ?, cells_reused = ?, cells_failed = ?, requests_sent = ?,
          requests_failed = ?, prompt_tokens = ?, completion_tokens = ?, cost_usd = ?
        WHERE id = ?
        """)
    let anyFailure = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM failure)")
    mayHoldFailures = try Bool.fetchOne(anyFailure) ?? true
  }

  /// Writes a completion unless there is one under its key.
  ///
  /// - Returns: Whether it was written.
  func insert(_ record: LedgerCompletion, in db: Database) throws -> Bool {
    let fingerprint = Data(record.key.fingerprint.bytes)
    try run(
      completion,
      [
        fingerprint, record.key.generation, record.step, record.turn, record.wireFormat,
        record.model, record.provider, record.endpoint, record.finishReason, record.promptTokens,
        record.cachedTokens, record.cacheWriteTokens, record.completionTokens,
        record.reasoningTokens, record.usageSource.rawValue, record.latency.milliseconds,
        record.attempts, record.reportedCostUSD, record.providerRequestID,
        record.responseHeaders, record.session?.run, record.session?.id,
        record.createdAt.iso8601, Data(record.body),
      ])
    guard db.changesCount == 1 else { return false }
    if mayHoldFailures { try run(forgetFailure, [fingerprint, record.key.generation]) }
    return true
  }

  func insert(_ record: LedgerAttempt) throws {
    try run(
      attempt,
      [
        Data(record.key.fingerprint.bytes), record.key.generation, record.step, record.turn,
        record.model, record.provider, record.kind, record.httpStatus, record.message,
        record.retryAfter?.milliseconds, record.latency?.milliseconds, record.session?.run,
        record.session?.id, record.createdAt.iso8601, record.body.map { Data($0) },
      ])
  }

  mutating func insert(_ record: LedgerFailure) throws {
    mayHoldFailures = true
    try run(
      failure,
      [
        Data(record.key.fingerprint.bytes), record.key.generation, record.errorClass,
        record.httpStatus, record.message, record.isTransient, record.attempts,
        record.session?.run, record.session?.id, record.createdAt.iso8601,
      ])
  }

  func update(_ session: Int64, _ record: SessionCounters) throws {
    try run(
      counters,
      [
        record.cellsDone, record.cellsReused, record.cellsFailed, record.requestsSent,
        record.requestsFailed, record.promptTokens, record.completionTokens, record.costUSD,
        session,
      ])
  }

  private func run(_ statement: Statement, _ values: [(any DatabaseValueConvertible)?]) throws {
    // Unchecked: the number of values is what the statement above it asks for.
    statement.setUncheckedArguments(StatementArguments(values))
    try statement.execute()
  }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
