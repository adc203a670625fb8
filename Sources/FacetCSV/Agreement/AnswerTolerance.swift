internal import FacetJSON

/// The largest difference at which two numbers still count as the same answer.
package struct AnswerTolerance: Sendable, Equatable {
  /// Relative to the larger number, for estimates.
  package var relative: Double
  /// Absolute, for estimates.
  package var absolute: Double
  /// Relative to the larger of two p-values.
  package var pValueRelative: Double
  /// Two p-values on different sides of one of these levels never agree.
  package var significanceLevels = [0.001, 0.01, 0.05, 0.1]

  /// The largest rounding error of a calculation whose exact result is zero.
  private static let negligible = 1e-12
  /// Half a step of a single-precision number.
  private static let singlePrecision = 6e-8
  /// The relative difference that the order of summation causes in long sums.
  private static let summation = 1e-6

  package init(relative: Double = 1e-3, absolute: Double = 0) {
    self.relative = relative
    self.absolute = absolute
    pValueRelative = min(relative, 5e-4)
  }

  /// Whether two numbers are the same answer. NaN equals NaN, and an infinity equals itself.
  func agree(
    _ one: JSONNumber, _ other: JSONNumber, kind: AnswerKind, precision: AskedPrecision? = nil
  ) -> Bool {
    if let a = one.int, let b = other.int, a == b { return true }
    let (a, b) = (one.double, other.double)
    guard a.isFinite, b.isFinite else { return a == b || a.isNaN && b.isNaN }
    let (difference, size) = (abs(a - b), max(abs(a), abs(b)))
    let isEstimate = kind == .quantity || kind == .measure || kind == .reading
    // A number outside these bounds is not a p-value, whatever else the question asks for.
    if kind == .probability, (0...1).contains(a), (0...1).contains(b) {
      return significanceLevels.allSatisfy { (a < $0) == (b < $0) }
        && (precision?.agree(a, b) ?? (difference <= pValueRelative * size)
          || isNothing(a, b))
    }
    if isEstimate, difference <= absolute { return a * b >= 0 }
    if isWhole(a), isWhole(b) {
      // Two integers too large for a double's precision may be neighbours.
      return one.int != nil && other.int != nil ? false : a == b
    }
    if let precision, kind != .count { return precision.agree(a, b) }
    if isNothing(a, b) { return true }
    if a * b < 0 { return false }
    switch kind {
    case .quantity, .probability: return difference <= relative * size
    case .measure, .reading:
      // A whole number is the rounding of no other: 100 % are all, 99.96 % are not.
      let mayBeRounded = !isWhole(a) && !isWhole(b)
      return difference <= relative * size
        && (difference <= Self.summation * size
          || mayBeRounded
            && WrittenPrecision.agree(one, other, fewestDigits: kind == .reading ? 4 : 3))
    case .total, .unknown, .truth, .label:
      return difference <= min(relative, Self.summation) * size
    case .count, .picked, .code: return difference <= min(relative, Self.singlePrecision) * size
    }
  }

  private func isWhole(_ value: Double) -> Bool { value == value.rounded() }

  /// Whether both are zero apart from rounding: one of them is zero, or their signs differ.
  private func isNothing(_ a: Double, _ b: Double) -> Bool {
    a * b <= 0 && max(abs(a), abs(b)) <= Self.negligible
  }
}
