internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// The result of reading a stored body again.
package enum RereadBody: Sendable, Hashable {
  /// A completion whose columns differ from its body; the body stays.
  case completion(LedgerCompletion, before: LedgerCompletion)
  /// A completion in a response body that was unreadable before.
  case rescued(LedgerCompletion, from: UnreadAttempt)
}

extension Ledger {
  /// Writes the results of reading bodies again, and adjusts the accounts of the sessions that paid
  /// for them.
  ///
  /// A rescued completion replaces its attempt, and the failure recorded for it.
  package func rewrite(_ bodies: [RereadBody]) async throws(LedgerError) {
    guard !bodies.isEmpty else { return }
    try await write { [file] db in
      var statements = try RecordStatements(db, keys: file.storedKeys)
      for body in bodies {
        switch body {
        case .completion(let completion, let before):
          try Self.update(completion, in: db)
          statements.add(
            LedgerAccount(of: completion) - LedgerAccount(of: before), to: before.session)
        case .rescued(let completion, let unread):
          guard try statements.insert(completion, in: db) else { continue }
          try db.execute(sql: "DELETE FROM attempt WHERE id = ?", arguments: [unread.id])
          statements.add(
            LedgerAccount() - LedgerAccount(of: unread.attempt), to: unread.attempt.session)
        }
      }
      try statements.writeAccounts()
    }
  }

  private static func update(_ completion: LedgerCompletion, in db: Database) throws {
    try db.execute(
      sql: """
        UPDATE completion SET finish_reason = ?, prompt_tokens = ?, cached_tokens = ?,
          cache_write_tokens = ?, completion_tokens = ?, reasoning_tokens = ?, usage_source = ?,
          reported_cost_usd = ?, provider_request_id = ?, cost_pico_usd = ?
        WHERE fingerprint = ? AND generation = ?
        """,
      arguments: [
        completion.finishReason, completion.promptTokens, completion.cachedTokens,
        completion.cacheWriteTokens, completion.completionTokens, completion.reasoningTokens,
        completion.usageSource.rawValue, completion.reportedCostUSD,
        completion.providerRequestID, completion.costPicoUSD,
        Data(completion.key.fingerprint.bytes), completion.key.generation,
      ])
  }
}
