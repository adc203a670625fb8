internal import FacetPlatform

/// Absolute times in the notations of headers.
enum HeaderTime {
  /// Returns the time since the start of 1970 of an RFC 3339 time or an HTTP date.
  static func sinceEpoch(_ text: String) -> Duration? {
    rfc3339(text) ?? httpDate(text)
  }

  /// Reads `2026-11-20T15:30:00.5Z`, or with an offset such as `+01:00`.
  private static func rfc3339(_ text: String) -> Duration? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      "Tt ".utf8.contains(bytes[10]), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"),
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
      let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
      let moment = seconds(year, month, day, hour, minute, second)
    else { return nil }
    var rest = bytes[19...]
    var fraction = 0.0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      fraction = Double("0." + String(decoding: digits, as: UTF8.self)) ?? 0
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let offset = offset(Array(rest)) else { return nil }
    return .seconds(moment - offset) + .seconds(fraction)
  }

  /// The seconds by which a zone such as `Z` or `-05:30` is ahead of UTC.
  private static func offset(_ zone: [UInt8]) -> Int? {
    if zone == [UInt8(ascii: "Z")] || zone == [UInt8(ascii: "z")] { return 0 }
    guard zone.count == 6, zone[3] == UInt8(ascii: ":"), let hours = number(zone[1..<3]),
      let minutes = number(zone[4..<6])
    else { return nil }
    let magnitude = hours * 3600 + minutes * 60
    return switch zone[0] {
    case UInt8(ascii: "+"): magnitude
    case UInt8(ascii: "-"): -magnitude
    default: nil
    }
  }

  /// Reads `Fri, 20 Nov 2026 15:30:00 GMT`.
  private static func httpDate(_ text: String) -> Duration? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT" || words[5] == "UTC",
      let day = Int(words[1]), let index = months.firstIndex(of: String(words[2])),
      let year = Int(words[3])
    else { return nil }
    let time = words[4].split(separator: ":").compactMap { Int($0) }
    guard time.count == 3 else { return nil }
    return seconds(year, index + 1, day, time[0], time[1], time[2]).map { .seconds($0) }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.allSatisfy { (0x30...0x39).contains($0) }
      ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
  }

  /// Seconds since the start of 1970 of a date in the Gregorian calendar.
  private static func seconds(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
  ) -> Int? {
    // Providers also write a day that a month lacks; it counts as one of the next month.
    guard year >= 1970, (1...31).contains(day),
      let first = CalendarDay(year: year, month: month, day: 1),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    let days = first.daysSince1970 + day - 1
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }
}
