internal import Glibc

/// A file that only grows at its end; its content stays.
package final class AppendingFile: Sendable {
  private let descriptor: Int32
  private let path: String

  /// Opens or makes the file.
  package init(path: String) throws(SystemError) {
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    self.path = path
    guard descriptor >= 0 else { throw SystemError("write '\(path)'") }
  }

  deinit { close(descriptor) }

  package func append(_ bytes: [UInt8]) throws(SystemError) {
    try FileSystem.write(bytes[...], to: descriptor, naming: path)
  }

  /// Puts everything appended on the device.
  package func sync() throws(SystemError) {
    guard fdatasync(descriptor) == 0 else { throw SystemError("write '\(path)'") }
  }
}
