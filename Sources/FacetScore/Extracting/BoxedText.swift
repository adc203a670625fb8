/// Finds the `\boxed{…}` of answers in mathematics.
enum BoxedText {
  /// The content of the last one that is closed, without a `\text{…}` around all of it; `nil` if
  /// there is none.
  static func last(in text: String) -> String? {
    var end = text.endIndex
    for start in text[...].ranges(of: "\\boxed").reversed() {
      let after = text[start.upperBound..<end].drop(while: \.isWhitespace)
      if let content = content(of: after) { return unwrapped(content) }
      end = start.lowerBound
    }
    return nil
  }

  /// The content of the braces at the start of a text; `nil` if they are not closed.
  private static func content(of text: Substring) -> Substring? {
    guard text.first == "{" else { return nil }
    var depth = 0
    var isEscaped = false
    for index in text.indices {
      let character = text[index]
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "{" {
        depth += 1
      } else if character == "}" {
        depth -= 1
        if depth == 0 { return text[text.index(after: text.startIndex)..<index] }
      }
    }
    return nil
  }

  private static func unwrapped(_ content: Substring) -> String {
    let trimmed = content.trimmed
    for name in ["\\text", "\\textbf", "\\mathrm", "\\mathbf", "\\mbox"] {
      guard trimmed.hasPrefix(name + "{") else { continue }
      let braces = trimmed.dropFirst(name.count)
      guard let inner = Self.content(of: braces), inner.count + 2 == braces.count else { continue }
      return unwrapped(inner)
    }
    return String(trimmed)
  }
}

extension StringProtocol where SubSequence == Substring {
  /// Without white space at the ends.
  var trimmed: Substring {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
