internal import FacetJSON

/// A number as a person writes it, with unit, currency and thousands separators.
struct AnswerNumber {
  var number: JSONNumber
  /// `nil` for a bare number; `%` for percent.
  var unit: AnswerUnit?
  /// Whether it is written as `1/4`, which may also be a date or a score.
  var isFraction = false
  /// Whether it is written as `3rd` or `third`.
  var isOrdinal = false

  private static let scales = [
    "hundred": 2, "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12,
  ]
  /// Short forms, only for amounts of money: `5 m` may be meters.
  private static let moneyScales = ["k": 3, "m": 6, "mio": 6, "mn": 6, "b": 9, "bn": 9]

  private static let numerals: [String: (Int, isOrdinal: Bool)] = {
    let cardinals = [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
      "eleven", "twelve",
    ]
    let ordinals = [
      "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
      "tenth", "eleventh", "twelfth",
    ]
    let numbers =
      cardinals.enumerated().map { ($1, ($0, isOrdinal: false)) }
      + ordinals.enumerated().map { ($1, ($0 + 1, isOrdinal: true)) }
    return Dictionary(numbers) { first, _ in first }
  }()

  /// Parses a text; `nil` if it holds anything but one number.
  init?(_ text: String) {
    var rest = AnswerText.folded(text)[...]
    if let (number, isOrdinal) = Self.numerals[String(rest)] {
      self.number = JSONNumber(number)
      self.isOrdinal = isOrdinal
      return
    }
    if rest.hasPrefix("minus ") { rest = "-" + rest.dropFirst(6) }
    for prefix in ["#", "no. ", "no."] where rest.hasPrefix(prefix) {
      rest = rest.dropFirst(prefix.count)
      isOrdinal = true
    }
    var sign = Self.sign(of: &rest)
    let currency = AnswerUnit.currency(before: &rest)
    if sign == nil { sign = Self.sign(of: &rest) }
    guard let written = Self.digits(of: &rest), let plain = NumberGroups.joined(written),
      var number = AnswerText.number((sign == "-" ? "-" : "") + plain)
    else { return nil }
    if let (scale, power) = Self.scale(of: rest, isMoney: currency != nil),
      let scaled = Self.scaled(number, by: power)
    {
      number = scaled
      rest = rest.drop { $0 == " " }.dropFirst(scale.count)
    }
    if let denominator = Self.denominator(of: rest), number.int != nil {
      self.number = JSONNumber(finite: number.double / denominator)
      isFraction = true
      return
    }
    self.number = number
    let isApart = rest.first == " "
    let words = rest.drop { $0 == " " }
    if words.isEmpty {
      unit = currency
    } else {
      guard currency == nil, words.count <= 30 else { return nil }
      if ["st", "nd", "rd", "th"].contains(words), !isApart {
        isOrdinal = true
        return
      }
      guard let unit = AnswerUnit(String(words), in: text, isApart: isApart) else { return nil }
      self.unit = unit
    }
  }

  init(_ number: JSONNumber) {
    self.number = number
    unit = nil
  }

  private static func sign(of rest: inout Substring) -> Character? {
    guard let first = rest.first, first == "-" || first == "+" else { return nil }
    rest = rest.dropFirst().drop { $0 == " " }
    return first
  }

  /// The digits of a number with separators and exponent, and groups of three joined.
  private static func digits(of rest: inout Substring) -> String? {
    let isNumber: (Character) -> Bool = { $0.isASCII && ($0.isNumber || ".,'".contains($0)) }
    var written = String(rest.prefix(while: isNumber))
    let length = written.count
    rest = rest.dropFirst(length)
    if rest.first == "e" {
      var exponent = rest.dropFirst()
      let sign = exponent.first.map { $0 == "-" || $0 == "+" } == true ? exponent.prefix(1) : ""
      exponent = exponent.dropFirst(sign.count)
      let power = exponent.prefix { $0.isASCII && $0.isNumber }
      if !power.isEmpty {
        written += "e" + sign + power
        rest = exponent.dropFirst(power.count)
      }
    }
    if let power = powerOfTen(&rest), !written.contains("e") { written += "e" + power }
    if (1...3).contains(written.count), written.allSatisfy(\.isNumber) {
      while rest.first == " " {
        let group = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard group.count == 3 else { break }
        written += group
        rest = rest.dropFirst(4)
      }
      if written.count > length, rest.first == "." || rest.first == "," {
        let fraction = rest.prefix(while: isNumber)
        written += "." + fraction.dropFirst()
        rest = rest.dropFirst(fraction.count)
      }
    }
    return written.isEmpty ? nil : written.hasPrefix(".") ? "0" + written : written
  }

  /// Removes a power of ten after a number: `×10^-7`, `* 10**-7`.
  private static func powerOfTen(_ rest: inout Substring) -> String? {
    var after = rest.drop { $0 == " " }
    guard let times = after.first, "×x*·".contains(times) else { return nil }
    after = after.dropFirst().drop { $0 == " " }
    guard after.hasPrefix("10^") || after.hasPrefix("10**") else { return nil }
    after = after.dropFirst(2).drop { "^*{".contains($0) }
    let sign = after.first.map { "-+".contains($0) } == true ? after.prefix(1) : ""
    let digits = after.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
    guard (1...3).contains(digits.count) else { return nil }
    rest = after.dropFirst(sign.count + digits.count).drop { $0 == "}" }
    return String(sign) + digits
  }

  private static func scale(of rest: Substring, isMoney: Bool) -> (String, Int)? {
    let word = rest.drop { $0 == " " }.prefix { $0.isLetter }
    if let power = scales[MeasureWords.singular(word)] { return (String(word), power) }
    return isMoney ? moneyScales[String(word)].map { (String(word), $0) } : nil
  }

  private static func scaled(_ number: JSONNumber, by power: Int) -> JSONNumber? {
    number.text.contains("e")
      ? nil : Double(number.text + "e\(power)").map { JSONNumber(finite: $0) }
  }

  /// The number after a stroke, if nothing follows it.
  private static func denominator(of rest: Substring) -> Double? {
    let stroke = rest.drop { $0 == " " }
    guard stroke.first == "/" else { return nil }
    let digits = stroke.dropFirst().drop { $0 == " " }
    guard !digits.isEmpty, digits.count < 10, digits.allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    return Double(digits).flatMap { $0 > 0 ? $0 : nil }
  }

  /// Two comparable numbers: in the same unit, or one of them without a unit; `nil` if their units
  /// differ.
  ///
  /// - Parameter rules: What a bare number means: a percentage or a fraction, and in which unit.
  static func pair(
    _ one: AnswerNumber, _ other: AnswerNumber, _ rules: AnswerRules
  ) -> (JSONNumber, JSONNumber)? {
    guard let unit = one.unit, let otherUnit = other.unit else {
      if one.isOrdinal != other.isOrdinal, !rules.asksForPlace { return nil }
      if let unit = one.unit ?? other.unit {
        if let asked = rules.unit, !unit.isPercent, !unit.agrees(with: asked) { return nil }
        if unit.isUnclear(in: rules) { return nil }
      }
      if rules.asksForPercent { return (one.number, other.number) }
      return (one.fraction, other.fraction)
    }
    return unit.agrees(with: otherUnit) ? (one.number, other.number) : nil
  }

  /// A percentage as a fraction.
  private var fraction: JSONNumber {
    guard unit?.isPercent == true else { return number }
    // By its digits: 33.3 divided by 100 is 0.33299999999999996, which no longer looks rounded.
    return Self.scaled(number, by: -2) ?? JSONNumber(finite: number.double / 100)
  }
}
