internal import Glibc

/// A file that is written again from its beginning and keeps its content as long as that is the
/// same: a resumed run leaves the rows of the earlier one in place.
package final class ContinuedFile {
  private let descriptor: Int32
  private let path: String
  /// The rest of the earlier content to compare with, from ``position`` on.
  private var earlier: [UInt8] = []
  /// Whether the earlier content may still be the same.
  private var isComparing = true
  /// The number of final bytes in the file.
  private var position = 0

  /// Opens or creates the file; its content does not change yet.
  package init(path: String) throws(SystemError) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    self.path = path
    guard descriptor >= 0 else { throw SystemError("write '\(path)'") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = SystemError("lock '\(path)'")
      throw error.isLocked
        ? SystemError("write '\(path)', which another process is writing", code: error.code) : error
    }
  }

  deinit { close(descriptor) }

  /// Whether no process is writing the file.
  package static func isFree(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Adds bytes: they match the earlier content, or are written if that differs.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    var rest = bytes[...]
    while isComparing, !rest.isEmpty {
      if earlier.isEmpty {
        guard lseek(descriptor, position, SEEK_SET) >= 0 else {
          throw SystemError("read '\(path)'")
        }
        earlier = try FileSystem.read(descriptor, naming: path)
      }
      let count = min(earlier.count, rest.count)
      guard count > 0, earlier[..<count] == rest.prefix(count) else {
        try cut()
        break
      }
      earlier.removeFirst(count)
      rest = rest.dropFirst(count)
      position += count
    }
    guard !rest.isEmpty else { return }
    try FileSystem.write(rest, to: descriptor, naming: path)
    position += rest.count
  }

  /// Cuts off everything after the added bytes, and syncs the file to the device.
  package func finish() throws(SystemError) {
    if isComparing { try cut() }
    guard fsync(descriptor) == 0 else { throw SystemError("write '\(path)'") }
  }

  private func cut() throws(SystemError) {
    isComparing = false
    earlier = []
    guard ftruncate(descriptor, position) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw SystemError("write '\(path)'")
    }
  }
}
