internal import Glibc

/// The precision that a question or a schema asks for.
enum AskedPrecision: Sendable, Equatable {
  /// Multiples of a step: 0.01 for two decimals, 100 for the nearest hundred.
  case step(Double)
  /// Significant digits.
  case digits(Int)

  private static let numerals = [
    "zero": 0, "no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
  ]
  private static let steps = [
    "whole": 1, "integer": 1, "unit": 1, "ten": 10, "hundred": 100, "thousand": 1000,
    "million": 1e6, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001, "cent": 0.01,
    "percent": 1,
  ]

  static func decimals(_ count: Int) -> AskedPrecision { .step(pow(10, -Double(count))) }

  /// The finest of several precisions; `nil` if the text asks for none.
  init?(in text: String) {
    let words = AnswerText.sentenceWords(of: text).map(String.init)
    var finest: AskedPrecision?
    for (index, word) in words.enumerated() {
      let before = index > 0 ? words[index - 1] : ""
      let following = Array(words.dropFirst(index + 1).prefix(4))
      // "At least two decimals" asks for no rounding.
      let isLeast = index > 1 && words[index - 2] == "least"
      let places = isLeast ? nil : Self.places(word, after: before, following)
      if let found = places ?? (word == "nearest" ? Self.nearest(following) : nil) {
        if let known = finest, !found.isFiner(than: known) { continue }
        finest = found
        continue
      }
      // "rounded to whole percent", "round it to an integer".
      if word.hasPrefix("round"), let place = following.firstIndex(of: "to"),
        following.dropFirst(place + 1).contains(where: {
          ["whole", "integer", "integers", "full"].contains($0)
        })
      {
        finest = finest ?? .step(1)
      }
    }
    guard let finest else { return nil }
    self = finest
  }

  private func isFiner(than other: AskedPrecision) -> Bool {
    switch (self, other) {
    case (.step(let one), .step(let other)): one < other
    case (.digits(let one), .digits(let other)): one > other
    case (.step, .digits), (.digits, .step): false
    }
  }

  /// `two decimals`, `2 decimal places`, `1 d.p.`, `3 significant digits`.
  private static func places(
    _ word: String, after before: String, _ following: [String]
  ) -> AskedPrecision? {
    let number = before == "more" ? nil : Int(before) ?? numerals[before]
    let next = following.first ?? ""
    if word.hasPrefix("decimal") || word == "dp" || word == "d" && next == "p" {
      return number.flatMap { (0...15).contains($0) ? decimals($0) : nil }
    }
    if word.hasPrefix("significant"), next.hasPrefix("digit") || next.hasPrefix("figure") {
      return number.flatMap { (1...15).contains($0) ? .digits($0) : nil }
    }
    if word.hasSuffix("dp"), let number = Int(word.dropLast(2)), (0...15).contains(number) {
      return decimals(number)
    }
    return nil
  }

  /// `nearest hundred`, `nearest 0.5`, `nearest 1,000`.
  private static func nearest(_ words: [String]) -> AskedPrecision? {
    guard let first = words.first else { return nil }
    if let step = steps[first] ?? steps[MeasureWords.singular(first)] { return .step(step) }
    // "0.5" and "1,000" are two words here.
    let second = words.dropFirst().first { $0.allSatisfy(\.isNumber) && $0 == words[1] } ?? ""
    let written =
      first == "0" && !second.isEmpty ? "0.\(second)" : second == "000" ? first + second : first
    return Double(written).flatMap { $0 > 0 && $0 <= 1e9 ? .step($0) : nil }
  }

  /// Whether two numbers are equal at this precision: equal when both are rounded, or, if one of
  /// them is rounded already, within half a step of each other.
  func agree(_ one: Double, _ other: Double) -> Bool {
    let step: Double
    switch self {
    case .step(let asked): step = asked
    case .digits(let count):
      let size = max(abs(one), abs(other))
      guard size > 0 else { return true }
      step = pow(10, floor(log10(size)) + 1 - Double(count))
    }
    func isRounded(_ value: Double) -> Bool {
      let steps = value / step
      return abs(steps - steps.rounded()) <= 1e-6
    }
    let difference = abs(one - other)
    if isRounded(one), isRounded(other) { return difference <= step * 1e-5 }
    return difference <= step / 2 * (1 + 1e-6)
  }
}
