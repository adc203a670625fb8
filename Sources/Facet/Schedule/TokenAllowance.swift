internal import FacetModels

/// The tokens of a lane: the rate per minute, the reservation for a request, and its actual use.
///
/// Providers count differently: some charge a prompt and the full `max_tokens` when they admit a
/// request, others the tokens actually used. None reports its method, so it is inferred from
/// refusals because of a token limit.
struct TokenAllowance: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// The calibration of estimated prompts.
  private(set) var calibration = InputCalibration()
  private var bucket: TokenBucket?
  /// The reservations of requests in flight.
  private var setAside = 0.0
  /// The share of reserved but unused tokens that counts as used: 0 for a provider that counts
  /// actual use, 1 for one that counts the maximum.
  private var unusedShare = 0.0

  /// The step by which a token refusal raises the share and a success lowers it: a provider that
  /// counts the maximum then refuses 1 request in a hundred.
  private static let shareOfRefusal = 1.0 / 48
  private static let shareOfSuccess = 1.0 / 6144

  init(perMinute: Int?, at now: Instant) {
    bucket = perMinute.map { TokenBucket(rate: Double($0), at: now) }
  }

  /// Tokens per minute; `nil` for no limit.
  var rate: Double? { bucket?.rate }

  /// The maximum use of a request, as far as is known now.
  func reserve(for request: Lane.Waiting) -> Double {
    request.tokens + calibration.expectedTokens(for: request.promptTokens)
      - Double(request.promptTokens)
  }

  /// When a request may go out.
  func available(for request: Lane.Waiting, at now: Instant) -> Instant {
    bucket?.available(reserve(for: request), at: now) ?? now
  }

  /// Reserves the maximum use of a request, and returns the reservation.
  mutating func take(for request: Lane.Waiting, at now: Instant) -> Double {
    let amount = reserve(for: request)
    setAside += amount
    bucket?.take(amount, at: now)
    return amount
  }

  /// Records the actual use of a request.
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

  /// The tokens that the provider is assumed to have counted; `nil` for the whole reservation.
  private func counted(_ attempt: FinishedAttempt) -> Double? {
    let used: Double
    switch attempt.verdict {
    case .saturated:
      // A provider counts nothing for a refused request. After a token refusal the reservation
      // stays charged, so that the provider's allowance can recover.
      return attempt.lacksTokens ? nil : 0
    case .success, .failed, .rejected, .suspicious, .stopping, .givenUp, .neutral:
      used =
        attempt.usedTokens.map(Double.init)
        ?? calibration.expectedTokens(for: attempt.estimatedPromptTokens)
    }
    // A request that was never sent has used nothing.
    return used == 0 ? 0 : used + max(0, attempt.reservedTokens - used) * unusedShare
  }

  /// Adopts a rate that the provider reported. The reported remainder may not account for requests
  /// in flight.
  mutating func adopt(rate: Double, remaining: Int, at now: Instant) {
    guard bucket?.rate != rate else { return }
    bucket = TokenBucket(rate: rate, level: max(0, Double(remaining) - setAside), at: now)
  }
}
