internal import FacetModels

/// The tokens of a lane: how many a minute, what is set aside for a request, and what it has cost.
///
/// Providers count differently: some take a prompt and all of the `max_tokens` when they admit a
/// request, others what its answer really used. None says so; refusals for want of tokens tell.
struct TokenAllowance: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// How estimated prompts compare with reported ones.
  private(set) var calibration = InputCalibration()
  private var bucket: TokenBucket?
  /// What is set aside for requests in flight.
  private var setAside = 0.0
  /// The part of what was set aside and not used that counts as used: 0 for a provider that counts
  /// what answers use, 1 for one that counts what they may use.
  private var unusedShare = 0.0

  /// What a refusal for want of tokens adds to the share, and a success takes off it: a provider
  /// that counts all refuses 1 request in a hundred.
  private static let shareOfRefusal = 1.0 / 48
  private static let shareOfSuccess = 1.0 / 6144

  init(perMinute: Int?, at now: Instant) {
    bucket = perMinute.map { TokenBucket(rate: Double($0), at: now) }
  }

  /// Tokens per minute; `nil` for no limit.
  var rate: Double? { bucket?.rate }

  /// What a request can use at most, as far as is known now.
  func reserve(for request: Lane.Waiting) -> Double {
    request.tokens + calibration.expectedTokens(for: request.promptTokens)
      - Double(request.promptTokens)
  }

  /// When a request may go out.
  func available(for request: Lane.Waiting, at now: Instant) -> Instant {
    bucket?.available(reserve(for: request), at: now) ?? now
  }

  /// Sets aside what a request can use, and returns how much that is.
  mutating func take(for request: Lane.Waiting, at now: Instant) -> Double {
    let amount = reserve(for: request)
    setAside += amount
    bucket?.take(amount, at: now)
    return amount
  }

  /// Takes note of what a request has used.
  mutating func finish(_ attempt: FinishedAttempt, at now: Instant) {
    setAside -= attempt.reservedTokens
    if let reported = attempt.reportedPromptTokens {
      calibration.add(estimated: attempt.estimatedPromptTokens, reported: reported)
    }
    switch attempt.verdict {
    case .success: unusedShare = max(0, unusedShare - Self.shareOfSuccess)
    case .saturated where attempt.lacksTokens:
      unusedShare = min(1, unusedShare + Self.shareOfRefusal)
    default: break
    }
    guard let counted = counted(attempt) else { return }
    bucket?.settle(reserved: attempt.reservedTokens, used: counted, at: now)
  }

  /// What the provider is taken to have counted; `nil` for what was set aside.
  private func counted(_ attempt: FinishedAttempt) -> Double? {
    let used: Double
    switch attempt.verdict {
    case .saturated:
      // A provider counts nothing for a request that it refuses; what was set aside for it makes
      // room where there were too few tokens.
      return attempt.lacksTokens ? nil : 0
    case .success, .failed, .rejected, .suspicious, .stopping, .givenUp, .neutral:
      used =
        attempt.usedTokens.map(Double.init)
        ?? calibration.expectedTokens(for: attempt.estimatedPromptTokens)
    }
    // One that was never sent has used nothing of anybody's count.
    return used == 0 ? 0 : used + max(0, attempt.reservedTokens - used) * unusedShare
  }

  /// Holds to a rate that the provider has told. Requests in flight may not be counted in what
  /// remains.
  mutating func adopt(rate: Double, remaining: Int, at now: Instant) {
    guard bucket?.rate != rate else { return }
    bucket = TokenBucket(rate: rate, level: max(0, Double(remaining) - setAside), at: now)
  }
}
