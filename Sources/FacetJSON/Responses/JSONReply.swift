/// A JSON value in a model's text.
package struct JSONReply: Sendable, Hashable {
  /// What stood around the value and was passed over.
  package enum Wrapping: String, Sendable, CaseIterable {
    /// A fenced block of Markdown.
    case fence
    /// Words before or after.
    case prose
  }

  package var value: JSONValue
  /// `nil` for a text that is the value and nothing else.
  package var wrapping: Wrapping?

  /// Reads the one value of a text: the whole text, else a fenced block, else the only object or
  /// array in it.
  ///
  /// - Parameter onlyObjects: Whether brackets in prose are words, because an object is expected.
  /// - Throws: ``JSONReplyMistake`` for no value, several values, and a value that is not strict
  ///   JSON: cut short, a repeated key, NaN, a comment.
  package static func read(
    _ text: String, onlyObjects: Bool = false
  ) throws(JSONReplyMistake) -> JSONReply {
    let search = JSONReplySearch(text, onlyObjects: onlyObjects)
    do throws(JSONSyntaxError) {
      return JSONReply(value: try search.wholeText(), wrapping: nil)
    } catch {
      if let value = try search.fencedValue() { return JSONReply(value: value, wrapping: .fence) }
      if let value = try search.valueInProse() { return JSONReply(value: value, wrapping: .prose) }
      throw search.hasText
        ? JSONReplyMistake(error) : JSONReplyMistake(sentence: "is empty; JSON is expected")
    }
  }
}

/// Why a text does not hold one JSON value.
package struct JSONReplyMistake: Error, Sendable, Hashable {
  /// What it is: `is not JSON at line 1, column 9: unexpected end of data`.
  package var sentence: String

  init(sentence: String) {
    self.sentence = sentence
  }

  init(_ error: JSONSyntaxError) {
    sentence =
      "is not JSON at line \(error.location.line), column \(error.location.column): "
      + error.message
  }

  static let severalValues = JSONReplyMistake(
    sentence: "has more than one JSON value; exactly one is expected")
}
