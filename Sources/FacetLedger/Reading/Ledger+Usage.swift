internal import GRDB

/// The usage of a stored completion, without its body.
package struct LedgerUsage: Sendable, Hashable {
  package var promptTokens: Int?
  package var cachedTokens: Int?
  package var cacheWriteTokens: Int?
  package var completionTokens: Int?
  package var reasoningTokens: Int?
  /// Whether the provider reported it.
  package var isReported: Bool
}

extension Ledger {
  /// The usage of many keys' completions, in few queries; a key without one is absent.
  package func usage(of keys: [LedgerKey]) throws(LedgerError) -> [LedgerKey: LedgerUsage] {
    var found: [LedgerKey: LedgerUsage] = [:]
    try forEachRow(
      of: keys,
      selecting: """
        fingerprint, generation, prompt_tokens, cached_tokens, cache_write_tokens,
        completion_tokens, reasoning_tokens, usage_source
        """, from: "completion"
    ) { row in
      guard let key = StoredRows.key(row) else { return }
      found[key] = LedgerUsage(
        promptTokens: row.number(2), cachedTokens: row.number(3), cacheWriteTokens: row.number(4),
        completionTokens: row.number(5), reasoningTokens: row.number(6),
        isReported: row.text(7) == LedgerCompletion.UsageSource.reported.rawValue)
    }
    return found
  }
}
