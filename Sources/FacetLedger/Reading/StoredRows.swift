internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// Reads records from the rows of their tables.
enum StoredRows {
  static let completionColumns = """
    fingerprint, generation, step, turn, wire_format, model, provider, endpoint, finish_reason,
    prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens,
    usage_source, latency_ms, attempts, reported_cost_usd, provider_request_id, response_headers,
    run_id, session_id, created_at, body, cost_pico_usd, digest,
    adjustments
    """

  static func completion(for key: LedgerKey, in db: Database) throws -> LedgerCompletion? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT \(completionColumns) FROM completion WHERE fingerprint = ? AND generation = ?
        """)
    let rows = try Row.fetchCursor(
      statement, arguments: [Data(key.fingerprint.bytes), key.generation])
    return try rows.next().flatMap(completion)
  }

  /// Reads the columns that ``completionColumns`` lists; `nil` if the row is damaged.
  static func completion(_ row: Row) -> LedgerCompletion? {
    guard let key = key(row), let step = row.text(2), let wireFormat = row.text(4),
      let model = row.text(5), let provider = row.text(6), let endpoint = row.text(7),
      let usageSource = row.text(14).flatMap({ LedgerCompletion.UsageSource(rawValue: $0) }),
      let latency = row.integer(15), let attempts = row.integer(16), let body = row.bytes(23),
      isIntact(
        row.integer(25), of: RecordDigest.of(body, key: key, attempts: attempts, latency: latency))
    else { return nil }
    return LedgerCompletion(
      key: key, step: step, turn: row.number(3) ?? 0, wireFormat: wireFormat, model: model,
      provider: provider, endpoint: endpoint, body: body, responseHeaders: row.text(19),
      finishReason: row.text(8), promptTokens: row.number(9), cachedTokens: row.number(10),
      cacheWriteTokens: row.number(11), completionTokens: row.number(12),
      reasoningTokens: row.number(13), usageSource: usageSource,
      latency: .milliseconds(bounded(latency)), attempts: Int(bounded(attempts)),
      reportedCostUSD: row.text(17), costPicoUSD: row.integer(24).map { max(0, $0) },
      providerRequestID: row.text(18), adjustments: row.text(26),
      session: session(run: row.integer(20), id: row.integer(21)),
      createdAt: timestamp(row.text(22)))
  }

  /// Whether a row's digest matches its content; rows of earlier versions have none.
  static func isIntact(_ digest: Int64?, of content: @autoclosure () -> Int64) -> Bool {
    digest.map { $0 == content() } ?? true
  }

  /// The nearest count that no sum over a table overflows and JavaScript can represent.
  static func bounded(_ number: Int64) -> Int64 { min(max(0, number), 1 << 53) }

  static let failureColumns = """
    fingerprint, generation, class, http_status, message, is_transient, attempts, run_id,
    session_id, created_at
    """

  /// Reads the columns that ``failureColumns`` lists; `nil` if the row is damaged.
  static func failure(_ row: Row) -> LedgerFailure? {
    guard let key = key(row), let errorClass = row.text(2), let message = row.text(4),
      let isTransient = row.integer(5)
    else { return nil }
    return LedgerFailure(
      key: key, errorClass: errorClass, httpStatus: row.number(3), message: message,
      isTransient: isTransient != 0, attempts: row.number(6) ?? 1,
      session: session(run: row.integer(7), id: row.integer(8)),
      createdAt: timestamp(row.text(9)))
  }

  /// The key in the first two columns; `nil` if they contain none.
  static func key(_ row: Row) -> LedgerKey? {
    guard let bytes = row.bytes(0), bytes.count == 32, let generation = row.integer(1) else {
      return nil
    }
    return LedgerKey(fingerprint: SHA256(bytes: bytes), generation: generation)
  }

  static func session(run: Int64?, id: Int64?) -> LedgerSession? {
    guard let run, let id else { return nil }
    return LedgerSession(id: id, run: run)
  }

  /// The time in an ISO 8601 text in UTC, as this module writes it.
  static func timestamp(_ text: String?) -> Timestamp {
    let digits = (text ?? "").utf8.prefix(40).filter { $0 >= 0x30 && $0 <= 0x39 }.map {
      Int($0) - 0x30
    }
    guard digits.count >= 14 else { return Timestamp(seconds: 0) }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    let date = CalendarDay(year: number(0..<4), month: number(4..<6), day: number(6..<8))
    let day = date?.daysSince1970 ?? 0
    return Timestamp(
      seconds: ((day * 24 + number(8..<10)) * 60 + number(10..<12)) * 60 + number(12..<14))
  }
}
