internal import FacetConfiguration

extension [Normalization] {
  /// A text in the form in which it is compared. White space at the ends never counts. A text of
  /// nothing but punctuation or articles keeps them, so that it is not the same as every other.
  func normalized(_ text: String) -> String {
    var text = contains(.letterCase) ? text.lowercased() : text
    if contains(.punctuation) { text = Self.nonBlank(Self.withoutPunctuation(text)) ?? text }
    if contains(.articles) {
      let words = text.split(separator: " ", omittingEmptySubsequences: false)
        .filter { !["a", "an", "the"].contains($0.lowercased()) }
      text = Self.nonBlank(words.joined(separator: " ")) ?? text
    }
    guard contains(.space) || contains(.punctuation) || contains(.articles) else {
      return String(text.trimmed)
    }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func nonBlank(_ text: String) -> String? {
    text.allSatisfy(\.isWhitespace) ? nil : text
  }

  /// Apostrophes vanish, other punctuation becomes a space. What belongs to a number stays: a
  /// decimal point, a minus sign, a percent sign.
  private static func withoutPunctuation(_ text: String) -> String {
    let characters = [Character](text)
    func isDigit(_ index: Int) -> Bool {
      characters.indices.contains(index) && characters[index].isNumber
    }
    var plain = ""
    for (index, character) in characters.enumerated() {
      guard character.isPunctuation else {
        plain.append(character)
        continue
      }
      switch character {
      case "'", "\u{2019}", "\u{2018}": continue
      case ".", ",", ":", "/":
        if isDigit(index - 1), isDigit(index + 1) {
          plain.append(character)
        } else {
          plain.append(
            character == "." && !isDigit(index - 1) && isDigit(index + 1) ? character : " ")
        }
      case "-" where isDigit(index + 1) && (index == 0 || characters[index - 1].isWhitespace):
        plain.append(character)
      case "%" where isDigit(index - 1): plain.append(character)
      default: plain.append(" ")
      }
    }
    return plain
  }
}
