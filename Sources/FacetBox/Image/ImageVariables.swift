/// The variables that a Dockerfile's instructions may name.
struct ImageVariables {
  var values: [String: String] = [:]
  /// The arguments before FROM, which later instructions know only after an ARG of the same name.
  var beforeFrom: [String: String] = [:]

  /// The longest variable or argument that Linux gives to a program, in bytes.
  private static let longest = 128 << 10

  /// Takes an argument, with its default or the value that it had before FROM.
  mutating func declare(
    _ name: String, _ value: String?, expandedBy variables: ImageVariables
  ) throws(BoxError) {
    if let value {
      values[name] = try variables.expanding(value)
    } else if values[name] == nil {
      values[name] = beforeFrom[name] ?? ""
    }
  }

  /// A text with `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+text}` replaced; a variable
  /// that is not set is empty.
  ///
  /// - Throws: ``BoxError`` if it grows too long, as variables that double one another do.
  func expanding(_ text: String) throws(BoxError) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "\\", rest.first == "$" {
        result.append("$")
        rest.removeFirst()
      } else if character == "$", let next = rest.first {
        result += next == "{" ? braced(&rest) : plain(&rest)
      } else {
        result.append(character)
      }
      guard result.utf8.count <= Self.longest else {
        throw BoxError("a text is longer than 128 KiB with its variables")
      }
    }
    return result
  }

  private func plain(_ rest: inout Substring) -> String {
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    guard !name.isEmpty else { return "$" }
    rest = rest.dropFirst(name.count)
    return values[String(name)] ?? ""
  }

  private func braced(_ rest: inout Substring) -> String {
    guard let end = rest.firstIndex(of: "}") else { return "$" }
    let inner = rest[rest.index(after: rest.startIndex)..<end]
    rest = rest[rest.index(after: end)...]
    let name = inner.prefix { $0 != ":" }
    let value = values[String(name)] ?? ""
    let other = inner.dropFirst(name.count)
    if other.hasPrefix(":-") { return value.isEmpty ? String(other.dropFirst(2)) : value }
    if other.hasPrefix(":+") { return value.isEmpty ? "" : String(other.dropFirst(2)) }
    return value
  }
}
