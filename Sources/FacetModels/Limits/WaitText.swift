/// Waits in sentences: `try again in 1m2.5s`, `wait 3 seconds before retrying`, `your limit will
/// reset at 2026-12-29 03:30:06`.
enum WaitText {
  /// The wait that a message asks for.
  static func delay(in message: String, now: Duration) -> Duration? {
    if let delay = chineseDelay(in: message) { return delay }
    let words = message.prefix(2048).lowercased()
      .split { $0.isWhitespace || "()[]\"`".contains($0) }
    guard let start = words.indices.first(where: { asks(words, at: $0) }) else { return nil }
    // The text after the first request to wait, then the text before it: `in 3 seconds, retry`.
    for range in [words[start...], words[..<start]] {
      if let delay = firstDelay(in: Array(range), now: now) { return delay }
    }
    return nil
  }

  /// Reads a text that is entirely a duration: `3 seconds`, `1 minute and 30 s`, `PT1M30S`,
  /// `00:01:30`.
  static func duration(_ text: String) -> Duration? {
    if let delay = iso8601(text) ?? clock(text) { return delay }
    let words = text.lowercased().split(whereSeparator: \.isWhitespace)
    guard let (delay, count) = duration(at: 0, in: words), count == words.count else { return nil }
    return delay
  }

  /// The time until the first date in a text.
  static func moment(in text: String, now: Duration) -> Duration? {
    let words = text.lowercased().split(whereSeparator: \.isWhitespace)
    return words.indices.lazy.compactMap { moment(at: $0, in: words) }.first
      .map { max(.zero, $0 - now) }
  }

  // MARK: Chinese

  /// `请在 30 秒后重试`, `1分30秒后再试`, `等待 5 秒`: amounts with `后` after them, or `等待` before them.
  private static func chineseDelay(in message: String) -> Duration? {
    let text = message.utf8.prefix(2048)
    guard text.contains(where: { $0 >= 0xE4 }) else { return nil }
    let plain = String(decoding: text.filter { $0 != 0x20 }, as: UTF8.self)
    var rest = plain[...]
    while let start = rest.firstIndex(where: isDigit) {
      rest = rest[start...]
      var seconds = 0.0
      while let (amount, end) = chineseAmount(rest) {
        seconds += amount
        rest = end
      }
      if rest.startIndex == start {
        rest = rest.drop(while: isDigit)
      } else if seconds < 1e9,
        rest.hasPrefix("后") || rest.hasPrefix("之后") || plain[..<start].hasSuffix("等待")
      {
        return .seconds(seconds)
      }
    }
    return nil
  }

  /// The seconds of an amount at the start of a text, and the text after it.
  private static func chineseAmount(_ text: Substring) -> (Double, Substring)? {
    let digits = text.prefix { isDigit($0) || $0 == "." }
    let rest = text[digits.endIndex...]
    guard let number = Double(digits), number < 1e6,
      let (unit, seconds) = chineseUnits.first(where: { rest.hasPrefix($0.0) })
    else { return nil }
    return (number * seconds, rest.dropFirst(unit.count))
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }

  private static let chineseUnits: [(String, Double)] = [
    ("毫秒", 0.001), ("秒钟", 1), ("秒", 1), ("分钟", 60), ("分", 60), ("个小时", 3600),
    ("小时", 3600), ("天", 86_400),
  ]

  // MARK: Words

  /// Whether a word asks to wait, or introduces a limit's reset time.
  private static func asks(_ words: [Substring], at index: Int) -> Bool {
    let word = words[index]
    if requests.contains(where: word.hasPrefix) { return true }
    let next = index + 1 < words.count ? words[index + 1] : ""
    return word == "try" && (next.hasPrefix("again") || next == "in" || next == "after")
      || word == "come" && next == "back" || word == "regain" || word == "back" && next == "off"
  }

  private static let requests = [
    "retry", "retries", "wait", "reset", "available", "unlock", "renew", "replenish", "refill",
    "cooldown", "cool-down", "restored", "lifted", "tryagain", "reopen", "refresh",
  ]

  /// The first duration or date among words that is not a rate: `50 per 60s` is not a wait.
  private static func firstDelay(in words: [Substring], now: Duration) -> Duration? {
    for index in words.indices.prefix(24) {
      let before = index > 0 ? words[index - 1] : ""
      if rates.contains(before) || before.hasSuffix("/") { continue }
      if let moment = moment(at: index, in: words) { return max(.zero, moment - now) }
      if let (delay, _) = duration(at: index, in: words) { return delay }
      // `retry after 30`, `retry-after: 30`: seconds, as in the header.
      if bareNumbers.contains(where: before.hasPrefix),
        let number = number(words[index]), number < 1e6
      {
        return .seconds(number)
      }
    }
    return nil
  }

  private static let rates: Set<Substring> = ["per", "every", "each", "of", "a", "limit", "used"]
  private static let bareNumbers = ["after", "retry-after", "retry_after", "retryafter"]

  // MARK: Durations

  /// The duration that begins at a word, and the number of its words.
  private static func duration(at index: Int, in words: [Substring]) -> (Duration, Int)? {
    var seconds = 0.0
    var position = index
    while position < words.count {
      let word = trimmed(words[position])
      if let part = GoDuration.parse(word) {
        seconds += part.inSeconds
        position += 1
      } else if let part = joined(word) {
        seconds += part
        position += 1
      } else if let number = number(words[position]), position + 1 < words.count,
        let unit = unit(words[position + 1])
      {
        seconds += number * unit
        position += 2
      } else if position > index, word == "and" {
        position += 1
      } else {
        break
      }
      // A full stop or a comma ends it, unless another part follows: `1 minute, 30 seconds`.
      if words[position - 1].hasSuffix(".") { break }
    }
    guard position > index, seconds.isFinite, seconds >= 0, seconds < 1e9 else { return nil }
    return (.nanoseconds(Int64((seconds * 1e9).rounded())), position - index)
  }

  /// Reads `30seconds`, `5min` and `2-minute`.
  private static func joined(_ word: Substring) -> Double? {
    let digits = word.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    guard !digits.isEmpty, digits.count < word.count, let number = Double(digits) else {
      return nil
    }
    var rest = word.dropFirst(digits.count)
    if rest.hasPrefix("-") { rest.removeFirst() }
    return unit(rest).map { number * $0 }
  }

  private static func unit(_ word: Substring) -> Double? {
    let word = trimmed(word)
    return units.first { $0.names.contains(word) }?.seconds
  }

  private static let units: [(names: Set<Substring>, seconds: Double)] = [
    (["ms", "msec", "msecs", "millisecond", "milliseconds", "millis"], 0.001),
    (["s", "sec", "secs", "second", "seconds", "second(s", "seconds(s"], 1),
    (["m", "min", "mins", "minute", "minutes", "minute(s"], 60),
    (["h", "hr", "hrs", "hour", "hours", "hour(s"], 3600),
    (["d", "day", "days", "day(s"], 86_400), (["week", "weeks"], 604_800),
  ]

  private static func number(_ word: Substring) -> Double? {
    let word = trimmed(word)
    guard word.first?.isNumber == true else { return word == "one" ? 1 : nil }
    let number = Double(word.filter { $0 != "," })
    return number?.isFinite == true ? number : nil
  }

  private static func trimmed(_ word: Substring) -> Substring {
    var word = word
    while let last = word.last, ".,;:!?'".contains(last) { word.removeLast() }
    while let first = word.first, "~≈'=:<>".contains(first) { word.removeFirst() }
    return word
  }

  /// Reads `PT1M30S`.
  private static func iso8601(_ text: String) -> Duration? {
    let text = text.lowercased()
    guard text.hasPrefix("p") else { return nil }
    let parts = text.dropFirst().split(separator: "t", omittingEmptySubsequences: false)
    return GoDuration.parse(parts.joined())
  }

  /// Reads `00:01:30` and `01:30`.
  private static func clock(_ text: String) -> Duration? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard (2...3).contains(parts.count), numbers.count == parts.count,
      numbers.allSatisfy({ $0 >= 0 && $0 < 1e6 })
    else { return nil }
    return .seconds(numbers.reduce(0) { $0 * 60 + $1 })
  }

  // MARK: Moments

  /// The absolute time named by the words from `index` on: a date with or without a time, in UTC
  /// unless stated otherwise.
  private static func moment(at index: Int, in words: [Substring]) -> Duration? {
    let word = trimmed(words[index])
    let bytes = word.utf8
    guard bytes.count >= 10, bytes.prefix(4).allSatisfy({ (0x30...0x39).contains($0) }) else {
      return epoch(word)
    }
    if let moment = HeaderTime.sinceEpoch(word.uppercased()) { return moment }
    var next = index + 1
    if next < words.count, words[next] == "at" { next += 1 }
    if bytes.count == 10, next < words.count {
      var time = trimmed(words[next])
      if time.utf8.count == 5 { time += ":00" }
      if let moment = HeaderTime.sinceEpoch("\(word)T\(time.uppercased())") { return moment }
      if let moment = HeaderTime.sinceEpoch("\(word)T\(time)Z") { return moment }
    }
    return HeaderTime.sinceEpoch(
      "\(word.prefix(10))T\(bytes.count >= 19 ? String(word.dropFirst(11)) : "00:00:00")Z")
  }

  /// Seconds or milliseconds since the start of 1970.
  private static func epoch(_ word: Substring) -> Duration? {
    guard word.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Double(word) else {
      return nil
    }
    return switch word.count {
    case 10: .seconds(number)
    case 13: .seconds(number / 1000)
    default: nil
    }
  }
}

extension Duration {
  fileprivate var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
