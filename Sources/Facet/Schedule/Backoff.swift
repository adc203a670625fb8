/// How long a cell waits before it asks again: exponential with full jitter, or what the provider
/// asked for.
///
/// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, the variant "full jitter".
struct Backoff: Sendable {
  static let base = Duration.milliseconds(500)
  static let cap = Duration.seconds(60)

  /// - Parameters:
  ///   - failures: How many attempts have failed, at least 1.
  ///   - retryAfter: What the provider asked for; never undercut, and exceeded by up to a tenth so
  ///     that those told the same time do not all return at once. Zero, which also stands for a
  ///     moment that is past, asks for nothing.
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
