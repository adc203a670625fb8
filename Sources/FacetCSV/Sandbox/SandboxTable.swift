package import FacetJSON

/// A CSV file as the sandbox loads it.
package struct SandboxTable: Sendable, Hashable {
  package var path: String
  package var delimiter = ","
  package var quote = "\""
  /// A name that Python knows; nil tries UTF-8, with or without a mark, then Latin-1.
  package var encoding: String?
  package var hasHeader = true
  /// Texts that stand for a missing value, beside those that pandas knows.
  package var missingValues = ["?", "NA", "N/A", "na", "n/a"]
  /// Whether what pandas takes for missing by itself counts too.
  package var keepsDefaultMissingValues = true

  package init(path: String) {
    self.path = path
  }

  /// The arguments of `pandas.read_csv`; an absent encoding is left out.
  ///
  /// Rows with more fields than the header are left out: the profile counts and shows them.
  package var readingArguments: JSONObject {
    var arguments: JSONObject = [
      "sep": .string(delimiter), "quotechar": .string(quote),
      "header": hasHeader ? 0 : .null,
      "na_values": .array(missingValues.map { .string($0) }),
      "keep_default_na": .bool(keepsDefaultMissingValues), "on_bad_lines": "skip",
    ]
    if let encoding { arguments["encoding"] = .string(encoding) }
    return arguments
  }
}
