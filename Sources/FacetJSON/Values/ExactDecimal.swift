internal import FacetPlatform

/// A JSON number's value, exactly: its digits and the power of ten that they stand at.
package struct ExactDecimal: Sendable, Hashable, Comparable {
  private var isNegative = false
  /// From the most significant on, without zeros at either end; empty for zero.
  private var digits: [UInt8] = []
  /// The power of ten of the last digit; within ±10^18, beyond which no number is told from another.
  private var exponent = 0

  /// The value of a number's text.
  package init(_ number: JSONNumber) {
    var fractionLength = 0
    var isFraction = false
    var bytes = number.text.utf8[...]
    if bytes.first == UInt8(ascii: "-") {
      isNegative = true
      bytes = bytes.dropFirst()
    }
    while let byte = bytes.first, byte | 0x20 != UInt8(ascii: "e") {
      bytes = bytes.dropFirst()
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else {
        digits.append(byte &- UInt8(ascii: "0"))
        if isFraction { fractionLength += 1 }
      }
    }
    exponent = Self.exponent(bytes.dropFirst()) - fractionLength
    normalize()
  }

  private static func exponent(_ text: Substring.UTF8View) -> Int {
    let limit = 1_000_000_000_000_000_000
    var value = 0
    for byte in text where byte &- UInt8(ascii: "0") <= 9 {
      value = min(
        limit,
        value.multiplied(saturatingBy: 10)
          .adding(saturating: Int(byte &- UInt8(ascii: "0"))))
    }
    return text.first == UInt8(ascii: "-") ? -value : value
  }

  private mutating func normalize() {
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    digits.removeFirst(digits.firstIndex { $0 != 0 } ?? digits.count)
    if digits.isEmpty {
      isNegative = false
      exponent = 0
    }
  }

  /// Whether it has no fraction: `1.0` and `1e2` have none.
  package var isWhole: Bool { exponent >= 0 }

  package var isPositive: Bool { !isNegative && !digits.isEmpty }

  /// The number of digits that matter.
  var digitCount: Int { digits.count }

  /// Whether a whole number times the divisor gives this number.
  ///
  /// - Precondition: The divisor is not zero and has at most 18 digits.
  func isMultiple(of divisor: ExactDecimal) -> Bool {
    guard !digits.isEmpty else { return true }
    // Neither number ends in a zero, so that the larger power of ten cannot be the divisor's.
    guard exponent >= divisor.exponent else { return false }
    let modulus = divisor.digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
    let remainder = digits.reduce(UInt64(0)) { ($0 * 10 + UInt64($1)) % modulus }
    let power = Self.powerOfTen(exponent - divisor.exponent, modulo: modulus)
    return Self.product(remainder, power, modulo: modulus) == 0
  }

  private static func powerOfTen(_ exponent: Int, modulo modulus: UInt64) -> UInt64 {
    var result = 1 % modulus
    var base = 10 % modulus
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = product(result, base, modulo: modulus) }
      base = product(base, base, modulo: modulus)
      rest >>= 1
    }
    return result
  }

  private static func product(_ left: UInt64, _ right: UInt64, modulo modulus: UInt64) -> UInt64 {
    let (high, low) = left.multipliedFullWidth(by: right)
    return modulus.dividingFullWidth((high % modulus, low)).remainder
  }

  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative
      ? right.isSmallerInSize(than: left) : left.isSmallerInSize(than: right)
  }

  private func isSmallerInSize(than other: ExactDecimal) -> Bool {
    guard !digits.isEmpty, !other.digits.isEmpty else {
      return digits.isEmpty && !other.digits.isEmpty
    }
    let size = exponent + digits.count
    let otherSize = other.exponent + other.digits.count
    return size == otherSize ? digits.lexicographicallyPrecedes(other.digits) : size < otherSize
  }
}
