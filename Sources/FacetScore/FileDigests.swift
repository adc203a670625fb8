internal import FacetPlatform

/// The digests of files, each computed once.
final class FileDigests: Sendable {
  private let known = Lock<[String: SHA256]>([:])

  /// The digest of a file's content; `nil` if it cannot be read.
  func digest(of path: String) -> SHA256? {
    if let digest = known.withLock({ $0[path] }) { return digest }
    guard let digest = try? SHA256(ofFile: path) else { return nil }
    known.withLock { $0[path] = digest }
    return digest
  }
}
