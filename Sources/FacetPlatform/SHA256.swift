internal import CCrypto

/// A SHA-256 digest, computed by libcrypto.
@safe
package struct SHA256: Sendable, Hashable, CustomStringConvertible {
  // Not an array: a digest is the key of many dictionaries, and is copied with every record.
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// The digest stored as these bytes; there are 32 of them.
  package init(bytes: [UInt8]) {
    unsafe withUnsafeMutableBytes(of: &words) { words in
      for (index, byte) in bytes.prefix(words.count).enumerated() { unsafe words[index] = byte }
    }
  }

  /// The digest written as hexadecimal text; zero for any other text.
  package init(hexadecimal text: String) {
    let digits = Array(text.utf8).compactMap { byte in
      UInt8(String(UnicodeScalar(byte)), radix: 16)
    }
    let isWhole = digits.count == 64 && text.utf8.count == 64
    self.init(
      bytes: isWhole ? (0..<32).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] } : [])
  }

  package init(of message: [UInt8]) {
    self.init { hasher in hasher.update(message) }
  }

  /// The digest of everything that `body` feeds to the hasher.
  package init<Failure: Error>(
    _ body: (inout SHA256Hasher) throws(Failure) -> Void
  ) throws(Failure) {
    var hasher = SHA256Hasher()
    try body(&hasher)
    unsafe withUnsafeMutableBytes(of: &words) { unsafe hasher.finalize(into: $0) }
  }

  /// The digest of what a hasher has been given.
  package init(finishing hasher: consuming SHA256Hasher) {
    unsafe withUnsafeMutableBytes(of: &words) { unsafe hasher.finalize(into: $0) }
  }

  /// The digest of a file's bytes; a pipe or a device is refused.
  package init(ofFile path: String) throws(SystemError) {
    try FileSystem.checkIsNoStream(path)
    try self.init { (hasher) throws(SystemError) in
      try FileSystem.forEachChunk(of: path) { hasher.update($0) }
    }
  }

  /// The digest's 32 bytes.
  package var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe [UInt8]($0) } }

  /// The first eight bytes, in this machine's byte order.
  package var prefix: UInt64 { words.0 }

  /// Calls `body` with the digest's 32 bytes and returns its result.
  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe Swift.withUnsafeBytes(of: words) { unsafe body($0) }
  }

  package static func == (one: SHA256, other: SHA256) -> Bool {
    one.words == other.words
  }

  package func hash(into hasher: inout Hasher) {
    // Any part of a digest is as good as random.
    hasher.combine(words.0)
  }

  /// Lower-case hexadecimal, 64 characters.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// A digest being computed, for input that arrives in pieces.
@safe
package struct SHA256Hasher: ~Copyable {
  private let context: OpaquePointer
  /// Looked up once: libcrypto would search its providers for every digest.
  @safe private nonisolated(unsafe) static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

  package init() {
    guard let context = unsafe EVP_MD_CTX_new() else {
      fatalError("libcrypto could not allocate a digest context")
    }
    unsafe self.context = context
    let status = unsafe EVP_DigestInit_ex(context, Self.algorithm, nil)
    precondition(status == 1, "libcrypto always has SHA-256")
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  package mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
  }

  fileprivate mutating func finalize(into bytes: UnsafeMutableRawBufferPointer) {
    unsafe EVP_DigestFinal_ex(context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
  }
}
