internal import FacetHTTP

/// How long a response asks to wait before the next request.
enum RetryDelay {
  /// Returns the wait that headers or body name; `retry-after-ms` wins.
  ///
  /// - Parameter now: The time since the start of 1970, for headers that name a moment.
  static func delay(
    headers: HTTPHeaders, body: ProviderErrorBody, now: Duration
  ) -> Duration? {
    if let text = headers["retry-after-ms"], let number = Double(text), number.isFinite {
      return duration(seconds: number / 1000)
    }
    if let text = headers["retry-after"], let delay = retryAfter(text, now: now) { return delay }
    if let text = body.retryDelay, let delay = GoDuration.parse(text) { return delay }
    return inWords(body.message)
  }

  /// Reads `retry-after`: seconds, or a moment.
  private static func retryAfter(_ text: String, now: Duration) -> Duration? {
    if let number = Double(text.trimmed) {
      return number.isFinite ? duration(seconds: number) : nil
    }
    if let delay = GoDuration.parse(text.trimmed) { return delay }
    return Timestamp.sinceEpoch(text.trimmed).map { max(.zero, $0 - now) }
  }

  private static func duration(seconds: Double) -> Duration {
    .seconds(min(max(seconds, 0), 31_536_000))
  }

  /// Reads a message such as `Please try again in 1m2.5s`.
  private static func inWords(_ message: String) -> Duration? {
    let lowered = message.lowercased()
    for phrase in ["try again in ", "retry in ", "retry after "] {
      guard let range = lowered.firstRange(of: phrase) else { continue }
      let tail = lowered[range.upperBound...]
      let words = tail.split(separator: " ", maxSplits: 2).map(String.init)
      guard var first = words.first else { continue }
      while let last = first.last, ".,;!)".contains(last) { first.removeLast() }
      if let delay = GoDuration.parse(first) { return delay }
      if let number = Double(first), words.count > 1 {
        if words[1].hasPrefix("second") { return duration(seconds: number) }
        if words[1].hasPrefix("minute") { return duration(seconds: number * 60) }
        if words[1].hasPrefix("millisecond") { return duration(seconds: number / 1000) }
      }
    }
    return nil
  }
}
