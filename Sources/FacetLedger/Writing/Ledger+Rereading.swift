internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// What a kept body turned out to hold when it was read again.
package enum RereadBody: Sendable, Hashable {
  /// A completion whose columns said something else; its body stays.
  case completion(LedgerCompletion, before: LedgerCompletion)
  /// A completion in the body of an answer that could not be read.
  case rescued(LedgerCompletion, from: UnreadAttempt)
}

extension Ledger {
  /// Writes what bodies say when they are read again, with what it changes in the accounts of the
  /// sessions that paid for them.
  ///
  /// A rescued completion takes the place of its attempt, and of the failure that was kept for it.
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
