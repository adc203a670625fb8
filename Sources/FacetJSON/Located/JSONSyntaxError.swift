/// A syntax error in JSON, with its location and the expected text.
package struct JSONSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  package var location: SourceLocation

  /// What is wrong and what would be right, names in single quotes, no full stop.
  package var message: String

  package init(location: SourceLocation, message: String) {
    self.location = location
    self.message = message
  }

  package var description: String { "\(location): \(message)" }
}
