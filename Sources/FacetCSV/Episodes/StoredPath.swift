internal import FacetPlatform

/// A path as files that travel hold it.
enum StoredPath {
  /// The path from the working directory, so that it says nothing of the machine.
  static func relative(
    _ path: String, to root: String = FileSystem.workingDirectory
  ) -> String {
    guard path.hasPrefix("/") else { return path }
    let parts = path.split(separator: "/")
    let base = root.split(separator: "/")
    let shared = zip(parts, base).prefix { $0.0 == $0.1 }.count
    // Above the root there are folders that are nobody's business.
    guard shared == base.count else { return String(parts.last ?? "") }
    return parts.dropFirst(shared).joined(separator: "/")
  }
}
