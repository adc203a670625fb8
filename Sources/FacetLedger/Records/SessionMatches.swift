internal import GRDB

/// Finds the sessions of a ledger that another ledger or a record has too, under other numbers, and
/// the attempts that came with them.
struct SessionMatches {
  /// A process may have had two sessions within a second, so each is found once.
  private var found: Set<Int64> = []
  /// The attempts of each found session that the ledger already has.
  private var knownAttempts: [Int64: Int] = [:]

  /// The sessions at a place, oldest first.
  private static let query = """
    SELECT id, (SELECT count(*) FROM attempt WHERE attempt.session_id = session.id),
      requests_ended, cells_done
    FROM session WHERE run_id = ? AND host = ? AND boot_id = ? AND process_id = ?
      AND process_started IS ? AND started_at = ?
    ORDER BY id
    """

  /// The next session that is not found yet.
  ///
  /// - Parameter place: Its run in this ledger, host, boot, process, the process's start and its own.
  /// - Returns: Its number, its ended requests and its finished cells; `nil` if the ledger lacks it.
  mutating func next(
    _ place: StatementArguments, in db: Database
  ) throws -> (id: Int64, ended: Int64, done: Int64)? {
    let rows = try Row.fetchAll(db, sql: Self.query, arguments: place)
    guard let row = rows.first(where: { !found.contains($0.integer(0) ?? 0) }),
      let id = row.integer(0)
    else { return nil }
    found.insert(id)
    knownAttempts[id] = Int(StoredRows.bounded(row.integer(1) ?? 0))
    return (id, row.integer(2) ?? 0, row.integer(3) ?? 0)
  }

  /// Notes a session that was added.
  mutating func add(_ id: Int64) {
    found.insert(id)
  }

  /// Whether the ledger has the session's next attempt: attempts are only ever appended, so those
  /// that it has are the first ones.
  mutating func hasNextAttempt(of session: LedgerSession?) -> Bool {
    guard let id = session?.id, let known = knownAttempts[id], known > 0 else { return false }
    knownAttempts[id] = known - 1
    return true
  }
}
