package import FacetJSON

/// How far apart two numbers may lie and still be the same answer.
package struct AnswerTolerance: Sendable, Equatable {
  /// Of the larger number's size.
  package var relative: Double
  /// Whatever the numbers' size.
  package var absolute: Double
  /// Of the size of two whole numbers: counts, years and identifiers are near each other and
  /// different; only what no longer fits a mantissa of six digits may differ.
  package var wholeRelative = 1e-6
  /// Of the size of two p-values.
  package var pValueRelative: Double
  /// Two p-values on different sides of one of these are never the same.
  package var significanceLevels = [0.001, 0.01, 0.05, 0.1]

  /// What counts as zero where two numbers differ in sign, and as the same p-value.
  private static let negligible = 1e-6

  package init(relative: Double = 1e-3, absolute: Double = 1e-6) {
    self.relative = relative
    self.absolute = absolute
    pValueRelative = min(relative, 5e-4)
  }

  /// Whether two numbers are the same answer. NaN is the same as NaN, an infinity as itself.
  package func agree(_ one: JSONNumber, _ other: JSONNumber, arePValues: Bool = false) -> Bool {
    let (a, b) = (one.double, other.double)
    if a == b { return true }
    guard a.isFinite, b.isFinite else { return a.isNaN && b.isNaN }
    let (difference, size) = (abs(a - b), max(abs(a), abs(b)))
    // A number outside these bounds is none, whatever the question asks for beside it.
    if arePValues, (0...1).contains(a), (0...1).contains(b) {
      return significanceLevels.allSatisfy { (a < $0) == (b < $0) }
        && difference <= max(min(absolute, Self.negligible), pValueRelative * size)
    }
    if a * b < 0 { return difference <= min(absolute, Self.negligible) }
    let share = one.isWritten(asWhole: other) ? min(wholeRelative, relative) : relative
    return difference <= max(absolute, share * size)
  }
}

extension JSONNumber {
  /// Whether both numbers are written without fraction and exponent.
  fileprivate func isWritten(asWhole other: JSONNumber) -> Bool {
    [text, other.text].allSatisfy { text in
      text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
    }
  }
}
