/// Why shards cannot be merged, launched or followed, in words for the user.
package struct ClusterError: Error, Sendable, Hashable, CustomStringConvertible {
  package var message: String

  package init(_ message: String) {
    self.message = message
  }

  package var description: String { message }
}
