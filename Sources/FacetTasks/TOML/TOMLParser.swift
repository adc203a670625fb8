package import FacetJSON

/// Reads TOML 1.0 into a JSON value; dates and times become texts as they are written.
package struct TOMLParser {
  private var cursor: TOMLCursor
  private let root = TOMLTable()

  /// The tables of a text.
  ///
  /// - Throws: ``TOMLError`` at the first mistake.
  package static func value(of text: String) throws(TOMLError) -> JSONObject {
    try parsed(text).object
  }

  /// The tables of a text, and how many tables were looked at to build them.
  static func parsed(_ text: String) throws(TOMLError) -> (object: JSONObject, visits: Int) {
    var parser = TOMLParser(cursor: TOMLCursor(text))
    try parser.parse()
    return (parser.root.object, parser.root.visits)
  }

  private init(cursor: TOMLCursor) {
    self.cursor = cursor
  }

  private mutating func parse() throws(TOMLError) {
    var path: [String] = []
    while true {
      cursor.skipBlank()
      guard let next = cursor.peek else { return }
      if next == "[" {
        path = try header()
      } else {
        let key = try cursor.keyPath()
        try cursor.expect("=")
        let value = try cursor.value(depth: 0)
        try change { (table) throws(TOMLError.Text) in
          try table.set(value, at: key, below: path)
        }
      }
      try cursor.endLine()
    }
  }

  /// Reads `[a.b]` or `[[a.b]]` and returns the path of the table that it opens.
  private mutating func header() throws(TOMLError) -> [String] {
    try cursor.expect("[")
    let isList = cursor.peek == "["
    if isList { try cursor.expect("[") }
    let path = try cursor.keyPath()
    try cursor.expect("]")
    if isList { try cursor.expect("]") }
    try change { (table) throws(TOMLError.Text) in
      if isList { try table.append(at: path) } else { try table.open(at: path) }
    }
    return path
  }

  private func change(
    _ body: (TOMLTable) throws(TOMLError.Text) -> Void
  ) throws(TOMLError) {
    do throws(TOMLError.Text) {
      try body(root)
    } catch {
      throw TOMLError(line: cursor.line, reason: error.reason)
    }
  }
}

extension TOMLError {
  /// A mistake whose place the caller knows.
  struct Text: Error, Sendable, Hashable {
    var reason: String
  }
}
