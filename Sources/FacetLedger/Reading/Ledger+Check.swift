internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// Reads the whole file: SQLite's own check, every row and every digest.
  ///
  /// - Parameters:
  ///   - addsDigests: Whether to add missing digests; such rows then count as checked.
  ///   - reads: Whether a completion's body is readable.
  package func check(
    addsDigests: Bool = false, _ reads: (LedgerCompletion) -> Bool
  ) async throws(LedgerError) -> LedgerCheck {
    var check = LedgerCheck()
    attempt(&check) { (check) throws(LedgerError) in
      let lines = try read { try String.fetchAll($0, sql: "PRAGMA integrity_check(20)") }
      check.problems += lines.filter { $0 != "ok" }
    }
    try await checkCompletions(&check, addsDigests: addsDigests, reads)
    try await checkAttempts(&check, addsDigests: addsDigests)
    try await checkExecutions(&check, addsDigests: addsDigests)
    checkScores(&check)
    attempt(&check) { (check) throws(LedgerError) in
      let sql = "SELECT \(StoredRows.failureColumns) FROM failure"
      try forEachRow(sql) { row in
        if StoredRows.failure(row) == nil {
          check.damaged.append(
            LedgerCheck.DamagedRow(
              table: "failure", id: nil, fingerprint: StoredRows.key(row)?.fingerprint))
        }
      }
    }
    attempt(&check) { (check) throws(LedgerError) in
      for id in try read({ try RunRows.damagedRuns(in: $0) }) {
        check.damaged.append(LedgerCheck.DamagedRow(table: "run", id: id, fingerprint: nil))
      }
    }
    return check
  }

  /// A digest to add to a row.
  private struct NewDigest {
    var id: Int64?
    var key: LedgerKey
    var digest: Int64
  }

  private func checkCompletions(
    _ check: inout LedgerCheck, addsDigests: Bool, _ reads: (LedgerCompletion) -> Bool
  ) async throws(LedgerError) {
    var new: [NewDigest] = []
    attempt(&check) { (check) throws(LedgerError) in
      try forEachRow("SELECT \(StoredRows.completionColumns), id FROM completion") { row in
        check.rows += 1
        guard let completion = StoredRows.completion(row) else {
          check.damaged.append(
            LedgerCheck.DamagedRow(
              table: "completion", id: row.integer(27),
              fingerprint: StoredRows.key(row)?.fingerprint))
          return
        }
        if !reads(completion) { check.unreadable += 1 }
        if row.integer(25) == nil, let attempts = row.integer(16), let latency = row.integer(15) {
          new.append(
            NewDigest(
              id: row.integer(27), key: completion.key,
              digest: RecordDigest.of(
                completion.body, key: completion.key, attempts: attempts, latency: latency)))
        }
      }
    }
    try await add(new, to: "completion", if: addsDigests, &check)
  }

  private func checkAttempts(
    _ check: inout LedgerCheck, addsDigests: Bool
  ) async throws(LedgerError) {
    var new: [NewDigest] = []
    attempt(&check) { (check) throws(LedgerError) in
      let sql =
        "SELECT fingerprint, generation, body, digest, id FROM attempt WHERE body IS NOT NULL"
      try forEachRow(sql) { row in
        check.rows += 1
        guard let key = StoredRows.key(row), let body = row.bytes(2),
          StoredRows.isIntact(row.integer(3), of: RecordDigest.of(body, key: key))
        else {
          check.damaged.append(
            LedgerCheck.DamagedRow(
              table: "attempt", id: row.integer(4), fingerprint: StoredRows.key(row)?.fingerprint))
          return
        }
        if row.integer(3) == nil {
          new.append(
            NewDigest(id: row.integer(4), key: key, digest: RecordDigest.of(body, key: key)))
        }
      }
    }
    try await add(new, to: "attempt", if: addsDigests, &check)
  }

  private func checkExecutions(
    _ check: inout LedgerCheck, addsDigests: Bool
  ) async throws(LedgerError) {
    var new: [NewDigest] = []
    attempt(&check) { (check) throws(LedgerError) in
      try forEachRow("SELECT fingerprint, generation, result, digest FROM execution") { row in
        check.rows += 1
        guard let key = StoredRows.key(row), let result = row.text(2),
          StoredRows.isIntact(row.integer(3), of: RecordDigest.of(Array(result.utf8), key: key))
        else {
          check.damaged.append(
            LedgerCheck.DamagedRow(
              table: "execution", id: nil, fingerprint: StoredRows.key(row)?.fingerprint))
          return
        }
        if row.integer(3) == nil {
          new.append(
            NewDigest(
              id: nil, key: key, digest: RecordDigest.of(Array(result.utf8), key: key)))
        }
      }
    }
    try await add(new, to: "execution", if: addsDigests, &check)
  }

  private func checkScores(_ check: inout LedgerCheck) {
    attempt(&check) { (check) throws(LedgerError) in
      try forEachRow("SELECT \(Self.scoreColumns) FROM score") { row in
        check.rows += 1
        guard Self.score(row) == nil else { return }
        check.damaged.append(
          LedgerCheck.DamagedRow(
            table: "score", id: nil, fingerprint: StoredRows.key(row)?.fingerprint))
      }
    }
  }

  private func forEachRow(_ sql: String, _ body: (Row) -> Void) throws(LedgerError) {
    try read { db in
      let rows = try Row.fetchCursor(db, sql: sql)
      while let row = try rows.next() { body(row) }
    }
  }

  /// Continues with the next table if one cannot be read to its end.
  private func attempt(
    _ check: inout LedgerCheck, _ body: (inout LedgerCheck) throws(LedgerError) -> Void
  ) {
    do throws(LedgerError) {
      try body(&check)
    } catch {
      if !check.problems.contains(error.message) { check.problems.append(error.message) }
    }
  }

  private func add(
    _ digests: [NewDigest], to table: String, if adds: Bool, _ check: inout LedgerCheck
  ) async throws(LedgerError) {
    guard adds else {
      check.unchecked += digests.count
      return
    }
    // Small transactions let another process record meanwhile.
    for start in stride(from: 0, to: digests.count, by: 5000) {
      let part = Array(digests[start..<min(start + 5000, digests.count)])
      try await write { db in
        let place = table == "execution" ? "fingerprint = ? AND generation = ?" : "id = ?"
        let statement = try db.cachedStatement(
          sql: "UPDATE \(table) SET digest = ? WHERE digest IS NULL AND \(place)")
        for new in part {
          try statement.execute(
            arguments: new.id.map { [new.digest, $0] }
              ?? [new.digest, Data(new.key.fingerprint.bytes), new.key.generation])
        }
      }
    }
  }
}
