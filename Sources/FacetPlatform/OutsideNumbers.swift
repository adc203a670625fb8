extension Int {
  /// The nearest integer to a number from outside: 0 for NaN, the nearest limit if out of range.
  package init(clamping value: Double) {
    if value.isNaN {
      self = 0
    } else {
      self = Int(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
    }
  }
}

extension Duration {
  /// The longest supported duration: a thousand years.
  private static var longestSeconds: Double { 31_536_000_000 }

  /// A number of seconds from outside: zero for NaN and negative numbers, at most a thousand years.
  package static func seconds(clamping seconds: Double) -> Duration {
    seconds > 0 ? .seconds(Swift.min(seconds, longestSeconds)) : .zero
  }

  /// The duration in whole milliseconds, rounded and clamped to the range of `Int`.
  package var clampedMilliseconds: Int { Int(clamping: self / .milliseconds(1)) }
}
