internal import FacetTables

/// The spelling of a column's numbers, which reveals labels such as `01067` and `4E4`.
struct NumberSpelling {
  /// The number of whole numbers with leading zeros.
  private(set) var padded = 0
  /// The number of values such as `4E4`: digits, a letter, digits.
  private(set) var bareExponents = 0
  /// The number of other values with a fraction or an exponent.
  private(set) var fractions = 0
  /// The number of fractions whose whole part has leading zeros, as in `01.1`.
  private(set) var paddedFractions = 0
  /// The number of fractions that are not digits, a point and digits: `-0.5`, `.5`, `1.5e3`.
  private var otherFractions = 0
  /// The fewest and the most digits after a point.
  private var decimals = 0...0
  /// The number of fractions such as `1.10`: two digits, of which only the last is zero.
  private var tens = 0
  /// The number of fractions that no version is written as: `1.05`, `1.125`, `120.5`.
  private var unversioned = 0
  /// The number of whole numbers with a sign or a space.
  private(set) var signed = 0
  private(set) var shortest = Int.max
  private(set) var longest = 0

  /// Takes the next number.
  ///
  /// - Returns: Whether the number is identified by its spelling rather than by its value.
  mutating func add(_ field: Span<UInt8>, isWhole: Bool) -> Bool {
    guard isWhole else {
      guard Self.isBareExponent(field) else {
        fractions += 1
        return addFraction(field)
      }
      bareExponents += 1
      return fractions == 0
    }
    shortest = min(shortest, field.count)
    longest = max(longest, field.count)
    guard DecimalScan.isDigit(field[0]) else {
      signed += 1
      return false
    }
    guard field.count > 1, field[0] == UInt8(ascii: "0") else { return false }
    padded += 1
    return true
  }

  /// Whether all whole numbers have the same number of digits.
  var isFixedWidth: Bool { shortest == longest && signed == 0 }

  /// Whether a column of numbers holds labels: whole numbers with leading zeros, or bare exponents,
  /// and no spelling that only quantities have; or places in an outline, such as `01.1` and `01.11`.
  ///
  /// - Parameter count: The number of values in the column.
  func isLabels(of count: Int) -> Bool {
    guard signed == 0 else { return false }
    if paddedFractions > 0, otherFractions == 0, bareExponents == 0,
      decimals.lowerBound < decimals.upperBound
    {
      return true
    }
    guard fractions == 0 else { return false }
    if bareExponents > 0 { return true }
    return padded > 0 && (isFixedWidth || padded * 100 >= count)
  }

  /// Whether the numbers may be versions: `1.9` is followed by `1.10`, and `1.1` is another one.
  /// Quantities have no zeros at the end, or the same number of digits throughout.
  var mayBeVersions: Bool {
    tens > 0 && unversioned == 0 && longest == 0 && signed == 0 && bareExponents == 0
      && decimals == 1...2
  }

  /// Returns whether a fraction is a label by its leading zeros.
  private mutating func addFraction(_ field: Span<UInt8>) -> Bool {
    var point = 0
    while point < field.count, DecimalScan.isDigit(field[point]) { point += 1 }
    let places = field.count - point - 1
    guard point > 0, places > 0,
      (point + 1..<field.count).allSatisfy({ DecimalScan.isDigit(field[$0]) })
    else {
      otherFractions += 1
      unversioned += 1
      return false
    }
    decimals =
      fractions == 1
      ? places...places : min(decimals.lowerBound, places)...max(decimals.upperBound, places)
    let zero = UInt8(ascii: "0")
    if places == 2, field[point + 1] != zero, field[point + 2] == zero { tens += 1 }
    if point > 2 || places > 2 || places == 2 && field[point + 1] == zero { unversioned += 1 }
    guard point > 1, field[0] == zero else { return false }
    paddedFractions += 1
    return true
  }

  private static func isBareExponent(_ field: Span<UInt8>) -> Bool {
    var index = 0
    while index < field.count, DecimalScan.isDigit(field[index]) { index += 1 }
    guard index > 0, index < field.count - 1, field[index] | 0x20 == UInt8(ascii: "e") else {
      return false
    }
    index += 1
    while index < field.count, DecimalScan.isDigit(field[index]) { index += 1 }
    return index == field.count
  }
}
