internal import FacetPlatform
internal import FoundationEssentials

/// A calendar time, for headers.
struct WallTime: Equatable {
  private let sinceEpoch: Duration

  init(sinceEpoch: Duration) {
    self.sinceEpoch = sinceEpoch
  }

  static var now: WallTime {
    WallTime(sinceEpoch: .seconds(Date().timeIntervalSince1970))
  }

  /// The next whole second, unless this is one.
  var roundedUp: WallTime { WallTime(sinceEpoch: .seconds(sinceEpoch.wholeSeconds)) }

  func advanced(by duration: Duration) -> WallTime {
    WallTime(sinceEpoch: sinceEpoch + duration)
  }

  /// In RFC 3339 format, UTC, without fractions: `2026-11-20T15:30:00Z`.
  var internetText: String {
    let date = CalendarDay(daysSince1970: days)
    return "\(date.year)-\(padded(date.month))-\(padded(date.day))T\(clockText)Z"
  }

  /// In HTTP date format, without fractions: `Fri, 20 Nov 2026 15:30:00 GMT`.
  var httpText: String {
    let date = CalendarDay(daysSince1970: days)
    let weekday = Self.weekdays[(days % 7 + 7) % 7]
    return
      "\(weekday), \(padded(date.day)) \(Self.months[date.month - 1]) \(date.year) \(clockText) GMT"
  }

  private var seconds: Int { Int(sinceEpoch.components.seconds) }
  private var days: Int { seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400 }

  private var clockText: String {
    let second = seconds - days * 86_400
    return "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
  }

  private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
