internal import Glibc

/// A file without a name, for data that memory should not hold: it is gone with its last
/// reference, however the process ends.
package final class ScratchFile {
  private let descriptor: Int32
  private let directory: String
  private var buffer: [UInt8] = []
  /// Bytes appended so far.
  package private(set) var size = 0

  /// - Parameter directory: A folder on the device to use; created if necessary.
  package init(in directory: String) throws(SystemError) {
    try FileSystem.makeDirectories(directory)
    self.directory = directory
    // O_TMPFILE is a macro that Swift does not import: __O_TMPFILE | O_DIRECTORY.
    let unnamed: Int32 = 0o20000000 | O_DIRECTORY
    var opened = unsafe Glibc.open(directory, O_RDWR | unnamed | O_CLOEXEC, 0o600)
    if opened < 0 {
      let path = "\(directory)/.facet-\(getpid())-\(UInt32.random(in: 0 ... .max))"
      opened = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      FileSystem.remove(path)
    }
    guard opened >= 0 else { throw SystemError("write in '\(directory)'") }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    size += bytes.count
    buffer += bytes
    if buffer.count > 1 << 20 { try flush() }
  }

  /// Makes all bytes readable.
  package func flush() throws(SystemError) {
    try FileSystem.write(buffer[...], to: descriptor, naming: directory)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Bytes at an offset that have been flushed.
  package func bytes(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
    var done = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      while done < count, let start = target.baseAddress {
        let got = unsafe pread(descriptor, start + done, count - done, off_t(offset + done))
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { break }
        done += got
      }
      filled = done
    }
    guard done == count else { throw SystemError("read in '\(directory)'") }
    return bytes
  }
}
