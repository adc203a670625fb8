/// What a run needs of a completion that is kept.
package struct KeptResponse: Sendable, Hashable {
  /// The response as it came.
  package var body: [UInt8]
  /// Requests sent, those that failed included.
  package var attempts: Int
  /// Of the request that was answered.
  package var latency: Duration
  /// Whether it is what was recorded; if not, it must not be used.
  package var isIntact: Bool

  init(body: [UInt8], attempts: Int, latency: Duration, isIntact: Bool = true) {
    self.body = body
    self.attempts = attempts
    self.latency = latency
    self.isIntact = isIntact
  }

  init(_ completion: LedgerCompletion) {
    self.init(
      body: completion.body, attempts: completion.attempts, latency: completion.latency)
  }
}
