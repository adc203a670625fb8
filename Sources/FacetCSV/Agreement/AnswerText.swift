internal import FacetJSON

/// The text of an answer, independent of typing variants.
enum AnswerText {
  /// Lower case, single spaces for white space, no white space at the ends, plain forms of dashes,
  /// quotation marks, ligatures and full-width or half-width characters.
  static func folded(_ text: String) -> String {
    if let plain = foldedPlain(text) { return plain }
    var folded = ""
    var needsSpace = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        needsSpace = !folded.isEmpty
        continue
      }
      if needsSpace { folded.append(" ") }
      needsSpace = false
      guard scalar.value >= 0xA0 else {
        folded.unicodeScalars.append(scalar)
        continue
      }
      if let plain = TextFolding.plain(scalar) {
        // "10²" is not 102, and "2½" not 21/2.
        if let first = plain.first, first.isNumber || first == "-",
          folded.last?.isNumber == true, scalar.properties.numericType != .decimal,
          scalar.properties.numericType != nil || scalar == "⁻"
        {
          folded.append(plain.contains("/") ? " " : "^")
        }
        folded += plain
      } else if scalar.properties.numericType == .decimal,
        let digit = scalar.properties.numericValue
      {
        folded += String(Int(digit))
      } else {
        folded.unicodeScalars.append(scalar)
      }
    }
    return folded.lowercased()
  }

  /// The folded form of a text of ASCII alone; `nil` for any other text.
  private static func foldedPlain(_ text: String) -> String? {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.utf8.count)
    var needsSpace = false
    for byte in text.utf8 {
      guard byte < 0x80 else { return nil }
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        needsSpace = !folded.isEmpty
        continue
      }
      if needsSpace { folded.append(0x20) }
      needsSpace = false
      folded.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    }
    return String(decoding: folded, as: UTF8.self)
  }

  /// A folded text without spaces beside punctuation: `18 - 24` is `18-24`, `(0, 5]` is `(0,5]`.
  static func tight(_ folded: String) -> String {
    var tight = ""
    var hasSpace = false
    for character in folded {
      if character == " " {
        hasSpace = true
        continue
      }
      if hasSpace, let last = tight.last, !isPunctuation(last), !isPunctuation(character) {
        tight.append(" ")
      }
      hasSpace = false
      tight.append(character)
    }
    return tight
  }

  private static func isPunctuation(_ character: Character) -> Bool {
    ":,;/-&()[]".contains(character)
  }

  /// A text without the quotation marks around it.
  static func unquoted(_ text: String) -> String {
    guard let first = text.first, text.count > 2, first == text.last, "\"'".contains(first) else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }

  /// The words of a sentence, folded; a name such as `order_value` is one word.
  static func sentenceWords(of text: String) -> [Substring] {
    folded(text).split { !$0.isLetter && !$0.isNumber && $0 != "_" }
  }

  /// The words of a name in lower case, split at punctuation, and at capitals as in `pValue`.
  static func nameWords(of text: String) -> [String] {
    var parted = ""
    var last: Character?
    for character in text {
      if character.isUppercase, last?.isLowercase == true { parted.append(" ") }
      parted.append(character)
      last = character
    }
    return words(of: parted).map(String.init)
  }

  /// The words of a name, folded: runs of letters and digits.
  static func words(of text: String) -> [Substring] {
    folded(text).split { !$0.isLetter && !$0.isNumber }
  }

  /// The number that a text spells; `nil` for any other text, such as `007` and `5 %`.
  static func number(_ text: String) -> JSONNumber? {
    let trimmed = folded(text)
    guard let first = trimmed.utf8.first(where: { $0 != UInt8(ascii: "-") }),
      (0x30...0x39).contains(first),
      let value = try? ResponseJSON.value(of: Array(trimmed.utf8)), let number = value.number
    else { return nil }
    // A leading zero or plus is not valid JSON; only a strict spelling survives the round trip.
    return Double(trimmed) != nil && !hasLeadingZero(trimmed) ? number : nil
  }

  private static func hasLeadingZero(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
    guard digits.first == UInt8(ascii: "0"), let second = digits.dropFirst().first else {
      return false
    }
    return (0x30...0x39).contains(second)
  }
}
