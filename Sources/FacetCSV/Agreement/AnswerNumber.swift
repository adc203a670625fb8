internal import FacetJSON

/// A number as a person writes it, with unit, currency and thousands separators.
struct AnswerNumber: Equatable {
  var number: JSONNumber
  /// Folded; `nil` for a bare number; `%` for percent.
  var unit: String?

  private static let currencies = [
    "$": "usd", "us$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr", "dollars": "usd",
    "dollar": "usd", "euros": "eur", "euro": "eur", "pounds sterling": "gbp",
  ]
  private static let scales = ["thousand": 3, "million": 6, "billion": 9]

  /// Parses a text; `nil` if it holds anything but one number.
  init?(_ text: String) {
    var rest = AnswerText.folded(text)[...]
    var unit: String?
    if let sign = Self.currencies.keys.filter({ rest.hasPrefix($0) }).max(by: {
      $0.count < $1.count
    }) {
      unit = Self.currencies[sign]
      rest = rest.dropFirst(sign.count).drop { $0 == " " }
    }
    let isNumber: (Character) -> Bool = { $0.isASCII && ($0.isNumber || ".,'+-".contains($0)) }
    var digits = rest.prefix(while: isNumber)
    rest = rest.dropFirst(digits.count)
    if rest.first == "e" {
      let exponent = rest.dropFirst().prefix { $0.isASCII && ($0.isNumber || "+-".contains($0)) }
      if exponent.contains(where: \.isNumber) {
        digits = rest.base[digits.startIndex..<exponent.endIndex]
        rest = rest[exponent.endIndex...]
      }
    }
    var written = String(digits)
    // Groups of three digits, separated by spaces.
    if (1...3).contains(written.count), written.allSatisfy(\.isNumber) {
      while rest.first == " " {
        let group = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard group.count == 3 else { break }
        written += group
        rest = rest.dropFirst(4)
      }
      if written.count > digits.count, rest.first == "." {
        let fraction = rest.prefix(while: isNumber)
        written += fraction
        rest = rest.dropFirst(fraction.count)
      }
    }
    guard let plain = Self.withoutSeparators(written), let number = AnswerText.number(plain) else {
      return nil
    }
    self.number = number
    var words = rest.drop { $0 == " " }
    if let (scale, power) = Self.scales.first(where: { words.hasPrefix($0.key) }),
      let scaled = AnswerText.number("\(plain)e\(power)") ?? Self.scaled(number, by: power)
    {
      self.number = scaled
      words = words.dropFirst(scale.count).drop { $0 == " " }
    }
    guard !words.contains(where: \.isNumber) || Self.isPower(words) else { return nil }
    if !words.isEmpty {
      guard unit == nil, words.count <= 24 else { return nil }
      unit = Self.unit(String(words))
    }
    self.unit = unit
  }

  init(_ number: JSONNumber) {
    self.number = number
    unit = nil
  }

  private static func scaled(_ number: JSONNumber, by power: Int) -> JSONNumber? {
    var factor = 1.0
    for _ in 0..<power { factor *= 10 }
    return JSONNumber(number.double * factor)
  }

  /// `km2` and `m/s2` are units; a second number is not.
  private static func isPower(_ words: Substring) -> Bool {
    words.last.map { $0 == "2" || $0 == "3" } == true
      && words.dropLast().allSatisfy { !$0.isNumber }
      && words.dropLast().last?.isLetter == true
  }

  private static func unit(_ words: String) -> String {
    if let currency = currencies[words] { return currency }
    return switch words {
    case "percent", "per cent", "pct", "% ": "%"
    default: MeasureWords.singular(words)
    }
  }

  /// A number without its thousands separators: `1,234,567.8`, `1.234.567,8`, `1'234`.
  private static func withoutSeparators(_ text: String) -> String? {
    guard let last = text.last, last.isNumber else { return nil }
    for (thousands, point) in [(",", "."), ("'", "."), (".", ",")] as [(Character, Character)] {
      guard text.contains(thousands) else { continue }
      let halves = text.split(separator: point, omittingEmptySubsequences: false)
      guard halves.count <= 2, let whole = halves.first else { continue }
      let groups = whole.split(separator: thousands, omittingEmptySubsequences: false)
      let first = groups[0].drop { $0 == "-" }
      // A single point before three digits is a decimal point.
      guard groups.count > 1, thousands != "." || groups.count > 2 || halves.count == 2,
        (1...3).contains(first.count), first.first != "0",
        groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isNumber) })
      else { continue }
      let fraction = halves.count == 2 ? "." + halves[1] : ""
      return groups.joined() + fraction
    }
    return text.contains(",") || text.contains("'") ? nil : text
  }

  /// Whether two units are compatible.
  ///
  /// - Parameter asksForPercent: Whether a bare number is a percentage.
  static func fit(_ one: AnswerNumber, _ other: AnswerNumber, asksForPercent: Bool) -> Bool {
    switch (one.unit, other.unit) {
    case (let one?, let other?): one == other
    case (nil, nil): true
    case ("%"?, nil), (nil, "%"?): asksForPercent
    default: true
    }
  }
}
