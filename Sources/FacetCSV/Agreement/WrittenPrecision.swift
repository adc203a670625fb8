internal import FacetJSON
internal import Glibc

/// The precision to which a number is written.
enum WrittenPrecision {
  /// The digits of a number that is written with fewer than somebody rounds to: `0.5` may be
  /// `0.5000`.
  private static let customaryDigits = 4

  /// Whether two numbers are equal but for rounding: the one with fewer digits is the other one,
  /// rounded.
  ///
  /// - Parameter fewestDigits: The fewest digits to which somebody rounds such an answer.
  static func agree(_ one: JSONNumber, _ other: JSONNumber, fewestDigits: Int) -> Bool {
    let step = max(step(of: one, fewestDigits), step(of: other, fewestDigits))
    return abs(one.double - other.double) <= step / 2 * (1 + 1e-6)
  }

  /// The size of the last digit.
  private static func step(of number: JSONNumber, _ fewestDigits: Int) -> Double {
    let size = abs(number.double)
    guard size > 0, size.isFinite else { return 0 }
    let digits = number.text.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber)
      .drop { $0 == "0" }.count
    let places = digits < fewestDigits ? customaryDigits : digits
    return pow(10, floor(log10(size)) + 1 - Double(places))
  }
}
