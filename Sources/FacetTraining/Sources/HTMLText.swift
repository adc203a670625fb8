/// The text of a piece of HTML.
enum HTMLText {
  private static let breaking: Set<String> = [
    "p", "br", "li", "pre", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "tr", "div", "hr",
  ]

  /// The text without tags; paragraphs and items begin on new lines, and the space in code is kept.
  static func text(of html: String) -> String {
    var text = ""
    var rest = html[...]
    while let open = rest.firstIndex(of: "<") {
      text += unescaped(rest[..<open])
      let tag = rest[rest.index(after: open)...]
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
      guard !name.isEmpty else {
        text.append("<")
        rest = tag
        continue
      }
      guard let close = tag.firstIndex(of: ">") else {
        // Nothing that follows is a tag, and searching it again would take time without end.
        rest = rest[open...]
        break
      }
      if breaking.contains(name), !text.isEmpty, !text.hasSuffix("\n") { text.append("\n") }
      rest = tag[tag.index(after: close)...]
      // The line break after a block tag belongs to the markup.
      if breaking.contains(name), rest.first?.isNewline == true { rest.removeFirst() }
    }
    text += unescaped(rest)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func unescaped(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    return String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
      .replacing("&nbsp;", with: " ").replacing("&amp;", with: "&")
  }
}
