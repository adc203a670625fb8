internal import FacetJSON

/// How far apart two numbers may lie and still be the same answer.
package struct AnswerTolerance: Sendable, Equatable {
  /// Of the larger number's size, for what was estimated.
  package var relative: Double
  /// Whatever the numbers' size, for what was estimated.
  package var absolute: Double
  /// Of the size of two p-values.
  package var pValueRelative: Double
  /// Two p-values on different sides of one of these are never the same.
  package var significanceLevels = [0.001, 0.01, 0.05, 0.1]

  /// What rounding in a calculation leaves of zero.
  private static let negligible = 1e-12
  /// Half a step of a number of single precision.
  private static let singlePrecision = 6e-8
  /// What sums over many numbers differ by when their order does.
  private static let summation = 1e-6

  package init(relative: Double = 1e-3, absolute: Double = 0) {
    self.relative = relative
    self.absolute = absolute
    pValueRelative = min(relative, 5e-4)
  }

  /// Whether two numbers are the same answer. NaN is the same as NaN, an infinity as itself.
  func agree(
    _ one: JSONNumber, _ other: JSONNumber, kind: AnswerKind, precision: AskedPrecision? = nil
  ) -> Bool {
    if let a = one.int, let b = other.int, a == b { return true }
    let (a, b) = (one.double, other.double)
    guard a.isFinite, b.isFinite else { return a == b || a.isNaN && b.isNaN }
    let (difference, size) = (abs(a - b), max(abs(a), abs(b)))
    let isEstimate = kind == .quantity
    // A number outside these bounds is no p-value, whatever the question asks for beside it.
    if kind == .probability, (0...1).contains(a), (0...1).contains(b) {
      return significanceLevels.allSatisfy { (a < $0) == (b < $0) }
        && (precision?.agree(a, b) ?? (difference <= pValueRelative * size)
          || isNothing(a, b))
    }
    if isEstimate, difference <= absolute { return a * b >= 0 }
    if isWhole(a), isWhole(b) {
      // Two integers too large for a fraction's precision may be neighbours.
      return one.int != nil && other.int != nil ? false : a == b
    }
    if let precision, kind != .count { return precision.agree(a, b) }
    if isNothing(a, b) { return true }
    if a * b < 0 { return false }
    switch kind {
    case .quantity, .probability: return difference <= relative * size
    case .total, .unknown, .truth, .label:
      return difference <= min(relative, Self.summation) * size
    case .count, .picked, .code: return difference <= min(relative, Self.singlePrecision) * size
    }
  }

  private func isWhole(_ value: Double) -> Bool { value == value.rounded() }

  /// Whether both are zero but for rounding: one of them is, or they lie on both sides of it.
  private func isNothing(_ a: Double, _ b: Double) -> Bool {
    a * b <= 0 && max(abs(a), abs(b)) <= Self.negligible
  }
}
