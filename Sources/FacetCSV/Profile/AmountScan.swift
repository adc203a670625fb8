internal import FacetTables

/// Parses an amount in everyday notation, which pandas reads as text: `$1,200.50`, `-$5`, `1,200`.
enum AmountScan {
  /// The number of a field with a dollar sign or thousands separators; nil for any other field.
  static func number(_ field: Span<UInt8>) -> Double? {
    var index = 0
    var end = field.count
    while index < end, DecimalScan.isSpace(field[index]) { index += 1 }
    while end > index, DecimalScan.isSpace(field[end - 1]) { end -= 1 }
    var isNegative = false
    var hasSign = false
    func skip(_ byte: UInt8) -> Bool {
      guard index < end, field[index] == byte else { return false }
      index += 1
      return true
    }
    isNegative = skip(UInt8(ascii: "-"))
    hasSign = skip(UInt8(ascii: "$"))
    if hasSign, !isNegative { isNegative = skip(UInt8(ascii: "-")) }
    var mantissa: UInt64 = 0
    var digits = 0
    var groups = 0
    var run = 0
    let first = index
    while index < end {
      let byte = field[index]
      if DecimalScan.isDigit(byte) {
        mantissa = mantissa &* 10 &+ UInt64(byte & 15)
        digits += 1
        run += 1
      } else if byte == UInt8(ascii: ","), groups == 0 ? (1...3).contains(run) : run == 3 {
        groups += 1
        run = 0
      } else {
        break
      }
      index += 1
    }
    guard hasSign || groups > 0 else { return nil }
    // A thousands group never starts with a zero: 0,125 is a fraction.
    guard groups == 0 || run == 3 && field[first] != UInt8(ascii: "0") else { return nil }
    var value = Double(mantissa)
    if skip(UInt8(ascii: ".")) {
      var scale = 1.0
      var fraction: UInt64 = 0
      while index < end, DecimalScan.isDigit(field[index]), digits < 18 {
        fraction = fraction * 10 + UInt64(field[index] & 15)
        scale *= 10
        digits += 1
        index += 1
      }
      value = (value * scale + Double(fraction)) / scale
    }
    guard index == end, (1...18).contains(digits) else { return nil }
    return isNegative ? -value : value
  }
}
