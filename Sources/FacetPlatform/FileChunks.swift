/// The bytes of a text file, read in pieces and decompressed if need be; a byte order mark at the start
/// is skipped.
package final class FileChunks {
  private let file: UnpackedFile
  private var isAtStart = true

  package init(path: String) throws(SystemError) {
    file = try UnpackedFile(path: path)
  }

  /// The next piece; none at the end.
  package func next() throws(SystemError) -> [UInt8] {
    var chunk = try file.next()
    guard isAtStart else { return chunk }
    isAtStart = false
    if chunk.starts(with: [0xEF, 0xBB, 0xBF]) {
      chunk.removeFirst(3)
      if chunk.isEmpty { return try file.next() }
    }
    return chunk
  }
}
