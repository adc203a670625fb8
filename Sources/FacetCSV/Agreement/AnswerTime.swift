/// A date, with an optional time of day.
struct AnswerTime: Equatable {
  /// `2020-01-05`; `2020-01` for a month, and the number of colons for a time without a date.
  private var day: String
  /// `13:05:00`; midnight if no time is given.
  private var time: String
  private var zone: String

  /// The same text for all spellings of the moment.
  var text: String { "\(day) \(time) \(zone)" }

  /// Parses `2020-01-05`, `2020/1/5`, `5 January 2020`, `Jan 5, 2020`, with or without a time, the
  /// months `2020-01` and `January 2020`, and the time `8:00`; `nil` if day and month are ambiguous.
  init?(_ text: String) {
    var words = AnswerText.folded(text).split { $0 == " " || $0 == "," }.map(String.init)
    if words.count == 1, let place = words[0].firstIndex(of: "t"), place != words[0].startIndex {
      let whole = words[0]
      words = [String(whole[..<place]), String(whole[whole.index(after: place)...])]
    }
    if words.count > 2, let name = CalendarName(words[0]), name.month == nil { words.removeFirst() }
    guard let first = words.first else { return nil }
    let parts = first.split { $0 == "-" || $0 == "/" }
    if words.count <= 2, let month = Self.month(words, parts) ?? Self.quarter(ofYear: words) {
      (day, time, zone) = (month, "", "")
      return
    }
    let half = words.count > 1 ? Self.halves[words[words.count - 1]] : nil
    if half != nil { words.removeLast() }
    if words.count == 1, first.contains(":") {
      // "1:02" may be a minute, so that it is not "1:02:00".
      day = "\(first.count { $0 == ":" })"
    } else if parts.count == 3, parts[0].count == 4,
      let day = Self.day(parts[0], parts[1], parts[2])
    {
      self.day = day
      words.removeFirst()
    } else if words.count >= 3, let day = Self.day(named: words) {
      self.day = day
      words.removeFirst(3)
    } else {
      return nil
    }
    (time, zone) = ("00:00:00", "")
    guard words.count <= 2, half == nil || !words.isEmpty else { return nil }
    guard var clock = words.first else { return }
    if let sign = clock.firstIndex(where: { "+z".contains($0) }) {
      zone = String(clock[sign...])
      clock = String(clock[..<sign])
    }
    if words.count == 2 { zone = words[1] }
    if ["z", "utc", "+00:00", "+0000", "gmt"].contains(zone) { zone = "" }
    let fields = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(fields.count), var hour = Int(fields[0]), let minute = Int(fields[1]),
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    if let half {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + half
    }
    var second = fields.count == 3 ? String(fields[2]) : "00"
    if second.contains(".") {
      while second.last == "0" { second.removeLast() }
      if second.last == "." { second.removeLast() }
    }
    guard Double(second) != nil else { return nil }
    time = "\(Self.two(hour)):\(Self.two(minute)):\(second)"
  }

  /// The number of a quarter without a year: `Q1`; `nil` for any other text.
  static func quarter(_ text: String) -> Int? {
    let folded = AnswerText.folded(text)
    return folded.count == 2 && folded.first == "q"
      ? folded.last?.wholeNumberValue.flatMap {
        (1...4).contains($0) ? $0 : nil
      } : nil
  }

  /// `2020Q1`, `2020-Q1` and `Q1 2020`.
  private static func quarter(ofYear words: [String]) -> String? {
    let parts = words.joined(separator: " ").split { " -/".contains($0) }.map(String.init)
    let halves =
      parts.count == 1 && parts[0].count == 6
      ? [String(parts[0].prefix(4)), String(parts[0].suffix(2))] : parts
    guard halves.count == 2, let year = halves.first(where: { $0.count == 4 && Int($0) != nil }),
      let quarter = halves.compactMap({ quarter($0) }).first
    else { return nil }
    return "\(year)-q\(quarter)"
  }

  /// The hours before the first and the second half of a day.
  private static let halves = ["am": 0, "a.m.": 0, "pm": 12, "p.m.": 12]

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func day(
    _ year: some StringProtocol, _ month: some StringProtocol, _ day: some StringProtocol
  ) -> String? {
    guard let year = Int(year), let month = Int(month), let day = Int(day),
      (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    return "\(year)-\(two(month))-\(two(day))"
  }

  /// `2020-01`, `2020/1` and `January 2020`.
  private static func month(_ words: [String], _ parts: [Substring]) -> String? {
    if words.count == 1, parts.count == 2, parts[0].count == 4 {
      return day(parts[0], parts[1], "1").map { String($0.dropLast(3)) }
    }
    guard words.count == 2, words[1].count == 4, let month = CalendarName(words[0])?.month else {
      return nil
    }
    return day(words[1], String(month), "1").map { String($0.dropLast(3)) }
  }

  private static func day(named words: [String]) -> String? {
    for (dayPlace, monthPlace) in [(0, 1), (1, 0)] {
      guard let month = CalendarName(words[monthPlace])?.month, words[2].count == 4 else {
        continue
      }
      let digits = words[dayPlace].prefix(while: \.isNumber)
      let ending = words[dayPlace].dropFirst(digits.count)
      guard ["", ".", "st", "nd", "rd", "th"].contains(String(ending)) else { continue }
      return day(words[2], String(month), digits)
    }
    return nil
  }
}
