internal import FacetTables

/// The spelling of a column's numbers, which reveals labels such as `01067` and `4E4`.
struct NumberSpelling {
  /// The number of whole numbers with leading zeros.
  private(set) var padded = 0
  /// The number of values such as `4E4`: digits, a letter, digits.
  private(set) var bareExponents = 0
  /// The number of other values with a fraction or an exponent.
  private(set) var fractions = 0
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
        return false
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
  /// and no spelling that only quantities have.
  ///
  /// - Parameter count: The number of values in the column.
  func isLabels(of count: Int) -> Bool {
    guard signed == 0, fractions == 0 else { return false }
    if bareExponents > 0 { return true }
    return padded > 0 && (isFixedWidth || padded * 100 >= count)
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
