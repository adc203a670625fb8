package import FacetJSON

/// A CSV file, and how pandas reads it.
package struct CSVSource: Sendable, Hashable {
  package var path: String
  /// Arguments of `read_csv` by name; with none, customary texts count as missing.
  package var reading: JSONObject

  package init(path: String, reading: JSONObject = [:]) {
    self.path = path
    self.reading = reading
  }
}

/// Where code is run, with its variables kept from one piece to the next.
package protocol CodeSession: Sendable {
  /// What the code came to; that it failed is a result, not an error.
  ///
  /// - Throws: Where no code can be run at all.
  func execute(_ code: String) async throws -> CodeExecution
}

/// Opens sessions on CSV files.
package protocol CodeSessions: Sendable {
  /// Runs `body` with a fresh session, which nobody else has and which ends with it.
  func withSession<Value: Sendable>(
    on source: CSVSource, _ body: @Sendable (any CodeSession) async throws -> Value
  ) async throws -> Value
}
