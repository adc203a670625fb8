package import FacetJSON

/// A CSV file, with the arguments by which pandas reads it.
package struct CSVSource: Sendable, Hashable {
  package var path: String
  /// Arguments of `read_csv` by name; if empty, the customary texts count as missing.
  package var reading: JSONObject

  package init(path: String, reading: JSONObject = [:]) {
    self.path = path
    self.reading = reading
  }
}

/// Runs pieces of code that share variables.
package protocol CodeSession: Sendable {
  /// Runs a piece of code; a failure of the code is a result, not an error.
  ///
  /// - Throws: An error if no code can be run at all.
  func execute(_ code: String) async throws -> CodeExecution
}

/// Opens sessions on CSV files.
package protocol CodeSessions: Sendable {
  /// Runs `body` with a new session that only it uses and that ends with it.
  func withSession<Value: Sendable>(
    on source: CSVSource, _ body: @Sendable (any CodeSession) async throws -> Value
  ) async throws -> Value
}
