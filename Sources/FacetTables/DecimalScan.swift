/// Reads a decimal number from bytes as pandas does: spaces around it, a sign, a fraction after a
/// point or a comma, an exponent, or an infinity.
package enum DecimalScan {
  /// The number in a field, and whether it is a whole number of 64 bits; nil if the field is not a
  /// number.
  ///
  /// - Parameter mark: The decimal mark: a point or a comma.
  package static func number(
    _ field: Span<UInt8>, mark: UInt8 = UInt8(ascii: ".")
  ) -> (value: Double, isWhole: Bool)? {
    var index = 0
    var end = field.count
    while index < end, isSpace(field[index]) { index += 1 }
    while end > index, isSpace(field[end - 1]) { end -= 1 }
    let start = index
    guard index < end else { return nil }
    var isNegative = false
    if field[index] == UInt8(ascii: "-") || field[index] == UInt8(ascii: "+") {
      isNegative = field[index] == UInt8(ascii: "-")
      index += 1
    }
    // Nineteen digits fit 64 bits.
    var mantissa: UInt64 = 0
    var digits = 0
    var significant = 0
    var exponent = 0
    func take(_ byte: UInt8) {
      digits += 1
      if significant > 0 || byte != UInt8(ascii: "0") { significant += 1 }
      if significant <= 19 { mantissa = mantissa &* 10 &+ UInt64(byte & 15) }
    }
    while index < end, isDigit(field[index]) {
      take(field[index])
      index += 1
    }
    if index == end, digits > 0 {
      if significant <= 18 { return (isNegative ? -Double(mantissa) : Double(mantissa), true) }
      return large(text(field, start..<end))
    }
    if index < end, field[index] == mark {
      index += 1
      while index < end, isDigit(field[index]) {
        take(field[index])
        exponent -= 1
        index += 1
      }
    }
    guard digits > 0 else {
      return infinity(field, index..<end).map { (isNegative ? -$0 : $0, false) }
    }
    if index < end {
      guard let power = power(in: field, index..<end) else { return nil }
      exponent += power
    }
    // Both factors are exact, so the result is the nearest double.
    if significant <= 19, mantissa < 1 << 53, abs(exponent) <= 22 {
      let value =
        exponent < 0
        ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
      return (isNegative ? -value : value, false)
    }
    let words = text(field, start..<end)
    return Double(mark == UInt8(ascii: ".") ? words : String(words.map { $0 == "," ? "." : $0 }))
      .map { ($0, false) }
  }

  /// A whole number of about 64 bits; nil beyond them, where it stays text.
  private static func large(_ text: String) -> (value: Double, isWhole: Bool)? {
    guard Int64(text) != nil || UInt64(text) != nil else { return nil }
    return Double(text).map { ($0, true) }
  }

  /// The exponent that fills a range, such as `e-5`; nil if it holds anything else.
  private static func power(in field: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    guard field[index] | 0x20 == UInt8(ascii: "e") else { return nil }
    index += 1
    var isDown = false
    if index < range.upperBound,
      field[index] == UInt8(ascii: "-") || field[index] == UInt8(ascii: "+")
    {
      isDown = field[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < range.upperBound else { return nil }
    var power = 0
    while index < range.upperBound {
      guard isDigit(field[index]) else { return nil }
      power = min(power * 10 + Int(field[index] & 15), 100_000)
      index += 1
    }
    return isDown ? -power : power
  }

  private static let powers: [Double] = {
    var powers = [1.0]
    for _ in 0..<22 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()

  private static func infinity(_ field: Span<UInt8>, _ range: Range<Int>) -> Double? {
    guard range.count == 3 || range.count == 8 else { return nil }
    let word = text(field, range).lowercased()
    return word == "inf" || word == "infinity" ? .infinity : nil
  }

  private static func text(_ field: Span<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: range.map { field[$0] }, as: UTF8.self)
  }

  /// Whether a byte is an ASCII digit.
  @inlinable package static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  /// Whether a byte is a space or a tab.
  @inlinable package static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
