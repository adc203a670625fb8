internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// Records as they are read from their tables.
enum StoredRows {
  static let completionColumns = """
    fingerprint, generation, step, turn, wire_format, model, provider, endpoint, finish_reason,
    prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens,
    usage_source, latency_ms, attempts, reported_cost_usd, provider_request_id, response_headers,
    run_id, session_id, created_at, body, cost_pico_usd
    """

  static func completion(for key: LedgerKey, in db: Database) throws -> LedgerCompletion? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT \(completionColumns) FROM completion WHERE fingerprint = ? AND generation = ?
        """)
    let rows = try Row.fetchCursor(
      statement, arguments: [Data(key.fingerprint.bytes), key.generation])
    return try rows.next().map(completion)
  }

  /// Reads the columns that ``completionColumns`` lists.
  static func completion(_ row: Row) -> LedgerCompletion {
    LedgerCompletion(
      key: key(row), step: row[2], turn: row[3], wireFormat: row[4], model: row[5],
      provider: row[6], endpoint: row[7], body: [UInt8](row[23] as Data),
      responseHeaders: row[19], finishReason: row[8], promptTokens: row[9], cachedTokens: row[10],
      cacheWriteTokens: row[11], completionTokens: row[12], reasoningTokens: row[13],
      usageSource: LedgerCompletion.UsageSource(rawValue: row[14]) ?? .estimated,
      latency: .milliseconds(row[15] as Int64), attempts: row[16], reportedCostUSD: row[17],
      costPicoUSD: row[24],
      providerRequestID: row[18], session: session(run: row[20], id: row[21]),
      createdAt: timestamp(row[22]))
  }

  static let failureColumns = """
    fingerprint, generation, class, http_status, message, is_transient, attempts, run_id,
    session_id, created_at
    """

  /// Reads the columns that ``failureColumns`` lists.
  static func failure(_ row: Row) -> LedgerFailure {
    LedgerFailure(
      key: key(row), errorClass: row[2], httpStatus: row[3], message: row[4],
      isTransient: row[5], attempts: row[6], session: session(run: row[7], id: row[8]),
      createdAt: timestamp(row[9]))
  }

  /// The key in the first two columns.
  static func key(_ row: Row) -> LedgerKey {
    LedgerKey(fingerprint: SHA256(bytes: [UInt8](row[0] as Data)), generation: row[1])
  }

  static func session(run: Int64?, id: Int64?) -> LedgerSession? {
    guard let run, let id else { return nil }
    return LedgerSession(id: id, run: run)
  }

  /// The moment of an ISO 8601 text in UTC, as this module writes it.
  static func timestamp(_ text: String) -> Timestamp {
    let digits = text.utf8.filter { $0 >= 0x30 && $0 <= 0x39 }.map { Int($0) - 0x30 }
    guard digits.count >= 14 else { return Timestamp(seconds: 0) }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    let date = CalendarDay(year: number(0..<4), month: number(4..<6), day: number(6..<8))
    let day = date?.daysSince1970 ?? 0
    return Timestamp(
      seconds: ((day * 24 + number(8..<10)) * 60 + number(10..<12)) * 60 + number(12..<14))
  }
}
