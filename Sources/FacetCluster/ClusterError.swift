/// Why shards cannot be merged, launched or followed, in words for the user.
package struct ClusterError: Error, Sendable, Hashable, CustomStringConvertible {
  package var message: String

  /// Whether other arguments or files would help; else a program or the machine failed.
  package var isMistake: Bool

  package init(_ message: String, isMistake: Bool = true) {
    self.message = message
    self.isMistake = isMistake
  }

  package var description: String { message }
}
