internal import Glibc

/// The bytes of a file, read in pieces; a byte order mark at the start is skipped.
package final class FileChunks {
  private let descriptor: Int32
  private let path: String
  private var isAtStart = true

  package init(path: String) throws(SystemError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw SystemError("read '\(path)'") }
  }

  deinit { close(descriptor) }

  /// The next piece; none at the end.
  package func next() throws(SystemError) -> [UInt8] {
    var chunk = try FileSystem.read(descriptor, naming: path)
    guard isAtStart else { return chunk }
    isAtStart = false
    if chunk.starts(with: [0xEF, 0xBB, 0xBF]) {
      chunk.removeFirst(3)
      if chunk.isEmpty { return try FileSystem.read(descriptor, naming: path) }
    }
    return chunk
  }
}
