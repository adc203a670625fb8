/// A place in a text file, as an editor counts it.
package struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The line, from 1; a line ends with a line feed.
  package var line: Int

  /// The column, from 1, in Unicode scalars.
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
