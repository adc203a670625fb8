internal import FacetPlatform

/// The checksum stored with a record: of its key and everything that determines how it is read.
enum RecordDigest {
  /// - Parameters:
  ///   - attempts: 0 for records without a count.
  ///   - latency: In milliseconds; 0 for records that do not store it.
  static func of(
    _ body: [UInt8], key: LedgerKey, attempts: Int64 = 0, latency: Int64 = 0
  ) -> Int64 {
    var seed = unsafe key.fingerprint.withUnsafeBytes { unsafe Checksum.xxh64($0) }
    mix(key.generation, into: &seed)
    mix(attempts, into: &seed)
    mix(latency, into: &seed)
    return Int64(bitPattern: Checksum.xxh64(body, seed: seed))
  }

  private static func mix(_ number: Int64, into seed: inout UInt64) {
    seed = (seed ^ UInt64(bitPattern: number)) &* 0x9E37_79B1_85EB_CA87
    seed ^= seed >> 29
  }

  /// The digest of a completion's row.
  static func of(_ completion: LedgerCompletion) -> Int64 {
    of(
      completion.body, key: completion.key, attempts: Int64(completion.attempts),
      latency: Int64(completion.latency.milliseconds))
  }
}
