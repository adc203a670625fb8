/// Why a CSV file cannot be profiled: the file, the problem, the remedy.
package struct CSVProfileError: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
