/// An allowance that refills with time: a token bucket.
struct RateBucket {
  /// The amount refilled per minute.
  let perMinute: Int
  /// The capacity; at least 1.
  let capacity: Double
  private var level: Double
  private var updated: ContinuousClock.Instant

  /// A full bucket.
  init(perMinute: Int, burst: Duration, now: ContinuousClock.Instant) {
    self.perMinute = perMinute
    capacity = max(1, Double(perMinute) * (burst / .seconds(60)))
    level = capacity
    updated = now
  }

  private var perSecond: Double { Double(max(perMinute, 1)) / 60 }

  private func time(for amount: Double) -> Duration {
    .nanoseconds(Int64((amount / perSecond * 1e9).rounded()))
  }

  mutating func refill(now: ContinuousClock.Instant) {
    guard now > updated else { return }
    level = min(capacity, level + perSecond * ((now - updated) / .seconds(1)))
    updated = now
  }

  /// The wait until an amount can be taken; zero if it can be taken now. An amount larger than the
  /// bucket waits only until the bucket is full.
  func wait(for amount: Double) -> Duration {
    let missing = min(amount, capacity) - level
    return missing <= 1e-9 ? .zero : time(for: missing)
  }

  /// Takes an amount; the level falls below zero if the amount is larger than the bucket.
  mutating func take(_ amount: Double) {
    level -= amount
  }

  var standing: RateStanding {
    RateStanding(
      limit: perMinute, remaining: max(0, Int(level)),
      reset: time(for: max(0, capacity - level)))
  }
}

/// An allowance as shown to clients.
struct RateStanding {
  /// The amount refilled per minute.
  var limit: Int
  /// The amount left now.
  var remaining: Int
  /// The time until it is full again.
  var reset: Duration
}
