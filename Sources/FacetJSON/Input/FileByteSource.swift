internal import Glibc

/// The bytes of a file, closed when the last reference goes away.
package final class FileByteSource: ByteSource {
  private let path: String
  private let descriptor: Int32
  private var piece: [UInt8]

  /// - Throws: ``InputError`` when the file cannot be opened.
  package init(path: String, pieceSize: Int = 256 << 10) throws(InputError) {
    self.path = path
    piece = Array(repeating: 0, count: pieceSize)
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, "cannot be opened") }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  package func read(into buffer: inout [UInt8]) throws(InputError) {
    while true {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        buffer.append(contentsOf: piece[..<count])
        return
      }
      guard errno == EINTR else { throw Self.failure(path, "cannot be read") }
    }
  }

  private static func failure(_ path: String, _ what: String) -> InputError {
    let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown error"
    return InputError(message: "'\(path)' \(what): \(reason)")
  }
}
