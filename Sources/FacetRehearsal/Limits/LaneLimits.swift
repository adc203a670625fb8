/// The allowances of one lane: a model in a wire format.
struct LaneLimits {
  private var requests: RateBucket?
  private var tokens: RateBucket?

  init(_ limits: RehearsalLimits, now: ContinuousClock.Instant) {
    requests = limits.requestsPerMinute.map {
      RateBucket(perMinute: $0, burst: limits.burst, now: now)
    }
    tokens = limits.tokensPerMinute.map {
      RateBucket(perMinute: $0, burst: limits.burst, now: now)
    }
  }

  /// Takes a request and its tokens, or neither.
  ///
  /// - Returns: The exhausted allowance and the wait, or `nil` if the request was taken.
  mutating func take(tokens amount: Int, now: ContinuousClock.Instant) -> Shortage? {
    requests?.refill(now: now)
    tokens?.refill(now: now)
    let requestWait = requests?.wait(for: 1) ?? .zero
    let tokenWait = tokens?.wait(for: Double(amount)) ?? .zero
    guard requestWait == .zero && tokenWait == .zero else {
      return requestWait >= tokenWait
        ? Shortage(of: .requests, wait: requestWait) : Shortage(of: .tokens, wait: tokenWait)
    }
    requests?.take(1)
    tokens?.take(Double(amount))
    return nil
  }

  var standing: LaneStanding {
    LaneStanding(requests: requests?.standing, tokens: tokens?.standing)
  }

  struct Shortage: Equatable {
    enum Allowance: String {
      case requests
      case tokens
    }

    var of: Allowance
    var wait: Duration
  }
}

/// The limits of a lane as shown to clients; `nil` if it has none.
struct LaneStanding {
  var requests: RateStanding?
  var tokens: RateStanding?
}
