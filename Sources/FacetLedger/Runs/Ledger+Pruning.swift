package import FacetPlatform
internal import GRDB

/// The records to remove from a ledger; if both conditions are given, both must hold.
package struct LedgerPruning: Sendable, Hashable {
  /// Removes records older than this time.
  package var before: Timestamp?
  /// Removes only records of rehearsals.
  package var rehearsalsOnly: Bool

  package init(before: Timestamp? = nil, rehearsalsOnly: Bool = false) {
    self.before = before
    self.rehearsalsOnly = rehearsalsOnly
  }
}

/// The number of rows removed by a pruning.
package struct PrunedRows: Sendable, Hashable {
  package var completions = 0
  package var attempts = 0
  package var failures = 0
  package var executions = 0
  package var scores = 0
  package var runs = 0

  package init() {}
}

extension Ledger {
  /// Removes records permanently, and inactive runs without remaining records.
  ///
  /// It refuses while a run uses the ledger, because the run may reuse those records. It works in
  /// small transactions, so that another process can begin meanwhile. Without a condition, nothing
  /// is removed. ``compact()`` frees the file's space.
  /// condition nothing is removed. The file gives its space back on ``compact()``.
  package func prune(_ pruning: LedgerPruning) async throws(LedgerError) -> PrunedRows {
    var pruned = PrunedRows()
    guard pruning.before != nil || pruning.rehearsalsOnly else { return pruned }
    let holders = try read { try RunRows.holders(of: nil, in: $0) }.filter {
      !pruning.rehearsalsOnly || $0.mode == .rehearsal
    }
    // A run may reuse any record in the ledger, however old.
    guard holders.isEmpty else { throw LedgerError.held(path, by: holders) }
    pruned.completions = try await remove(from: "completion", pruning)
    pruned.attempts = try await remove(from: "attempt", pruning)
    pruned.failures = try await write { db in
      let (condition, arguments) = Self.condition(pruning, timeColumn: "created_at")
      try db.execute(sql: "DELETE FROM failure WHERE \(condition)", arguments: arguments)
      return db.changesCount
    }
    pruned.executions = try await write { db in
      let (condition, arguments) = Self.condition(pruning, timeColumn: "created_at")
      try db.execute(sql: "DELETE FROM execution WHERE \(condition)", arguments: arguments)
      return db.changesCount
    }
    if pruned.completions > 0 {
      pruned.scores = try await write { db in
        try db.execute(
          sql: """
            DELETE FROM score WHERE NOT EXISTS (
              SELECT 1 FROM completion WHERE completion.fingerprint = score.fingerprint
                AND completion.generation = score.generation)
            """)
        return db.changesCount
      }
    }
    pruned.runs = try await write { try Self.removeRuns(pruning, in: $0) }
    return pruned
  }

  /// Returns the space of removed records to the file system; needs as much free space again while
  /// it runs, and no other process may use the file.
  package func compact() async throws(LedgerError) {
    let result = await queue.perform { [file] in try file.connection.vacuum() }
    if case .failure(let error) = result { throw LedgerError(error, path: path) }
  }

  private func remove(
    from table: String, _ pruning: LedgerPruning
  ) async throws(LedgerError) -> Int {
    let (condition, arguments) = Self.condition(pruning, timeColumn: "created_at")
    var total = 0
    var last: Int64 = 0
    while true {
      // The search runs without the lock: it reads a whole table, however long that takes.
      let ids = try read { [last] db in
        try Int64.fetchAll(
          db,
          sql: """
            SELECT id FROM \(table) WHERE id > ? AND \(condition) ORDER BY id LIMIT 5000
            """, arguments: [last] + arguments)
      }
      guard let end = ids.last else { return total }
      last = end
      total += try await write { db in
        let statement = try db.cachedStatement(sql: "DELETE FROM \(table) WHERE id = ?")
        var count = 0
        for id in ids {
          try statement.execute(arguments: [id])
          count += db.changesCount
        }
        return count
      }
    }
  }

  private static func condition(
    _ pruning: LedgerPruning, timeColumn: String, runColumn: String = "run_id"
  ) -> (String, StatementArguments) {
    var parts: [String] = []
    var arguments = StatementArguments()
    if let before = pruning.before {
      // The texts sort in the order of their times.
      parts.append("\(timeColumn) < ?")
      arguments += [before.iso8601]
    }
    if pruning.rehearsalsOnly {
      parts.append("\(runColumn) IN (SELECT id FROM run WHERE mode = 'rehearsal')")
    }
    return (parts.joined(separator: " AND "), arguments)
  }

  private static func removeRuns(_ pruning: LedgerPruning, in db: Database) throws -> Int {
    let (condition, arguments) = condition(pruning, timeColumn: "started_at", runColumn: "id")
    let candidates = try Int64.fetchAll(
      db, sql: "SELECT id FROM run WHERE \(condition)", arguments: arguments)
    guard !candidates.isEmpty else { return 0 }
    let used = Set(
      try Int64.fetchAll(
        db, sql: "SELECT DISTINCT run_id FROM completion WHERE run_id IS NOT NULL"))
    let active = Set(try RunRows.summaries(in: db).filter(\.isActive).map(\.run.id))
    let removed = candidates.filter { !active.contains($0) && !used.contains($0) }
    for id in removed {
      // No completion refers to it; other references are removed with it, or belong to no run.
      for statement in [
        "DELETE FROM failure WHERE run_id = ?",
        "UPDATE attempt SET run_id = NULL, session_id = NULL WHERE run_id = ?",
        "UPDATE execution SET run_id = NULL, session_id = NULL WHERE run_id = ?",
        "DELETE FROM session WHERE run_id = ?",
        "DELETE FROM run WHERE id = ?",
      ] {
        try db.execute(sql: statement, arguments: [id])
      }
    }
    return removed.count
  }
}
