internal import FacetHTTP
internal import FacetJSON

/// The wait that a response asks for before the next request.
enum RetryDelay {
  /// Returns the wait that a response asks for, from the first of these that gives one: its
  /// headers, of which `retry-after-ms` takes precedence; headers and members of its body; its
  /// words; an exhausted limit with a reset time.
  ///
  /// - Parameter now: The time since the start of 1970, for texts with an absolute time.
  static func delay(
    status: Int, headers: HTTPHeaders, body: ProviderErrorBody, provider: Provider, now: Duration
  ) -> Duration? {
    if let delay = named(in: headers, now: now) { return delay }
    if let delay = named(in: body.headers, now: now) { return delay }
    // Several members may give a wait; the longest counts.
    let waits = body.waits.compactMap { delay(name: $0.name, value: $0.value, now: now) }
    if let delay = waits.max() { return delay }
    if let delay = WaitText.delay(in: body.words, now: now) { return delay }
    guard status == 429 || status == 503 || status == 529 else { return nil }
    return untilOpen(headers, provider: provider, now: now)
      ?? untilOpen(body.headers, provider: provider, now: now)
  }

  /// Whether a member of a body gives a wait.
  ///
  /// - Parameter name: Its name in lower case, letters only.
  static func isWait(_ name: String) -> Bool {
    durations.contains(name) || moments.contains(name)
  }

  private static let durations: Set<String> = [
    "retryafter", "retryafterms", "retryaftermilliseconds", "retryafterseconds", "retryaftersec",
    "retryaftersecs", "retrydelay", "retryin", "retryinseconds", "retryinms", "waitseconds",
    "waittime", "waitms", "waitfor", "cooldown", "cooldownseconds", "resetin", "resetsin",
    "resetinseconds", "resetsinseconds", "resetafter", "resetseconds", "secondsuntilreset",
    "timeuntilreset", "retrytime", "ratelimitreset", "backoff", "backoffseconds", "tryagainin",
    "estimatedtime", "secondsremaining", "remainingseconds", "secondsleft",
  ]

  private static let moments: Set<String> = [
    "resetat", "resetsat", "resettime", "resettimestamp", "resetdate", "retryat", "nextretryat",
    "availableat", "limitresetat", "ratelimitresetat", "quotaresetat", "quotareset", "unlockat",
  ]

  /// The wait in a member.
  private static func delay(name: String, value: JSONValue, now: Duration) -> Duration? {
    let text = (value.string ?? value.number?.text ?? "").trimmed
    if name.hasSuffix("ms") || name.hasSuffix("milliseconds") {
      return Double(text).flatMap { duration(seconds: $0 / 1000) }
    }
    if moments.contains(name) {
      return LimitReset.delay(text, now: now) ?? WaitText.moment(in: text, now: now)
    }
    return LimitReset.delay(text, now: now) ?? WaitText.duration(text)
  }

  /// The wait in the headers meant for it.
  private static func named(in headers: HTTPHeaders, now: Duration) -> Duration? {
    for name in ["retry-after-ms", "x-ms-retry-after-ms", "x-retry-after-ms"] {
      if let number = headers[name].flatMap({ Double($0.trimmed) }), number.isFinite {
        return duration(seconds: number / 1000)
      }
    }
    for name in [
      "retry-after", "x-retry-after", "x-ratelimit-retry-after", "x-ratelimit-reset-after",
    ] {
      if let delay = headers[name].flatMap({ retryAfter($0, now: now) }) { return delay }
    }
    return nil
  }

  /// Reads `retry-after`: seconds, a duration or an absolute time; if a proxy has joined two with a
  /// comma, the longer counts.
  private static func retryAfter(_ text: String, now: Duration) -> Duration? {
    let text = text.trimmed
    if let delay = single(text, now: now) { return delay }
    return text.split(separator: ",").compactMap { single(String($0).trimmed, now: now) }.max()
  }

  private static func single(_ text: String, now: Duration) -> Duration? {
    if let number = Double(text) { return duration(seconds: number) }
    if let delay = GoDuration.parse(text) ?? WaitText.duration(text) { return delay }
    return HeaderTime.sinceEpoch(text).map { max(.zero, $0 - now) }
  }

  /// The time until exhausted limits reset, from the rate-limit headers.
  private static func untilOpen(
    _ headers: HTTPHeaders, provider: Provider, now: Duration
  ) -> Duration? {
    let status = RateLimitStatus(
      headers: headers, provider: provider, now: now, longestReset: longest)
    return [status?.requests, status?.tokens].compactMap(\.self)
      .compactMap { $0.remaining == 0 ? $0.reset : nil }.max()
  }

  private static let longest = Duration.seconds(31_536_000)

  private static func duration(seconds: Double) -> Duration? {
    seconds.isFinite ? .seconds(min(max(seconds, 0), 31_536_000)) : nil
  }
}
