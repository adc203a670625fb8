internal import FacetConfiguration

extension [Normalization] {
  /// A text in the form in which it is compared. White space at the ends never counts.
  func normalized(_ text: String) -> String {
    var text = contains(.letterCase) ? text.lowercased() : text
    if contains(.punctuation) { text = Self.withoutPunctuation(text) }
    if contains(.articles) {
      text = text.split(separator: " ", omittingEmptySubsequences: false)
        .filter { !["a", "an", "the"].contains($0.lowercased()) }.joined(separator: " ")
    }
    guard contains(.space) || contains(.punctuation) || contains(.articles) else {
      return String(text.trimmed)
    }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
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
