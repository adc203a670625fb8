internal import Glibc

/// What tells a file from another one that takes its name.
package struct FileIdentity: Sendable, Hashable {
  private let device: UInt
  private let number: UInt

  /// - Returns: `nil` if there is no such file.
  package init?(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    device = UInt(status.st_dev)
    number = UInt(status.st_ino)
  }
}
