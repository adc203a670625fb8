internal import Glibc

/// A file that grows at its end; what is appended is on the device after ``synchronize()``.
package final class AppendingFile: Sendable {
  private let descriptor: Int32
  private let path: String

  /// Opens or makes the file, cut to its first `length` bytes.
  package init(path: String, keepingFirst length: Int = 0) throws(SystemError) {
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    self.path = path
    guard descriptor >= 0 else { throw SystemError("write '\(path)'") }
    guard ftruncate(descriptor, length) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw SystemError("write '\(path)'")
    }
  }

  deinit { close(descriptor) }

  package func append(_ bytes: [UInt8]) throws(SystemError) {
    try FileSystem.write(bytes[...], to: descriptor, naming: path)
  }

  package func synchronize() throws(SystemError) {
    guard fdatasync(descriptor) == 0 else { throw SystemError("write '\(path)'") }
  }
}
