/// Why gzip data cannot be decompressed.
package enum GzipFault: Error, Sendable, Hashable {
  /// The compressed file cannot be read.
  case unreadable(SystemError)
  /// The data ends in the middle of a member.
  case truncated
  case damaged(String)
  /// The data decompresses to more bytes than allowed.
  case tooLarge(limit: Int)

  /// A phrase that follows the name of the data: `is damaged: its checksum is wrong`.
  package var reason: String {
    switch self {
    case .unreadable(let error): "cannot be read: \(error.reason)"
    case .truncated: "ends in the middle of its compressed data"
    case .damaged(let flaw): "is damaged: \(flaw)"
    case .tooLarge(let limit): "unpacks to more than its limit of \(limit) bytes"
    }
  }
}
