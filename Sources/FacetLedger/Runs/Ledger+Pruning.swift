package import FacetPlatform
internal import GRDB

/// What is to be removed from a ledger; both conditions must hold where both are given.
package struct LedgerPruning: Sendable, Hashable {
  /// What was recorded before this moment.
  package var before: Timestamp?
  /// What rehearsals recorded.
  package var rehearsalsOnly: Bool

  package init(before: Timestamp? = nil, rehearsalsOnly: Bool = false) {
    self.before = before
    self.rehearsalsOnly = rehearsalsOnly
  }
}

/// How many rows a pruning removed.
package struct PrunedRows: Sendable, Hashable {
  package var completions = 0
  package var attempts = 0
  package var failures = 0
  package var executions = 0
  package var runs = 0

  package init() {}
}

extension Ledger {
  /// Removes records for good, and the runs that have none left and are not active.
  ///
  /// It goes in small transactions, so that another process can record meanwhile. With neither
  /// condition nothing is removed. The file gives its space back on ``compact()``.
  package func prune(_ pruning: LedgerPruning) async throws(LedgerError) -> PrunedRows {
    var pruned = PrunedRows()
    guard pruning.before != nil || pruning.rehearsalsOnly else { return pruned }
    pruned.completions = try await remove(from: "completion", pruning, in: "id")
    pruned.attempts = try await remove(from: "attempt", pruning, in: "id")
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
    pruned.runs = try await write { try Self.removeRuns(pruning, in: $0) }
    return pruned
  }

  /// Gives the space of removed records back to the file system; needs as much room again while
  /// it works, and no other process in the file.
  package func compact() async throws(LedgerError) {
    let result = await queue.perform { [file] in try file.connection.vacuum() }
    if case .failure(let error) = result { throw LedgerError(error, path: path) }
  }

  private func remove(
    from table: String, _ pruning: LedgerPruning, in key: String
  ) async throws(LedgerError) -> Int {
    var total = 0
    while true {
      let count = try await write { db in
        let (condition, arguments) = Self.condition(pruning, timeColumn: "created_at")
        try db.execute(
          sql: """
            DELETE FROM \(table) WHERE \(key) IN (
              SELECT \(key) FROM \(table) WHERE \(condition) LIMIT 5000)
            """, arguments: arguments)
        return db.changesCount
      }
      total += count
      if count == 0 { return total }
    }
  }

  private static func condition(
    _ pruning: LedgerPruning, timeColumn: String, runColumn: String = "run_id"
  ) -> (String, StatementArguments) {
    var parts: [String] = []
    var arguments = StatementArguments()
    if let before = pruning.before {
      // The texts sort as the moments do.
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
      db,
      sql: """
        SELECT id FROM run WHERE \(condition)
          AND id NOT IN (SELECT run_id FROM completion WHERE run_id IS NOT NULL)
        """, arguments: arguments)
    let active = Set(try RunRows.summaries(in: db).filter(\.isActive).map(\.run.id))
    let removed = candidates.filter { !active.contains($0) }
    for id in removed {
      // No completion refers to it; what else does goes with it, or is nobody's.
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
