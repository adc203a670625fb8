/// How long a cell waits before a retry: exponential with full jitter, or the wait that the
/// provider asked for.
///
/// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, the variant "full jitter".
struct Backoff: Sendable {
  static let base = Duration.milliseconds(500)
  static let cap = Duration.seconds(60)

  /// - Parameters:
  ///   - failures: How many attempts have failed, at least 1.
  ///   - retryAfter: The wait that the provider asked for. It is never undercut, and exceeded by up
  ///     to a tenth so that requests with the same wait do not all return at once. Zero, also used
  ///     for a moment in the past, asks for no wait.
  ///   - random: From 0 to 1.
  static func delay(afterFailures failures: Int, retryAfter: Duration?, random: Double) -> Duration
  {
    if let retryAfter, retryAfter > .zero {
      return retryAfter + min(retryAfter * 0.1, .seconds(1)) * random
    }
    let exponent = min(failures - 1, 20)
    return min(cap, base * (1 << exponent)) * random
  }
}
