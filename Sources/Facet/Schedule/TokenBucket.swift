/// A limit per minute, as a token bucket: it fills evenly, holds at most a second's worth, and is
/// drawn down by each request.
struct TokenBucket: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// Units per minute.
  let rate: Double
  private let capacity: Double
  private var level: Double
  private var updated: Instant

  /// - Parameters:
  ///   - rate: Units per minute; more than 0.
  ///   - level: The initial level; `nil` for full.
  init(rate: Double, level: Double? = nil, at now: Instant) {
    self.rate = rate
    capacity = max(1, rate / 60)
    self.level = min(level ?? capacity, capacity)
    updated = now
  }

  /// When `amount` may be taken. An amount larger than the bucket waits until the bucket is full,
  /// then leaves it in debt: it goes out alone rather than never.
  func available(_ amount: Double, at now: Instant) -> Instant {
    let missing = min(amount, capacity) - filled(at: now)
    // A rounding error of a nanosecond must not cost another wake-up.
    guard missing > 1e-9 else { return now }
    return now + .seconds(missing / rate * 60)
  }

  mutating func take(_ amount: Double, at now: Instant) {
    level = filled(at: now) - amount
    updated = now
  }

  /// Returns or takes the difference once the actual use is known.
  mutating func settle(reserved: Double, used: Double, at now: Instant) {
    level = min(capacity, filled(at: now) + reserved - used)
    updated = now
  }

  private func filled(at now: Instant) -> Double {
    min(capacity, level + (now - updated) / .seconds(60) * rate)
  }
}
