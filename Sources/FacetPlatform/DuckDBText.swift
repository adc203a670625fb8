/// Texts in statements for the program `duckdb`.
package enum DuckDBText {
  /// The path of a file to read, in which no character is a wildcard.
  package static func file(_ path: String) -> String {
    let path = FileSystem.absolute(path, in: FileSystem.workingDirectory)
    return quoted(path.map { "*?[".contains($0) ? "[\($0)]" : String($0) }.joined(), "'")
  }

  /// What the program says of an error, on one line, without the statement.
  package static func message(_ errorOutput: [UInt8]) -> String {
    let lines = String(decoding: errorOutput.prefix(2000), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix { !$0.hasPrefix("LINE ") }.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// A text between quotes: `'` around a value, `"` around a name.
  package static func quoted(_ text: String, _ quote: Character) -> String {
    let quote = String(quote)
    return quote + text.replacing(quote, with: quote + quote) + quote
  }
}
