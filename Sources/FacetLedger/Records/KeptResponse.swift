/// The parts of a stored completion that a run needs.
package struct KeptResponse: Sendable, Hashable {
  /// The response as received.
  package var body: [UInt8]
  /// Requests sent, including failed ones.
  package var attempts: Int
  /// The latency of the answered request.
  package var latency: Duration
  /// Whether it is as recorded; otherwise it must not be used.
  package var isIntact: Bool
  /// The options that were not sent as configured, as JSON; `nil` if all were.
  package var adjustments: String?

  init(
    body: [UInt8], attempts: Int, latency: Duration, isIntact: Bool = true,
    adjustments: String? = nil
  ) {
    self.body = body
    self.attempts = attempts
    self.latency = latency
    self.isIntact = isIntact
    self.adjustments = adjustments
  }

  init(_ completion: LedgerCompletion) {
    self.init(
      body: completion.body, attempts: completion.attempts, latency: completion.latency,
      adjustments: completion.adjustments)
  }
}
