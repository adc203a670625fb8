/// The reason that an export, a check or a push did not happen.
package struct TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what would be right, names in single quotes, no full stop.
  package var message: String
  /// Whether the input or the options are at fault rather than the system.
  package var isMistake: Bool

  package init(_ message: String, isMistake: Bool = true) {
    self.message = message
    self.isMistake = isMistake
  }

  package var description: String { message }
}
