/// The reason that a report was not written.
package struct ReportError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The mistake and its correction.
  package var message: String
  /// Whether the dataset or the selection is at fault rather than the system.
  package var isMistake = true

  package var description: String { message }
}
