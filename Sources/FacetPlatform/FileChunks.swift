internal import Glibc

/// The bytes of a file, read in pieces; a byte order mark at the start is skipped.
package final class FileChunks {
  private let descriptor: Int32
  private let path: String
  private var chunk: [UInt8] = []
  private var position = 0
  /// Why the bytes ended before the file did.
  package private(set) var failure: SystemError?

  package init(path: String) throws(SystemError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw SystemError("read '\(path)'") }
    fill()
    if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  deinit { close(descriptor) }

  /// The next byte, left where it is; `nil` at the end.
  package var peek: UInt8? {
    if position == chunk.count { fill() }
    return position < chunk.count ? chunk[position] : nil
  }

  package func next() -> UInt8? {
    guard let byte = peek else { return nil }
    position += 1
    return byte
  }

  /// A read that fails ends the bytes; ``failure`` tells it.
  private func fill() {
    position = 0
    do throws(SystemError) {
      chunk = try FileSystem.read(descriptor, naming: path)
    } catch {
      chunk = []
      failure = error
    }
  }
}
