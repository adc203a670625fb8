package import FacetPlatform

/// Why a request was last given up; deleted when a completion arrives.
package struct LedgerFailure: Sendable, Hashable {
  package var key: LedgerKey
  /// The class of the error, such as `contextLength`.
  package var errorClass: String
  /// `nil` if no response arrived.
  package var httpStatus: Int?
  package var message: String
  /// Whether a later retry of the same request may succeed.
  package var isTransient: Bool
  /// Requests sent before it was given up.
  package var attempts: Int
  package var session: LedgerSession?
  package var createdAt: Timestamp

  package init(
    key: LedgerKey, errorClass: String, httpStatus: Int? = nil, message: String,
    isTransient: Bool, attempts: Int = 1, session: LedgerSession? = nil,
    createdAt: Timestamp = .now
  ) {
    self.key = key
    self.errorClass = errorClass
    self.httpStatus = httpStatus
    self.message = message
    self.isTransient = isTransient
    self.attempts = attempts
    self.session = session
    self.createdAt = createdAt
  }
}
