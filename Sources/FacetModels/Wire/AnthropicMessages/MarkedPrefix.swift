internal import FacetJSON

/// A text in two blocks, the first marked for the provider's cache; joined, they are the text,
/// unchanged.
struct MarkedPrefix {
  private let prefix: Substring
  private let rest: Substring

  /// - Parameter length: The prefix's length in bytes.
  /// - Returns: `nil` if the prefix is empty, longer than the text, or ends within a character.
  init?(of text: String, length: Int) {
    guard length > 0, length <= text.utf8.count else { return nil }
    let end = text.utf8.index(text.utf8.startIndex, offsetBy: length)
    guard end.samePosition(in: text.unicodeScalars) != nil else { return nil }
    // A block of only white space is refused: the text after it then joins the prefix.
    let isBlank = text[end...].allSatisfy(\.isWhitespace)
    prefix = isBlank ? text[...] : text[..<end]
    rest = isBlank ? "" : text[end...]
  }

  func write(to json: inout JSONWriter) {
    json.beginArray()
    json.beginObject()
    json.member("type", "text")
    json.member("text", String(prefix))
    json.cacheControl()
    json.endObject()
    // Empty text blocks are refused.
    if !rest.isEmpty {
      json.beginObject()
      json.member("type", "text")
      json.member("text", String(rest))
      json.endObject()
    }
    json.endArray()
  }
}

extension JSONWriter {
  /// Writes the member that makes the provider's cache keep everything up to and including a block.
  mutating func cacheControl() {
    key("cache_control")
    beginObject()
    member("type", "ephemeral")
    endObject()
  }
}
