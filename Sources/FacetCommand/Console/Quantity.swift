internal import Facet
internal import FacetPlatform

/// Numbers formatted for people.
enum Quantity {
  /// `12,345`
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + text
  }

  /// `950`, `12.3k`, `4.5M`
  static func short(_ number: Int) -> String {
    switch number {
    case ..<10_000: grouped(number)
    case ..<1_000_000: "\(tenths(number / 100))k"
    default: "\(tenths(number / 100_000))M"
    }
  }

  /// `4 perspectives`, `4 perspectives × 3 models`
  static func perspectives(of summary: RunSummary) -> String {
    count(summary.perspectives, "perspective")
      + (summary.models > 1 ? " × \(count(summary.models, "model"))" : "")
  }

  /// `12 s`, `3 min 5 s`, `2 h 10 min`
  static func duration(_ duration: Duration) -> String {
    let seconds = Int(clamping: duration.components.seconds)
    switch seconds {
    case ..<1: return "under 1 s"
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
    default: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }

  /// `812 ms`, `1.2 s`, `3 min 5 s`
  static func latency(_ duration: Duration) -> String {
    let milliseconds = duration.clampedMilliseconds
    return switch milliseconds {
    case ..<1000: "\(milliseconds) ms"
    case ..<60_000: "\(tenths(milliseconds / 100)) s"
    default: self.duration(duration)
    }
  }

  /// As ``duration(_:)``, rounded as estimates are: `3 min 20 s`, `14 min`, `2 h 10 min`.
  static func estimate(_ duration: Duration) -> String {
    let seconds = Int(clamping: duration.components.seconds)
    return switch seconds {
    case ..<60: self.duration(duration)
    case ..<600: self.duration(.seconds(seconds / 5 * 5))
    case ..<3600: "\(seconds / 60) min"
    case ..<36_000: self.duration(.seconds(seconds / 300 * 300))
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(grouped(seconds / 86_400)) days"
    }
  }

  /// A pace, to two significant digits: `480`, `12k`, `1.3M`.
  static func rough(_ number: Double) -> String {
    guard number.isFinite, number.magnitude < 1e15 else { return "\(number)" }
    var unit = 1.0
    while number >= unit * 100 { unit *= 10 }
    let rounded = (number / unit).rounded() * unit
    return short(Int(clamping: rounded))
  }

  /// `1 sample`, `3 samples`
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  private static func tenths(_ number: Int) -> String {
    number % 10 == 0 ? "\(number / 10)" : "\(number / 10).\(number % 10)"
  }

  /// The first line of a text, cut at 160 characters.
  static func firstLine(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 160 ? line.prefix(159) + "…" : line
  }
}
