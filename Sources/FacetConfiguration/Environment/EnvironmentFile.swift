internal import FacetJSON

/// The variables of a `.env` file: `NAME=value` lines, with quotes, comments and `export`.
package struct EnvironmentFile: Sendable {
  /// The last value of each name.
  package private(set) var values: [String: String] = [:]

  /// Reads a file.
  ///
  /// - Throws: A mistake for every line that is not an assignment; messages never show a value.
  package init(contentsOf path: String) throws(ConfigurationError) {
    let text: String
    do throws(FileProblem) {
      text = try UserFile.text(at: path)
    } catch {
      throw ConfigurationError([
        Diagnostic(.unreadableFile(path, error), at: SourcePlace(path: path))
      ])
    }
    try self.init(text: text, path: path)
  }

  /// Reads the text of a file, named `path` in messages.
  package init(text: String, path: String) throws(ConfigurationError) {
    var reader = EnvironmentReader(text, path: path)
    reader.readAll()
    guard reader.diagnostics.isEmpty else { throw ConfigurationError(reader.diagnostics) }
    values = reader.values
  }
}

/// Reads assignments one by one; a quoted value may span lines.
private struct EnvironmentReader {
  var values: [String: String] = [:]
  var diagnostics: [Diagnostic] = []

  private let path: String
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var location = SourceLocation(line: 1, column: 1)

  init(_ text: String, path: String) {
    scalars = Array(text.unicodeScalars)
    self.path = path
  }

  mutating func readAll() {
    while peek() != nil {
      skipSpaces()
      if let scalar = peek(), !isLineEnd(scalar), scalar != "#" { readAssignment() }
      skipLine()
    }
  }

  private mutating func readAssignment() {
    var start = location
    var name = readName()
    if name == "export", peek() == " " || peek() == "\t" {
      skipSpaces()
      start = location
      name = readName()
    }
    skipSpaces()
    guard peek() == "=" else { return report(.noAssignment(), at: start) }
    guard isVariableName(name) else { return report(.invalidVariableName(), at: start) }
    advance()
    skipSpaces()
    if let value = readValue() { values[name] = value }
  }

  private mutating func readName() -> String {
    var name = String.UnicodeScalarView()
    while let scalar = peek(), scalar != "=", scalar != " ", scalar != "\t", !isLineEnd(scalar) {
      name.append(scalar)
      advance()
    }
    return String(name)
  }

  private mutating func readValue() -> String? {
    guard let quote = peek(), quote == "\"" || quote == "'" else { return readPlainValue() }
    let start = location
    advance()
    var value = String.UnicodeScalarView()
    while let scalar = peek(), scalar != quote {
      advance()
      guard scalar == "\\", quote == "\"", let escaped = peek() else {
        value.append(scalar)
        continue
      }
      advance()
      switch escaped {
      case "n": value.append("\n")
      case "r": value.append("\r")
      case "t": value.append("\t")
      case "\\", "\"", "$": value.append(escaped)
      default: value.append(contentsOf: ["\\", escaped])
      }
    }
    guard peek() == quote else {
      report(.unterminatedQuote(Character(quote)), at: start)
      return nil
    }
    advance()
    skipSpaces()
    if let scalar = peek(), !isLineEnd(scalar), scalar != "#" {
      report(.textAfterQuote(), at: location)
      return nil
    }
    return String(value)
  }

  /// Up to the end of the line or a `#` after white space.
  private mutating func readPlainValue() -> String {
    var value = String.UnicodeScalarView()
    var isAfterSpace = true
    while let scalar = peek(), !isLineEnd(scalar), !(scalar == "#" && isAfterSpace) {
      isAfterSpace = scalar == " " || scalar == "\t"
      value.append(scalar)
      advance()
    }
    while let last = value.last, last == " " || last == "\t" { value.removeLast() }
    return String(value)
  }

  // MARK: Characters

  private func peek() -> Unicode.Scalar? {
    position < scalars.count ? scalars[position] : nil
  }

  private mutating func advance() {
    if scalars[position] == "\n" {
      location.line += 1
      location.column = 1
    } else {
      location.column += 1
    }
    position += 1
  }

  private mutating func skipSpaces() {
    while peek() == " " || peek() == "\t" { advance() }
  }

  private mutating func skipLine() {
    while let scalar = peek() {
      advance()
      if scalar == "\n" { return }
    }
  }

  private func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\r"
  }

  private func isVariableName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39 ~= first) else { return false }
    return name.utf8.allSatisfy {
      0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 || $0 == 0x5F
    }
  }

  private mutating func report(_ mistake: Mistake, at location: SourceLocation) {
    diagnostics.append(Diagnostic(mistake, at: SourcePlace(path: path, location: location)))
  }
}
