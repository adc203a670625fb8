package import FacetPlatform

/// A paid response as received, with its request's measurements.
package struct LedgerCompletion: Sendable, Hashable {
  /// The source of the token counts.
  package enum UsageSource: String, Sendable {
    case reported
    case estimated
  }

  package var key: LedgerKey
  /// The step's name: `reading` or `strategy`.
  package var step: String
  /// The turn within the step, 0-based.
  package var turn: Int
  package var wireFormat: String
  package var model: String
  package var provider: String
  /// The endpoint's identity in the fingerprint.
  package var endpoint: String
  /// The body of the response as received.
  package var body: [UInt8]
  /// Headers of the response worth keeping, one `name: value` a line.
  package var responseHeaders: String?
  package var finishReason: String?
  package var promptTokens: Int?
  package var cachedTokens: Int?
  package var cacheWriteTokens: Int?
  package var completionTokens: Int?
  package var reasoningTokens: Int?
  package var usageSource: UsageSource
  /// The duration of the answered request, stored to the millisecond.
  package var latency: Duration
  /// Requests sent for it, including failed ones.
  package var attempts: Int
  /// The cost in US dollars that the provider reported, as written.
  package var reportedCostUSD: String?
  /// The cost in 10^-12 US dollars; `nil` if unknown.
  package var costPicoUSD: Int64?
  package var providerRequestID: String?
  /// The options that were not sent as configured, as JSON; `nil` if all were.
  package var adjustments: String?
  package var session: LedgerSession?
  package var createdAt: Timestamp

  package init(
    key: LedgerKey, step: String, turn: Int = 0, wireFormat: String, model: String,
    provider: String, endpoint: String, body: [UInt8], responseHeaders: String? = nil,
    finishReason: String? = nil, promptTokens: Int? = nil, cachedTokens: Int? = nil,
    cacheWriteTokens: Int? = nil, completionTokens: Int? = nil, reasoningTokens: Int? = nil,
    usageSource: UsageSource = .reported, latency: Duration = .zero, attempts: Int = 1,
    reportedCostUSD: String? = nil, costPicoUSD: Int64? = nil, providerRequestID: String? = nil,
    adjustments: String? = nil, session: LedgerSession? = nil, createdAt: Timestamp = .now
  ) {
    self.key = key
    self.step = step
    self.turn = turn
    self.wireFormat = wireFormat
    self.model = model
    self.provider = provider
    self.endpoint = endpoint
    self.body = body
    self.responseHeaders = responseHeaders
    self.finishReason = finishReason
    self.promptTokens = promptTokens
    self.cachedTokens = cachedTokens
    self.cacheWriteTokens = cacheWriteTokens
    self.completionTokens = completionTokens
    self.reasoningTokens = reasoningTokens
    self.usageSource = usageSource
    self.latency = latency
    self.attempts = attempts
    self.reportedCostUSD = reportedCostUSD
    self.costPicoUSD = costPicoUSD
    self.providerRequestID = providerRequestID
    self.adjustments = adjustments
    self.session = session
    self.createdAt = createdAt
  }
}
