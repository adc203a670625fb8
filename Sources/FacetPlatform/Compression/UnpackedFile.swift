internal import Glibc

/// The bytes of a regular file in pieces; those of a gzip file are decompressed.
package final class UnpackedFile {
  /// Bytes that any gzip file may decompress to.
  private static let limit = 256 << 20
  /// Beyond the limit, the most bytes for each compressed byte: text compresses to a fifth, rarely to
  /// a fiftieth, and zeros to a thousandth.
  private static let ratio = 200

  private let path: String
  private var hasBegun = false
  private var gunzip: Gunzip?
  private let stored: StoredBytes

  /// - Parameter digests: Whether to compute the file's ``digest()``.
  package init(path: String, digests: Bool = false) throws(SystemError) {
    self.path = path
    stored = try StoredBytes(path: path, digests: digests)
  }

  /// The SHA-256 of the file as stored, of which it reads the rest; nil if it is not computed.
  package func digest() throws(SystemError) -> SHA256? { try stored.digest() }

  /// Whether the file is compressed; valid after the first piece.
  package var isCompressed: Bool { gunzip != nil }

  /// The next piece; none at the end.
  package func next() throws(SystemError) -> [UInt8] {
    if gunzip == nil {
      let piece = try stored.next()
      guard !hasBegun, Gunzip.isGzip(piece) else {
        hasBegun = true
        return piece
      }
      var pending: [UInt8]? = piece
      let stored = stored
      gunzip = Gunzip(limit: Self.limit, ratio: Self.ratio) { () throws(SystemError) -> [UInt8] in
        if let start = pending {
          pending = nil
          return start
        }
        return try stored.next()
      }
    }
    do throws(GzipFault) {
      return try gunzip?.next() ?? []
    } catch {
      if case .unreadable(let error) = error { throw error }
      throw SystemError("read '\(path)': the file \(error.reason)", code: 0)
    }
  }
}

/// The bytes of a file as stored, and their digest.
private final class StoredBytes {
  private let path: String
  private let descriptor: Int32
  private var hasher: SHA256Hasher?

  init(path: String, digests: Bool) throws(SystemError) {
    try FileSystem.checkIsNoStream(path)
    self.path = path
    hasher = digests ? SHA256Hasher() : nil
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("read '\(path)'") }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func next() throws(SystemError) -> [UInt8] {
    let piece = try FileSystem.read(descriptor, naming: path)
    hasher?.update(piece)
    return piece
  }

  func digest() throws(SystemError) -> SHA256? {
    while hasher != nil, try !next().isEmpty {}
    guard let whole = hasher.take() else { return nil }
    return SHA256(finishing: whole)
  }
}
