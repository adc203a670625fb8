internal import CCrypto

/// A SHA-256 digest, computed by libcrypto.
package struct SHA256: Sendable, Hashable, CustomStringConvertible {
  /// The digest's 32 bytes.
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) {
    self.bytes = bytes
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
    bytes = hasher.finalize()
  }

  /// The digest of a file's bytes.
  package init(ofFile path: String) throws(SystemError) {
    try self.init { (hasher) throws(SystemError) in
      try FileSystem.forEachChunk(of: path) { hasher.update($0) }
    }
  }

  /// Lower-case hexadecimal, 64 characters.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// A digest in the making, for input that comes in pieces.
@safe
package struct SHA256Hasher: ~Copyable {
  private let context: OpaquePointer

  fileprivate init() {
    guard let context = unsafe EVP_MD_CTX_new() else {
      fatalError("libcrypto could not allocate a digest context")
    }
    unsafe self.context = context
    let status = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
    precondition(status == 1, "libcrypto always has SHA-256")
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  package mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
  }

  fileprivate mutating func finalize() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
      count = 32
    }
  }
}
