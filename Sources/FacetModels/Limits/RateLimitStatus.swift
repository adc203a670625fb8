package import FacetHTTP

/// A response's headers about the limits on later requests.
package struct RateLimitStatus: Sendable, Hashable {
  /// A limit on one quantity over a period.
  package struct Window: Sendable, Hashable {
    /// The full limit.
    package var limit: Int?
    /// The remaining amount; `nil` if the server does not know.
    package var remaining: Int?
    /// The time until the full limit is available again; at most a day.
    package var reset: Duration?
    /// The period of the limit, if known.
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

  /// Reads the headers of a response; `nil` if they do not mention limits.
  ///
  /// - Parameter now: The time since the start of 1970, for resets with an absolute time.
  package init?(headers: HTTPHeaders, provider: Provider, now: Duration) {
    self.init(headers: headers, provider: provider, now: now, longestReset: Self.day)
  }

  /// - Parameter longestReset: A longer reset is ignored: it sets no pace.
  init?(headers: HTTPHeaders, provider: Provider, now: Duration, longestReset: Duration) {
    var windows: [String: Window] = [:]
    for field in headers.fields {
      if field.name == "ratelimit" {
        RateLimitField.window(field.value).map { windows[""] = $0 }
        continue
      }
      guard let (subject, part) = Self.subjectAndPart(of: field.name) else { continue }
      var window = windows[subject] ?? Window()
      switch part {
      case "limit": window.limit = Self.count(field.value).flatMap { $0 > 0 ? $0 : nil }
      case "remaining": window.remaining = Self.count(field.value)
      case "reset":
        window.reset = LimitReset.delay(field.value, now: now).flatMap {
          $0 <= longestReset ? $0 : nil
        }
      default: continue
      }
      windows[subject] = window
    }
    // Most responses of most servers end here, and every response passes here.
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

  /// The quantity and the part of its limit that a header gives: `x-ratelimit-limit-requests` gives
  /// the limit of requests, `anthropic-ratelimit-tokens-reset` the reset of tokens.
  private static func subjectAndPart(of name: String) -> (subject: String, part: String)? {
    var rest = name[...].utf8
    _ = rest.removePrefix("llm_provider-")
    if rest.removePrefix("x-ratelimit-") || rest.removePrefix("ratelimit-")
      || rest.removePrefix("x-rate-limit-")
    {
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

  /// The first of several windows, unless another is exhausted.
  private static func window(
    _ subjects: [String], in windows: [String: Window], unnamedPeriod: Duration?
  ) -> Window? {
    let found = subjects.compactMap { subject -> Window? in
      guard var window = windows[subject] else { return nil }
      // Without a limit next to it, zero remaining is how some servers report that they do not
      // know; the standard's own header needs no limit.
      if window.remaining == 0, window.limit == nil, !subject.isEmpty { window.remaining = nil }
      if window.limit == nil, window.remaining == nil { return nil }
      window.period =
        subject.hasSuffix("day") ? day : subject.hasSuffix("minute") ? .seconds(60) : unnamedPeriod
      return window
    }
    return found.first { $0.remaining == 0 } ?? found.first
  }

  /// A count, or `nil` if it is negative, which stands for unknown.
  private static func count(_ text: String) -> Int? {
    // `10, 10;w=60`: the limit, then the policies behind it.
    let first = String(text.prefix { $0 != "," && $0 != ";" }).trimmed
    guard let number = Double(first), number >= 0, number < 1e15 else { return nil }
    return Int(number)
  }

  private static let day = Duration.seconds(86_400)
}

/// The header `RateLimit` of the IETF's drafts, old and new.
private enum RateLimitField {
  /// Reads `limit=10, remaining=0, reset=3` and `"default";r=0;t=3`.
  static func window(_ text: String) -> RateLimitStatus.Window? {
    var window = RateLimitStatus.Window()
    for part in text.split(whereSeparator: { ",;".contains($0) }) {
      let sides = part.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      guard sides.count == 2, let number = Double(sides[1]), number >= 0, number < 1e9 else {
        continue
      }
      switch sides[0].lowercased() {
      case "limit", "q": window.limit = number > 0 ? Int(number) : nil
      case "remaining", "r": window.remaining = Int(number)
      case "reset", "t": window.reset = .seconds(number)
      default: continue
      }
    }
    return window.remaining == nil ? nil : window
  }
}

/// The time at which a limit is full again, in any of the notations of headers.
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
    return HeaderTime.sinceEpoch(text).map { max(.zero, $0 - now) }
  }
}

extension Substring.UTF8View {
  /// Removes a prefix, and returns whether it was present.
  fileprivate mutating func removePrefix(_ prefix: String) -> Bool {
    let bytes = prefix.utf8
    guard starts(with: bytes) else { return false }
    self = dropFirst(bytes.count)
    return true
  }
}
