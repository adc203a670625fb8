/// How the estimated tokens of a lane's prompts compare with those that its provider reports.
struct InputCalibration: Sendable, Hashable {
  /// Prompts of which both are known.
  private(set) var samples = 0
  private(set) var estimatedTokens = 0
  private(set) var reportedTokens = 0

  /// So many prompts tell how far off the estimate is.
  static let sufficientSamples = 20
  /// By how much a prompt may exceed its estimate before and after that, in per cent.
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

  /// By what part of the estimate the reported tokens exceed it; `nil` before there is one.
  var error: Double? {
    estimatedTokens > 0 ? Double(reportedTokens) / Double(estimatedTokens) - 1 : nil
  }

  /// The tokens that are set aside for a prompt of this estimate, rounded up.
  func reservedTokens(for estimate: Int) -> Int {
    guard samples >= Self.sufficientSamples else {
      return (estimate * Self.uncalibratedPercent + 99) / 100
    }
    let most = expectedTokens(for: estimate) * Double(Self.calibratedPercent) / 100
    // What a server reports may be any number.
    return Int(min(most, 1e15).rounded(.up))
  }

  /// The tokens that a prompt of this estimate is likely to have.
  func expectedTokens(for estimate: Int) -> Double {
    guard samples >= Self.sufficientSamples else { return Double(estimate) }
    return Double(estimate) * Double(reportedTokens) / Double(estimatedTokens)
  }
}
