/// Compares the estimated tokens of a lane's prompts with those that its provider reports.
struct InputCalibration: Sendable, Hashable {
  /// The number of prompts with both figures.
  private(set) var samples = 0
  private(set) var estimatedTokens = 0
  private(set) var reportedTokens = 0

  /// The number of prompts needed to calibrate the estimate.
  static let sufficientSamples = 20
  /// The margin for a prompt over its estimate before and after calibration, in percent.
  static let uncalibratedPercent = 140
  static let calibratedPercent = 110

  mutating func add(estimated: Int, reported: Int) {
    guard estimated > 0, reported > 0 else { return }
    samples += 1
    estimatedTokens += estimated
    reportedTokens += reported
  }

  static func += (sum: inout InputCalibration, other: InputCalibration) {
    sum.samples += other.samples
    sum.estimatedTokens += other.estimatedTokens
    sum.reportedTokens += other.reportedTokens
  }

  /// The relative excess of reported over estimated tokens; `nil` before the first prompt.
  var error: Double? {
    estimatedTokens > 0 ? Double(reportedTokens) / Double(estimatedTokens) - 1 : nil
  }

  /// The tokens to reserve for a prompt of this estimate, rounded up.
  func reservedTokens(for estimate: Int) -> Int {
    guard samples >= Self.sufficientSamples else {
      return (estimate * Self.uncalibratedPercent + 99) / 100
    }
    let most = expectedTokens(for: estimate) * Double(Self.calibratedPercent) / 100
    // A server may report any number.
    return Int(min(most, 1e15).rounded(.up))
  }

  /// The likely tokens of a prompt of this estimate.
  func expectedTokens(for estimate: Int) -> Double {
    guard samples >= Self.sufficientSamples else { return Double(estimate) }
    return Double(estimate) * Double(reportedTokens) / Double(estimatedTokens)
  }
}
