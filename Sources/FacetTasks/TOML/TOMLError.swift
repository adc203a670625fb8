/// A mistake in a TOML text.
package struct TOMLError: Error, Sendable, Hashable, CustomStringConvertible {
  /// 1-based.
  package var line: Int
  package var reason: String

  package var description: String { "\(line): \(reason)" }
}
