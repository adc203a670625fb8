extension Int {
  /// The nearest integer to a number from outside: 0 for NaN, the nearest end for what is beyond.
  package init(clamping value: Double) {
    if value.isNaN {
      self = 0
    } else {
      self = Int(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
    }
  }
}

extension Duration {
  /// The longest time that Facet counts with: a thousand years.
  private static var longestSeconds: Double { 31_536_000_000 }

  /// A number of seconds from outside: none for NaN and what is negative, a thousand years at most.
  package static func seconds(clamping seconds: Double) -> Duration {
    seconds > 0 ? .seconds(Swift.min(seconds, longestSeconds)) : .zero
  }

  /// The time in whole milliseconds, rounded; the nearest end for what an integer cannot hold.
  package var clampedMilliseconds: Int { Int(clamping: self / .milliseconds(1)) }
}
