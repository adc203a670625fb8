internal import FacetPlatform

/// A path for files that are moved between machines.
enum StoredPath {
  /// The path relative to the working directory if the file is inside it; else unchanged, because
  /// the file could not be found otherwise.
  static func shortest(
    _ path: String, in root: String = FileSystem.workingDirectory
  ) -> String {
    path.hasPrefix(root + "/") ? relative(path, to: root) : path
  }

  /// The path relative to the working directory, so that it reveals nothing about the machine.
  static func relative(
    _ path: String, to root: String = FileSystem.workingDirectory
  ) -> String {
    guard path.hasPrefix("/") else { return path }
    let parts = path.split(separator: "/")
    let base = root.split(separator: "/")
    let shared = zip(parts, base).prefix { $0.0 == $0.1 }.count
    // Folders above the root are private.
    guard shared == base.count else { return String(parts.last ?? "") }
    return parts.dropFirst(shared).joined(separator: "/")
  }
}
