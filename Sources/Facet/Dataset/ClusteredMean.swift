/// A mean and its 95 % interval from sums. Scores of one sample belong together, so that eight
/// completions of a sample do not count as eight independent measurements.
struct ClusteredMean: Sendable, Hashable {
  /// The number of values, and of samples that have one.
  private(set) var count = 0
  private var clusters = 0
  private var sum = 0.0
  /// Whether every value was 0 or 1.
  private var isBinary = true
  // Over the samples: of the squared sum, of sum times number, and of the squared number.
  private var sumSquares = 0.0
  private var sumCounts = 0.0
  private var countSquares = 0.0
  // Of the sample in work.
  private var openCount = 0
  private var openSum = 0.0

  private static let z = 1.959_963_984_540_054

  mutating func add(_ value: Double) {
    openCount += 1
    openSum += value
    isBinary = isBinary && (value == 0 || value == 1)
  }

  /// Ends a sample.
  mutating func endCluster() {
    guard openCount > 0 else { return }
    clusters += 1
    count += openCount
    sum += openSum
    sumSquares += openSum * openSum
    sumCounts += openSum * Double(openCount)
    countSquares += Double(openCount) * Double(openCount)
    (openCount, openSum) = (0, 0)
  }

  /// `nil` without a value.
  var mean: Double? { count > 0 ? sum / Double(count) : nil }

  /// The variance of the mean, with samples as the independent units.
  private var variance: Double? {
    guard let mean, clusters > 1 else { return nil }
    let squares = sumSquares - 2 * mean * sumCounts + mean * mean * countSquares
    let number = Double(count)
    return max(0, squares) / (number * number) * Double(clusters) / Double(clusters - 1)
  }

  /// The 95 % interval of the mean; `nil` if there are too few samples to tell.
  ///
  /// Of values that are 0 or 1 it is Wilson's, which stays between them and is not empty where all
  /// are equal; else Student's.
  ///
  /// - Parameter range: The possible values, which the interval does not leave; `nil` for all.
  func interval(within range: ClosedRange<Double>? = nil) -> ClosedRange<Double>? {
    guard let mean else { return nil }
    if isBinary { return wilson(mean) }
    guard let variance else { return nil }
    let half = Self.quantile(clusters - 1) * variance.squareRoot()
    let low = max(mean - half, range?.lowerBound ?? -.infinity)
    return min(low, mean)...max(mean, min(mean + half, range?.upperBound ?? .infinity))
  }

  private func wilson(_ mean: Double) -> ClosedRange<Double> {
    let spread = mean * (1 - mean)
    // As many independent values as would have this variance.
    var number = Double(clusters)
    if let variance, variance > 0, spread > 0 { number = min(Double(count), spread / variance) }
    let z = Self.z
    let center = (mean + z * z / (2 * number)) / (1 + z * z / number)
    let half =
      z / (1 + z * z / number) * (spread / number + z * z / (4 * number * number)).squareRoot()
    return max(0, center - half)...min(1, center + half)
  }

  /// The 97.5 % quantile of Student's distribution, for three and more degrees of freedom by its
  /// expansion (Abramowitz and Stegun, 26.7.5).
  private static func quantile(_ freedom: Int) -> Double {
    if freedom == 1 { return 12.706_204_736 }
    if freedom == 2 { return 4.302_652_730 }
    let n = Double(freedom)
    let powers = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
    return z + (powers.0 + z) / (4 * n)
      + (5 * powers.1 + 16 * powers.0 + 3 * z) / (96 * n * n)
      + (3 * powers.2 + 19 * powers.1 + 17 * powers.0 - 15 * z) / (384 * n * n * n)
  }
}
