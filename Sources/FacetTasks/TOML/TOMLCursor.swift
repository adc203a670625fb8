internal import FacetJSON

/// A place in a TOML text, and the rules of its keys and values.
struct TOMLCursor {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private(set) var line = 1

  /// Deeper values are refused rather than followed.
  private static let maximumDepth = 64
  /// Keys with more parts, each of which is a table, are refused.
  private static let mostParts = 32

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// The next character, after spaces and tabs; nil at the end.
  var peek: Unicode.Scalar? {
    mutating get {
      while index < scalars.count, scalars[index] == " " || scalars[index] == "\t" { index += 1 }
      return raw
    }
  }

  private var raw: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private func mistake(_ reason: String) -> TOMLError { TOMLError(line: line, reason: reason) }

  private mutating func advance() -> Unicode.Scalar? {
    guard let scalar = raw else { return nil }
    index += 1
    if scalar == "\n" { line += 1 }
    return scalar
  }

  private func starts(with scalar: Unicode.Scalar, times count: Int) -> Bool {
    index + count <= scalars.count && scalars[index..<index + count].allSatisfy { $0 == scalar }
  }

  /// Skips white space, ends of lines and comments.
  mutating func skipBlank() {
    while let next = peek {
      if next == "#" {
        while let scalar = raw, scalar != "\n" { index += 1 }
      } else if next == "\n" || next == "\r" {
        _ = advance()
      } else {
        return
      }
    }
  }

  mutating func expect(_ scalar: Unicode.Scalar) throws(TOMLError) {
    guard peek == scalar else {
      throw mistake("'\(scalar)' is missing\(raw.map { " before '\($0)'" } ?? " at the end")")
    }
    index += 1
  }

  /// Only a comment may follow on the same line.
  mutating func endLine() throws(TOMLError) {
    guard let next = peek, next != "\n", next != "\r", next != "#" else { return }
    throw mistake("unexpected '\(next)' at the end of a line")
  }

  /// `a.b."c d"`.
  mutating func keyPath() throws(TOMLError) -> [String] {
    var path = [try key()]
    while peek == "." {
      index += 1
      guard path.count < Self.mostParts else {
        throw mistake("a key has more than \(Self.mostParts) parts")
      }
      path.append(try key())
    }
    return path
  }

  private mutating func key() throws(TOMLError) -> String {
    guard let first = peek else { throw mistake("a key is missing at the end") }
    if first == "\"" || first == "'" { return try quoted() }
    var text = String.UnicodeScalarView()
    while let scalar = raw, scalar.isBareKey {
      text.append(scalar)
      index += 1
    }
    guard !text.isEmpty else { throw mistake("'\(first)' cannot begin a key") }
    return String(text)
  }

  mutating func value(depth: Int) throws(TOMLError) -> JSONValue {
    guard depth < Self.maximumDepth else { throw mistake("the value is nested too deep") }
    guard let first = peek, first != "\n" else { throw mistake("a value is missing") }
    switch first {
    case "\"", "'": return .string(try quoted())
    case "[": return try list(depth: depth)
    case "{": return try inlineTable(depth: depth)
    default: return try word()
    }
  }

  private mutating func list(depth: Int) throws(TOMLError) -> JSONValue {
    index += 1
    var values: [JSONValue] = []
    while true {
      skipBlank()
      if peek == "]" { break }
      values.append(try value(depth: depth + 1))
      skipBlank()
      if peek == "," { index += 1 } else if peek != "]" { throw mistake("',' or ']' is missing") }
    }
    index += 1
    return .array(values)
  }

  private mutating func inlineTable(depth: Int) throws(TOMLError) -> JSONValue {
    index += 1
    let table = TOMLTable()
    while peek != "}" {
      let path = try keyPath()
      try expect("=")
      let value = try value(depth: depth + 1)
      do throws(TOMLError.Text) {
        try table.set(value, at: path, below: [])
      } catch {
        throw mistake(error.reason)
      }
      if peek == "," { index += 1 } else if peek != "}" { throw mistake("',' or '}' is missing") }
    }
    index += 1
    return .object(table.object)
  }

  private mutating func word() throws(TOMLError) -> JSONValue {
    var text = ""
    while let scalar = raw, !",]}#\n\r\t".unicodeScalars.contains(scalar) {
      // A date may be separated from its time by a space.
      if scalar == " ", !(text.count == 10 && text.contains("-") && nextIsDigit) { break }
      text.unicodeScalars.append(scalar)
      index += 1
    }
    if text == "true" || text == "false" { return .bool(text == "true") }
    if let number = TOMLNumber.value(of: text) { return .number(number) }
    if TOMLNumber.isDate(text) { return .string(text) }
    throw mistake("'\(text.prefix(40))' is no value; texts need quotes")
  }

  private var nextIsDigit: Bool {
    index + 1 < scalars.count && ("0"..."9").contains(scalars[index + 1])
  }

  private mutating func quoted() throws(TOMLError) -> String {
    guard let quote = advance() else { return "" }
    guard starts(with: quote, times: 2) else { return try text(until: quote) }
    index += 2
    if raw == "\r" { index += 1 }
    if raw == "\n" { _ = advance() }
    return try longText(until: quote)
  }

  private mutating func text(until quote: Unicode.Scalar) throws(TOMLError) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = advance() {
      if scalar == quote { return String(text) }
      guard scalar != "\n" else { break }
      if scalar == "\\", quote == "\"" { text.append(try escape()) } else { text.append(scalar) }
    }
    throw mistake("a closing \(quote) is missing")
  }

  private mutating func longText(until quote: Unicode.Scalar) throws(TOMLError) -> String {
    let end = String(repeating: String(quote), count: 3)
    var text = String.UnicodeScalarView()
    while raw != nil {
      if starts(with: quote, times: 3) {
        index += 3
        // Up to two quotes may stand before the closing three.
        while raw == quote {
          text.append(quote)
          index += 1
        }
        return String(text)
      }
      guard let scalar = advance() else { break }
      guard scalar == "\\", quote == "\"" else {
        text.append(scalar)
        continue
      }
      if let next = peekAfterSpaces, next == "\n" || next == "\r" {
        while let space = raw, space.properties.isWhitespace { _ = advance() }
      } else {
        text.append(try escape())
      }
    }
    throw mistake("a closing \(end) is missing")
  }

  private var peekAfterSpaces: Unicode.Scalar? {
    scalars[index...].first { $0 != " " && $0 != "\t" }
  }

  private mutating func escape() throws(TOMLError) -> Unicode.Scalar {
    switch advance() {
    case "b": return "\u{8}"
    case "t": return "\t"
    case "n": return "\n"
    case "f": return "\u{c}"
    case "r": return "\r"
    case "e": return "\u{1b}"
    case "\"": return "\""
    case "\\": return "\\"
    case "u": return try escape(digits: 4)
    case "U": return try escape(digits: 8)
    default: throw mistake("an unknown escape in a text")
    }
  }

  private mutating func escape(digits: Int) throws(TOMLError) -> Unicode.Scalar {
    let text = String(String.UnicodeScalarView(scalars[index...].prefix(digits)))
    guard text.unicodeScalars.count == digits, let code = UInt32(text, radix: 16),
      let scalar = Unicode.Scalar(code)
    else { throw mistake("'\(text)' is no character") }
    index += digits
    return scalar
  }
}

extension Unicode.Scalar {
  fileprivate var isBareKey: Bool {
    isASCII && (properties.isAlphabetic || ("0"..."9").contains(self) || self == "_" || self == "-")
  }
}
