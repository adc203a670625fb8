package import FacetJSON

/// A CSV file as the sandbox loads it.
package struct SandboxTable: Sendable, Hashable {
  package var path: String
  /// The arguments of `pandas.read_csv`; where they name no encoding, UTF-8 and then Latin-1 are
  /// tried.
  package var readingArguments: JSONObject

  /// - Parameter reading: As a question's record or a profile's dialect has them; nil for a file of
  ///   the customary form.
  package init(path: String, reading: JSONObject? = nil) {
    self.path = path
    if let reading, !reading.isEmpty {
      readingArguments = reading
    } else {
      readingArguments = CSVDialect().readingArguments(columns: [])
      readingArguments["encoding"] = nil
    }
  }
}
