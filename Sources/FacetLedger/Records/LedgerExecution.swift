package import FacetPlatform

/// What running the code of a turn came to.
package struct LedgerExecution: Sendable, Hashable {
  /// That of the completion whose code it is.
  package var key: LedgerKey
  /// JSON.
  package var result: String
  /// Who ran it.
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
