package import FacetPlatform

/// A request without a completion: it failed, or its answer could not be read.
package struct LedgerAttempt: Sendable, Hashable {
  package var key: LedgerKey
  package var step: String
  package var turn: Int
  package var model: String
  package var provider: String
  /// `nil` in records of an earlier version.
  package var wireFormat: String?
  /// The endpoint's identity in the fingerprint; `nil` as above.
  package var endpoint: String?
  /// The class of the error, ``duplicate`` or ``replaced``.
  package var kind: String
  /// `nil` if no response arrived.
  package var httpStatus: Int?
  package var message: String?
  /// The body of a response with status 200 that is not a completion's.
  package var body: [UInt8]?
  /// Prompt tokens, if there was an answer; `nil` if nothing was paid.
  package var promptTokens: Int?
  package var completionTokens: Int?
  /// The cost in 10^-12 US dollars; `nil` if it is unknown or nothing was paid.
  package var costPicoUSD: Int64?
  package var retryAfter: Duration?
  package var latency: Duration?
  package var session: LedgerSession?
  package var createdAt: Timestamp

  /// The kind of an answer that lost to one that another process recorded first: paid and stored,
  /// but not used.
  package static let duplicate = "duplicate"
  /// The kind of an answer that was unwanted and replaced by another.
  package static let replaced = "replaced"

  package init(
    key: LedgerKey, step: String, turn: Int = 0, model: String, provider: String, kind: String,
    httpStatus: Int? = nil, message: String? = nil, body: [UInt8]? = nil,
    wireFormat: String? = nil, endpoint: String? = nil, promptTokens: Int? = nil,
    completionTokens: Int? = nil, costPicoUSD: Int64? = nil, retryAfter: Duration? = nil,
    latency: Duration? = nil, session: LedgerSession? = nil, createdAt: Timestamp = .now
  ) {
    self.key = key
    self.step = step
    self.turn = turn
    self.model = model
    self.provider = provider
    self.kind = kind
    self.httpStatus = httpStatus
    self.message = message
    self.body = body
    self.wireFormat = wireFormat
    self.endpoint = endpoint
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
    self.costPicoUSD = costPicoUSD
    self.retryAfter = retryAfter
    self.latency = latency
    self.session = session
    self.createdAt = createdAt
  }

  /// The attempt for a completion that lost to one that another process recorded first.
  init(duplicating completion: LedgerCompletion) {
    self.init(
      key: completion.key, step: completion.step, turn: completion.turn, model: completion.model,
      provider: completion.provider, kind: Self.duplicate, httpStatus: 200,
      message: "another request for the same completion was recorded first",
      body: completion.body, wireFormat: completion.wireFormat, endpoint: completion.endpoint,
      promptTokens: completion.promptTokens ?? 0,
      completionTokens: completion.completionTokens ?? 0, costPicoUSD: completion.costPicoUSD,
      latency: completion.latency, session: completion.session,
      createdAt: completion.createdAt)
  }
}
