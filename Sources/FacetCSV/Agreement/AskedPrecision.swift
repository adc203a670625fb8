/// The precision that a question or a schema asks for.
struct AskedPrecision: Sendable, Equatable {
  /// Decimal places; negative for places before the point.
  var decimals: Int

  private static let numerals = [
    "zero": 0, "no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
  ]
  private static let steps = [
    "whole": 0, "integer": 0, "unit": 0, "ten": -1, "hundred": -2, "thousand": -3, "tenth": 1,
    "hundredth": 2, "thousandth": 3, "cent": 2,
  ]

  init(decimals: Int) {
    self.decimals = decimals
  }

  /// `nil` if the text asks for no precision.
  init?(in text: String) {
    let words = AnswerText.sentenceWords(of: text).map(String.init)
    for (index, word) in words.enumerated() {
      if word.hasPrefix("decimal"), index > 0 {
        let before = words[index - 1]
        let number = before == "more" ? nil : Int(before) ?? Self.numerals[before]
        if let number, (0...15).contains(number) {
          decimals = number
          return
        }
      }
      if word == "nearest", index + 1 < words.count {
        let next = words[index + 1]
        if let step = Self.steps[next] ?? Self.steps[MeasureWords.singular(next)] {
          decimals = step
          return
        }
        // "0.01" is two words here.
        if next == "0", index + 2 < words.count, words[index + 2].allSatisfy({ "01".contains($0) })
        {
          decimals = words[index + 2].count
          return
        }
      }
    }
    return nil
  }

  /// Whether two numbers are equal at this precision: equal when both are rounded, or, if one of
  /// them is rounded already, within half a step of each other.
  func agree(_ one: Double, _ other: Double) -> Bool {
    var step = 1.0
    for _ in 0..<abs(decimals) { step *= 10 }
    if decimals > 0 { step = 1 / step }
    func isRounded(_ value: Double) -> Bool {
      let steps = value / step
      return abs(steps - steps.rounded()) <= 1e-6
    }
    let difference = abs(one - other)
    if isRounded(one), isRounded(other) { return difference <= step * 1e-5 }
    return difference <= step / 2 * (1 + 1e-6)
  }
}
