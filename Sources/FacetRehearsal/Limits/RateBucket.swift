/// An allowance that refills with time: a token bucket.
struct RateBucket {
  /// What a minute brings.
  let perMinute: Int
  /// The most that can be saved up; at least 1.
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

  /// How long until an amount can be taken; zero where it can be now. What is larger than the
  /// bucket waits until it is full, and no longer.
  func wait(for amount: Double) -> Duration {
    let missing = min(amount, capacity) - level
    return missing <= 1e-9 ? .zero : time(for: missing)
  }

  /// Takes an amount; the level falls below zero where it is larger than the bucket.
  mutating func take(_ amount: Double) {
    level -= amount
  }

  var standing: RateStanding {
    RateStanding(
      limit: perMinute, remaining: max(0, Int(level)),
      reset: time(for: max(0, capacity - level)))
  }
}

/// What a client may know of an allowance.
struct RateStanding {
  /// What a minute brings.
  var limit: Int
  /// What is left right now.
  var remaining: Int
  /// When all of it is there again.
  var reset: Duration
}
