package import FacetHTTP

/// What a response's headers say about the limits that apply to the requests after it.
package struct RateLimitStatus: Sendable, Hashable {
  /// How much of one thing may be used in a stretch of time.
  package struct Window: Sendable, Hashable {
    /// How many there are in all.
    package var limit: Int?
    /// How many are left; `nil` where the server does not know.
    package var remaining: Int?
    /// How long until the full limit is there again; never more than a day.
    package var reset: Duration?
    /// The stretch of time that the limit counts over, where it is known.
    package var period: Duration?

    package init(
      limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil, period: Duration? = nil
    ) {
      self.limit = limit
      self.remaining = remaining
      self.reset = reset
      self.period = period
    }
  }

  package var requests: Window?
  package var tokens: Window?

  package init(requests: Window? = nil, tokens: Window? = nil) {
    self.requests = requests
    self.tokens = tokens
  }

  /// Reads the headers of a response; `nil` when they say nothing about limits.
  ///
  /// - Parameter now: The time since the start of 1970, for resets that name a moment.
  package init?(headers: HTTPHeaders, provider: Provider, now: Duration) {
    var windows: [String: Window] = [:]
    for field in headers.fields {
      guard let (subject, part) = Self.subjectAndPart(of: field.name) else { continue }
      var window = windows[subject] ?? Window()
      switch part {
      case "limit": window.limit = Self.count(field.value).flatMap { $0 > 0 ? $0 : nil }
      case "remaining": window.remaining = Self.count(field.value)
      case "reset":
        window.reset = LimitReset.delay(field.value, now: now).flatMap { $0 <= Self.day ? $0 : nil }
      default: continue
      }
      windows[subject] = window
    }
    // Most answers of most servers end here, and every answer comes by.
    if windows.isEmpty { return nil }
    requests = Self.window(
      [
        "requests", "requests-minute", "requests-per-minute", "", "requests-day",
        "requests-per-day",
      ], in: windows,
      unnamedPeriod: provider.requestLimitPeriod)
    tokens = Self.window(
      [
        "tokens", "tokens-minute", "tokens-per-minute", "input-tokens", "tokens-prompt",
        "output-tokens", "tokens-generated", "tokens-day", "tokens-per-day",
      ], in: windows,
      unnamedPeriod: provider.tokenLimitPeriod)
    if requests == nil, tokens == nil { return nil }
  }

  /// What a header counts and which part of it the header gives: `x-ratelimit-limit-requests`
  /// gives the limit of requests, `anthropic-ratelimit-tokens-reset` the reset of tokens.
  private static func subjectAndPart(of name: String) -> (subject: String, part: String)? {
    var rest = name[...].utf8
    _ = rest.removePrefix("llm_provider-")
    if rest.removePrefix("x-ratelimit-") {
      let part = rest.prefix { $0 != UInt8(ascii: "-") }
      return (String(Substring(rest.dropFirst(part.count + 1))), String(Substring(part)))
    }
    if rest.removePrefix("anthropic-ratelimit-") {
      guard let hyphen = rest.lastIndex(of: UInt8(ascii: "-")) else { return nil }
      let part = rest[rest.index(after: hyphen)...]
      return (String(Substring(rest[..<hyphen])), String(Substring(part)))
    }
    // Together's second set of names.
    return rest.removePrefix("x-tokenlimit-") ? ("tokens", String(Substring(rest))) : nil
  }

  /// The first of several windows, unless another has nothing left.
  private static func window(
    _ subjects: [String], in windows: [String: Window], unnamedPeriod: Duration?
  ) -> Window? {
    let found = subjects.compactMap { subject -> Window? in
      guard var window = windows[subject] else { return nil }
      // Without a limit beside it, nothing remaining is what servers say that do not know.
      if window.remaining == 0, window.limit == nil { window.remaining = nil }
      if window.limit == nil, window.remaining == nil { return nil }
      window.period =
        subject.hasSuffix("day") ? day : subject.hasSuffix("minute") ? .seconds(60) : unnamedPeriod
      return window
    }
    return found.first { $0.remaining == 0 } ?? found.first
  }

  /// A count, or `nil` where it is negative, which stands for unknown.
  private static func count(_ text: String) -> Int? {
    guard let number = Double(text.trimmed), number >= 0, number < 1e15 else { return nil }
    return Int(number)
  }

  private static let day = Duration.seconds(86_400)
}

/// When a limit is whole again, in any of the notations that headers use.
enum LimitReset {
  /// Returns the time until a reset; never negative.
  static func delay(_ text: String, now: Duration) -> Duration? {
    let text = text.trimmed
    if let duration = GoDuration.parse(text) { return duration }
    if let number = Double(text) {
      guard number.isFinite, number < 1e14 else { return nil }
      if number > 1e12 { return max(.zero, .seconds(number / 1000) - now) }
      if number > 1e9 { return max(.zero, .seconds(number) - now) }
      return max(.zero, .seconds(number))
    }
    return Timestamp.sinceEpoch(text).map { max(.zero, $0 - now) }
  }
}

extension Substring.UTF8View {
  /// Drops a beginning, and returns whether it was there.
  fileprivate mutating func removePrefix(_ prefix: String) -> Bool {
    let bytes = prefix.utf8
    guard starts(with: bytes) else { return false }
    self = dropFirst(bytes.count)
    return true
  }
}
