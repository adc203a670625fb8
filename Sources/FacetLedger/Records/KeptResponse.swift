/// What a run needs of a completion that is kept.
package struct KeptResponse: Sendable, Hashable {
  /// The response as it came.
  package var body: [UInt8]
  /// Requests sent, those that failed included.
  package var attempts: Int
  /// Of the request that was answered.
  package var latency: Duration

  init(body: [UInt8], attempts: Int, latency: Duration) {
    self.body = body
    self.attempts = attempts
    self.latency = latency
  }

  init(_ completion: LedgerCompletion) {
    self.init(
      body: completion.body, attempts: completion.attempts, latency: completion.latency)
  }
}
