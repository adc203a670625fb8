/// Running count, mean, spread and skew of numbers (Welford, Terriberry).
struct Moments {
  private(set) var count = 0
  private(set) var mean = 0.0
  private var second = 0.0
  private var third = 0.0
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity

  mutating func add(_ value: Double) {
    let before = Double(count)
    count += 1
    let size = Double(count)
    let delta = value - mean
    let step = delta / size
    let term = delta * step * before
    mean += step
    third += term * step * (size - 2) - 3 * step * second
    second += term
    if value < least { least = value }
    if value > greatest { greatest = value }
  }

  /// With one degree of freedom less, as in pandas; nil for fewer than two values.
  var standardDeviation: Double? {
    count > 1 ? (second / Double(count - 1)).squareRoot() : nil
  }

  /// Adjusted for the count, as in pandas; nil for fewer than three values, 0 without spread.
  var skew: Double? {
    guard count > 2 else { return nil }
    let size = Double(count)
    let variance = second / size
    guard variance > 0 else { return 0 }
    let plain = third / size / (variance * variance.squareRoot())
    return plain * (size * (size - 1)).squareRoot() / (size - 2)
  }
}
