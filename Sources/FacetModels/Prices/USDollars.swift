package import FacetJSON
internal import FacetPlatform

/// An amount of US dollars, exact to a billionth of a billionth, without floating point; arithmetic
/// beyond its range, some 10^20 dollars, saturates.
package struct USDollars: Sendable, Hashable, Comparable {
  /// Billionths of billionths of a dollar.
  package let attodollars: Int128

  package static let zero = USDollars(attodollars: 0)

  /// Amounts of this many dollars or more are refused: no price, cost or budget comes near.
  private static let bound: Int128 = 1_000_000_000_000_000
  static let attodollarsPerDollar: Int128 = 1_000_000_000_000_000_000

  package init(attodollars: Int128) {
    self.attodollars = attodollars
  }

  /// Reads decimal text such as `0.15` or `7.5e-08`, rounded to an amount's precision.
  ///
  /// - Parameter scale: The power of ten by which the text is multiplied.
  /// - Returns: `nil` for text that is not a number, or for 10^15 dollars or more.
  package init?(_ text: String, scale: Int = 0) {
    guard let decimal = DecimalText(text), let value = decimal.value(scaledBy: 18 + scale),
      value.magnitude < (Self.bound * Self.attodollarsPerDollar).magnitude
    else { return nil }
    attodollars = value
  }

  /// The cost of one answer as its provider reported it; `nil` if it is not credible: negative, or
  /// above 10,000 dollars.
  package static func costOfAnswer(reported text: String) -> USDollars? {
    guard let cost = USDollars(text), cost >= .zero, cost <= USDollars.mostForAnswer else {
      return nil
    }
    return cost
  }

  /// A million tokens of the most expensive models cost a twentieth of it.
  private static let mostForAnswer = USDollars(attodollars: 10_000 * attodollarsPerDollar)

  /// Reads a number as written in JSON.
  package init?(_ number: JSONNumber) {
    self.init(number.text)
  }

  /// An amount in 10^-12 dollars, as stored in SQL.
  package init(picodollars: Int64) {
    attodollars = Int128(picodollars) * 1_000_000
  }

  /// The amount in 10^-12 dollars, halves rounded away from zero; beyond nine million dollars, the
  /// nearest value that fits.
  package var picodollars: Int64 {
    Int64(clamping: rounded(toPlaces: 12).attodollars / 1_000_000)
  }

  package static func < (one: USDollars, other: USDollars) -> Bool {
    one.attodollars < other.attodollars
  }

  package static func + (one: USDollars, other: USDollars) -> USDollars {
    USDollars(attodollars: one.attodollars.adding(saturating: other.attodollars))
  }

  package static func - (one: USDollars, other: USDollars) -> USDollars {
    USDollars(attodollars: one.attodollars.subtracting(saturating: other.attodollars))
  }

  package static func += (sum: inout USDollars, amount: USDollars) {
    sum = sum + amount
  }

  /// Multiplies an amount by a count.
  package static func * (amount: USDollars, count: Int) -> USDollars {
    USDollars(attodollars: amount.attodollars.multiplied(saturatingBy: Int128(count)))
  }

  /// The amount rounded to a number of decimal places, halves away from zero.
  package func rounded(toPlaces places: Int) -> USDollars {
    guard places < 18 else { return self }
    var unit: Int128 = 1
    for _ in 0..<(18 - max(0, places)) { unit *= 10 }
    let half = attodollars < 0 ? -unit / 2 : unit / 2
    return USDollars(attodollars: attodollars.adding(saturating: half) / unit * unit)
  }

  /// For ratios and charts; sums and comparisons use the amounts themselves.
  package var double: Double {
    Double(attodollars) / Double(Self.attodollarsPerDollar)
  }

  /// The amount as a JSON number: plain decimal digits, without loss.
  package var number: JSONNumber { JSONNumber(validated: description) }
}

extension USDollars: CustomStringConvertible {
  /// Plain decimal digits, as many as needed: `0.00012`.
  package var description: String {
    let magnitude = attodollars.magnitude
    let perDollar = Self.attodollarsPerDollar.magnitude
    let whole = String(magnitude / perDollar)
    var fraction = String(magnitude % perDollar)
    fraction = String(repeating: "0", count: 18 - fraction.count) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    let sign = attodollars < 0 ? "-" : ""
    return sign + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// The amount for a person: cents, or two significant digits below a dollar.
  package var shortText: String {
    var places = 2
    var unit = Self.attodollarsPerDollar.magnitude / 10
    while attodollars != 0, attodollars.magnitude < unit, places < 18 {
      unit /= 10
      places += 1
    }
    // The first digit that is not zero is at `places - 1`, so that two are shown.
    var text = rounded(toPlaces: min(places, 18)).description
    let decimals = text.firstIndex(of: ".").map { text[$0...].count - 1 } ?? 0
    if decimals == 0 { text += "." }
    if decimals < places { text += String(repeating: "0", count: min(places, 18) - decimals) }
    return text.hasPrefix("-") ? "-$" + text.dropFirst() : "$" + text
  }
}

/// The parts of a decimal number in text: `-12.5e3`.
private struct DecimalText {
  private var isNegative = false
  /// Digits without leading zeros or the point.
  private var digits: [UInt8] = []
  /// The power of ten by which the digits are multiplied.
  private var exponent = 0

  init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") {
      isNegative = bytes.removeFirst() == UInt8(ascii: "-")
    }
    var hasDigits = false
    var isFraction = false
    while let byte = bytes.first {
      if byte &- 0x30 < 10 {
        hasDigits = true
        if byte != 0x30 || !digits.isEmpty { digits.append(byte - 0x30) }
        if isFraction { exponent -= 1 }
      } else if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      bytes.removeFirst()
    }
    guard hasDigits else { return nil }
    if bytes.first == UInt8(ascii: "e") || bytes.first == UInt8(ascii: "E") {
      guard let power = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)),
        power.magnitude < 10_000
      else { return nil }
      exponent += power
      bytes = []
    }
    guard bytes.isEmpty else { return nil }
  }

  /// The number times a power of ten as an integer, halves rounded away from zero; `nil` if it does
  /// not fit.
  func value(scaledBy scale: Int) -> Int128? {
    let shift = exponent + scale
    // All digits from this one on are cut off.
    let kept = digits.count + min(0, shift)
    guard !digits.isEmpty, kept >= 0 else { return 0 }
    guard digits.count + shift <= 38 else { return nil }
    var value: Int128 = 0
    for digit in digits.prefix(kept) { value = value * 10 + Int128(digit) }
    if shift < 0, digits[kept] >= 5 { value += 1 }
    for _ in 0..<max(0, shift) { value *= 10 }
    return isNegative ? -value : value
  }
}
