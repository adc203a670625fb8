internal import Glibc

/// Distinguishes a file from another that later takes its name.
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
