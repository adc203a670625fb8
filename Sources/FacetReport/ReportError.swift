/// Why there is no report.
package struct ReportError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what would be right.
  package var message: String
  /// Whether the dataset or the selection is at fault rather than the system.
  package var isMistake = true

  package var description: String { message }
}
