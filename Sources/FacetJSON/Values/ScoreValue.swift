/// A score: a number with six decimals, compared as an integer.
///
/// 0.1 + 0.2 is 0.3 here, so a difference of exactly the least one that counts does count.
package struct ScoreValue: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The score in units of 10⁻⁶.
  package let millionths: Int

  /// The largest amount of a score, in units of 10⁻⁶: a billion.
  private static let most = 1_000_000_000_000_000
  private static let unit = 1_000_000

  package static let zero = ScoreValue(millionths: 0)
  package static let one = ScoreValue(millionths: unit)

  /// - Parameter millionths: Limited to a billion in either direction.
  package init(millionths: Int) {
    self.millionths = min(max(millionths, -Self.most), Self.most)
  }

  /// The nearest score to a number; `nil` if it is not finite, or above a billion.
  package init?(_ number: Double) {
    guard number.isFinite, abs(number) <= 1e9 else { return nil }
    self.init(millionths: Int((number * 1e6).rounded()))
  }

  /// The nearest score to a number as written, `nil` if it is above a billion.
  package init?(_ number: JSONNumber) {
    self.init(number.double)
  }

  /// A share, rounded to the nearest score; 0 of 0 is 0.
  package init(_ part: Int, of whole: Int) {
    guard whole > 0 else {
      self = .zero
      return
    }
    let exact = Int128(part) * Int128(Self.unit) * 2
    let rounded = (exact + Int128(part < 0 ? -whole : whole)) / (Int128(whole) * 2)
    self.init(millionths: Int(clamping: rounded))
  }

  /// The product with a weight, rounded to the nearest score.
  package func multiplied(by weight: ScoreValue) -> ScoreValue {
    let exact = Int128(millionths) * Int128(weight.millionths)
    let half = Int128(Self.unit / 2)
    let rounded = (exact + (exact < 0 ? -half : half)) / Int128(Self.unit)
    return ScoreValue(millionths: Int(clamping: rounded))
  }

  package static func + (left: ScoreValue, right: ScoreValue) -> ScoreValue {
    ScoreValue(millionths: left.millionths + right.millionths)
  }

  package static func - (left: ScoreValue, right: ScoreValue) -> ScoreValue {
    ScoreValue(millionths: left.millionths - right.millionths)
  }

  package static func < (left: ScoreValue, right: ScoreValue) -> Bool {
    left.millionths < right.millionths
  }

  /// Where the score lies from one number to another, from 0 to 1.
  package func share(from: ScoreValue, to: ScoreValue) -> ScoreValue {
    let width = to.millionths - from.millionths
    guard width != 0 else { return .zero }
    let part = (millionths - from.millionths) * (width < 0 ? -1 : 1)
    return min(max(ScoreValue(part, of: abs(width)), .zero), .one)
  }

  package var double: Double { Double(millionths) / 1e6 }

  /// As JSON, always with a decimal point, so that no loader infers a column of integers.
  package var number: JSONNumber { JSONNumber(validated: description) }

  /// At least one and at most six decimals: `1.0`, `-0.25`.
  package var description: String {
    let magnitude = millionths.magnitude
    let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: UInt(Self.unit))
    var digits = String(fraction)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
    return "\(millionths < 0 ? "-" : "")\(whole).\(digits)"
  }
}
