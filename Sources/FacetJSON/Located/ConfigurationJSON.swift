/// Reads the JSON that people write: strict, except for comments and trailing commas.
package enum ConfigurationJSON {
  /// Returns the value of a whole file, every part with its location.
  ///
  /// A byte order mark at the start is skipped. The first mistake is reported, except that invalid
  /// UTF-8 takes precedence.
  package static func value(of bytes: [UInt8]) throws(JSONSyntaxError) -> LocatedValue {
    var parser = LocatedParser(bytes: bytes, rules: .configuration)
    return try parser.document()
  }

  package static func value(of text: String) throws(JSONSyntaxError) -> LocatedValue {
    try value(of: Array(text.utf8))
  }
}
