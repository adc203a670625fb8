/// Why a CSV file cannot be profiled: the file, what is wrong, what would be right.
package struct CSVProfileError: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
