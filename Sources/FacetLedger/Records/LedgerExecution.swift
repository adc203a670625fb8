package import FacetPlatform

/// The result of running a turn's code.
package struct LedgerExecution: Sendable, Hashable {
  /// The key of the completion that contains the code.
  package var key: LedgerKey
  /// JSON.
  package var result: String
  /// The session that ran it.
  package var session: LedgerSession?
  package var createdAt: Timestamp

  package init(
    key: LedgerKey, result: String, session: LedgerSession?, createdAt: Timestamp = .now
  ) {
    self.key = key
    self.result = result
    self.session = session
    self.createdAt = createdAt
  }
}
