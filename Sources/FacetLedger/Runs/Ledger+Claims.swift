internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// Whether other processes are using the ledger, for any run.
  package func isShared() throws(LedgerError) -> Bool {
    try read { try !RunRows.holders(of: nil, in: $0).isEmpty }
  }

  /// Whether all other processes that use the ledger claim requests before sending them.
  package func othersClaim() throws(LedgerError) -> Bool {
    try read { try RunRows.holders(of: nil, in: $0).allSatisfy(\.claims) }
  }

  /// Claims a request for a session, unless another live session has claimed it.
  ///
  /// - Returns: Whether the session has the claim.
  package func claim(
    _ key: LedgerKey, for session: LedgerSession
  ) async throws(LedgerError) -> Bool {
    try await write { db in
      let place: StatementArguments = [Data(key.fingerprint.bytes), key.generation]
      try db.execute(
        sql: "INSERT INTO claim VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        arguments: place + [session.id])
      guard db.changesCount == 0 else { return true }
      if try Self.claimant(of: key, in: db, besides: session) != nil { return false }
      try db.execute(
        sql: "UPDATE claim SET session_id = ?3 WHERE fingerprint = ?1 AND generation = ?2",
        arguments: place + [session.id])
      return true
    }
  }

  /// Whether another live session has claimed a request.
  package func isClaimed(
    _ key: LedgerKey, besides session: LedgerSession
  ) throws(LedgerError) -> Bool {
    try read { try Self.claimant(of: key, in: $0, besides: session) != nil }
  }

  /// Releases a session's claim to a request that brought no completion.
  package func release(_ key: LedgerKey, of session: LedgerSession) async throws(LedgerError) {
    try await write { db in
      try db.execute(
        sql: "DELETE FROM claim WHERE fingerprint = ? AND generation = ? AND session_id = ?",
        arguments: [Data(key.fingerprint.bytes), key.generation, session.id])
    }
  }

  /// Makes a session claim its requests from now on, and claims those already sent.
  package func share(
    _ session: LedgerSession, claiming keys: [LedgerKey]
  ) async throws(LedgerError) {
    try await write { db in
      for key in keys {
        try db.execute(
          sql: "INSERT INTO claim VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          arguments: [Data(key.fingerprint.bytes), key.generation, session.id])
      }
      try db.execute(sql: "UPDATE session SET claims = 1 WHERE id = ?", arguments: [session.id])
    }
  }

  /// Records that a session is still working, for hosts that cannot see its process.
  package func renew(_ session: LedgerSession) async throws(LedgerError) {
    try await write { db in
      try db.execute(
        sql: "UPDATE session SET renewed_at = ? WHERE id = ?",
        arguments: [Timestamp.now.iso8601, session.id])
    }
  }

  private static func claimant(
    of key: LedgerKey, in db: Database, besides session: LedgerSession
  ) throws -> RunHolder? {
    let row = try Row.fetchOne(
      db, sql: "SELECT session_id FROM claim WHERE fingerprint = ? AND generation = ?",
      arguments: [Data(key.fingerprint.bytes), key.generation])
    guard let id = row?.integer(0), id != session.id else { return nil }
    return try RunRows.holders(of: nil, in: db).first { $0.session.id == id }
  }
}
