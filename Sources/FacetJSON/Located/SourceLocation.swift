/// A position in a text file, counted as editors do.
package struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The line, 1-based; a line ends with a line feed.
  package var line: Int

  /// The column, 1-based, in Unicode scalars.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  package var description: String { "\(line):\(column)" }
}
