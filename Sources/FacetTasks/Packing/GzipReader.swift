internal import FacetPlatform

/// Reads one gzip member (RFC 1952) and nothing after it.
package enum GzipReader {
  /// The decompressed bytes.
  ///
  /// - Throws: ``ArchiveRefusal`` also for a second member, and for more bytes than the limits allow.
  package static func bytes(
    of input: [UInt8], limits: ArchiveLimits = ArchiveLimits()
  ) throws(ArchiveRefusal) -> [UInt8] {
    // Headers and padding come on top of the files.
    let most = min(
      limits.total + limits.members * 1024 + 1024,
      max(1 << 20, input.count.multiplied(saturatingBy: limits.ratio)))
    var pending = input
    var gunzip = Gunzip(limit: most, ratio: 0) { () throws(SystemError) -> [UInt8] in
      defer { pending = [] }
      return pending
    }
    var bytes: [UInt8] = []
    do throws(GzipFault) {
      while true {
        let piece = try gunzip.next()
        if piece.isEmpty { break }
        bytes += piece
      }
    } catch {
      throw ArchiveRefusal(error.reason)
    }
    guard gunzip.memberCount == 1, !gunzip.hasPadding else {
      throw ArchiveRefusal("has data after its compressed part")
    }
    return bytes
  }

  package static func isGzip(_ input: [UInt8]) -> Bool { Gunzip.isGzip(input) }
}
