internal import FacetJSON

/// Numbers and dates of TOML.
enum TOMLNumber {
  /// The number that a word is; nil if it is none. Infinity and "not a number" are none here.
  static func value(of word: String) -> JSONNumber? {
    let text = word.replacing("_", with: "")
    guard !text.isEmpty, !word.hasPrefix("_"), !word.hasSuffix("_"), !word.contains("__") else {
      return nil
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
      return Int(text.dropFirst(2), radix: radix).map { JSONNumber($0) }
    }
    let digits = text.drop { $0 == "-" || $0 == "+" }
    guard text.count - digits.count <= 1, digits.first?.isASCIIDigit == true,
      digits.allSatisfy({ $0.isASCIIDigit || "+-.eE".contains($0) })
    else { return nil }
    if digits.allSatisfy(\.isASCIIDigit) {
      guard digits.count == 1 || digits.first != "0" else { return nil }
      return Int(text).map { JSONNumber($0) }
    }
    guard !isDate(word), digits.last?.isASCIIDigit == true, let number = Double(text),
      number.isFinite
    else { return nil }
    return JSONNumber(number)
  }

  /// Whether a word has the shape of a date, a time, or both.
  static func isDate(_ word: String) -> Bool {
    let shape = word.prefix(10).map { $0.isASCIIDigit ? "0" : String($0) }.joined()
    let isDate = shape == "0000-00-00"
    let isTime = shape.hasPrefix("00:00")
    return (isDate || isTime)
      && word.allSatisfy { $0.isASCIIDigit || "-:.TtZz+ ".contains($0) }
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
