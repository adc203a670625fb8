/// The variation of usage between samples, which determines the width of an estimate.
struct SampleSpread: Sendable {
  private(set) var samples = 0
  private var estimated = 0.0
  private var estimatedSquares = 0.0
  private var reported = 0.0
  private var reportedSquares = 0.0
  private var products = 0.0
  private var completion = 0.0
  private var completionSquares = 0.0

  /// - Parameters:
  ///   - estimated: Estimated tokens of the sample's prompts.
  ///   - reported: Reported tokens of the same prompts.
  ///   - completion: Mean tokens of its answers.
  mutating func add(estimated: Double, reported: Double, completion: Double) {
    samples += 1
    self.estimated += estimated
    estimatedSquares += estimated * estimated
    self.reported += reported
    reportedSquares += reported * reported
    products += estimated * reported
    self.completion += completion
    completionSquares += completion * completion
  }

  /// The samples that a width applies to.
  enum Extent: Sendable {
    /// All samples, including the measured ones.
    case whole
    /// The samples that were not measured.
    case rest
  }

  /// The relative 95 % half-width of the estimate of the prompts; `nil` if there are too few
  /// samples.
  ///
  /// - Parameter total: The total number of samples, including the measured ones.
  func promptError(of extent: Extent = .whole, among total: Int) -> Double? {
    guard samples >= 3, estimated > 0, reported > 0 else { return nil }
    let ratio = reported / estimated
    let residual = max(
      0, reportedSquares - 2 * ratio * products + ratio * ratio * estimatedSquares)
    return width(of: extent, sum: reported, squares: residual, among: total)
  }

  /// The relative 95 % half-width of the estimate of the completions.
  func completionError(of extent: Extent = .whole, among total: Int) -> Double? {
    guard samples >= 3, completion > 0 else { return nil }
    let residual = max(0, completionSquares - completion * completion / Double(samples))
    return width(of: extent, sum: completion, squares: residual, among: total)
  }

  private func width(
    of extent: Extent, sum: Double, squares: Double, among total: Int
  ) -> Double {
    guard total > samples else { return 0 }
    let count = Double(samples)
    let unseen = (1 - count / Double(total)).squareRoot()
    let width = Self.width(variance: squares / (count - 1), count: samples) / (sum / count)
    // The measured samples are certain and do not narrow the interval of the rest.
    return extent == .whole ? width * unseen : width / unseen
  }

  /// The 95 % half-width of the mean of `count` draws.
  static func width(variance: Double, count: Int) -> Double {
    // Student's t, expanded by the degrees of freedom.
    let freedom = Double(count - 1)
    let quantile =
      1.96 + 2.372 / freedom + 2.823 / (freedom * freedom)
      + 2.556 / (freedom * freedom * freedom)
    return quantile * (variance / Double(count)).squareRoot()
  }
}
