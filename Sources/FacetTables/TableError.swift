/// A file that cannot be read as a table: its path, the problem and the remedy.
package struct TableError: Error, Sendable, Equatable, CustomStringConvertible {
  package var path: String
  package var message: String

  package init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  package var description: String { "\(path): error: \(message)" }
}
