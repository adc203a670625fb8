internal import Glibc

/// A file that is written again from its beginning, and keeps what it holds as long as that is the
/// same: a run that goes on leaves the rows of the earlier one where they are.
package final class ContinuedFile {
  private let descriptor: Int32
  private let path: String
  /// What is left of the earlier content to compare with, from ``position`` on.
  private var earlier: [UInt8] = []
  /// Whether the earlier content may still be the same.
  private var isComparing = true
  /// Bytes that the file holds for good.
  private var position = 0

  /// Opens or makes the file; nothing of it changes yet.
  package init(path: String) throws(SystemError) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    self.path = path
    guard descriptor >= 0 else { throw SystemError("write '\(path)'") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw SystemError("write '\(path)', which another process writes")
    }
  }

  deinit { close(descriptor) }

  /// Whether no process writes the file now.
  package static func isFree(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Adds bytes: they are found in the earlier content, or written where that differs.
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

  /// Cuts what the file holds beyond the bytes that were added, and puts all of it on the device.
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
