/// The rules for paths in archives.
enum ArchivePath {
  /// The path without a slash at its end.
  static func checked(
    _ name: String, isFolder: Bool, limits: ArchiveLimits
  ) throws(ArchiveRefusal) -> String {
    func refusal(_ reason: String) -> ArchiveRefusal { ArchiveRefusal(reason, member: name) }
    var path = name
    if isFolder, path.hasSuffix("/") { path.removeLast() }
    if path.hasPrefix("./") { path.removeFirst(2) }
    guard !path.isEmpty else { throw refusal("has an empty name") }
    guard !path.utf8.contains(0) else { throw refusal("has NUL in its name") }
    guard !path.hasPrefix("/") else { throw refusal("has an absolute path") }
    guard !path.utf8.contains(UInt8(ascii: "\\")) else {
      throw refusal("has a backslash in its name")
    }
    // With a combining mark, a slash is another character for Swift, but not for the system: the
    // parts below would hide '..'.
    let slashes = path.utf8.count { $0 == UInt8(ascii: "/") }
    guard slashes == path.count(where: { $0 == "/" }) else {
      throw refusal("has a combining mark after '/'")
    }
    let scalars = Array(path.unicodeScalars.prefix(2))
    guard scalars.count < 2 || scalars[1] != ":" else {
      throw refusal("begins with a drive letter")
    }
    guard path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw refusal("has control characters in its name")
    }
    guard path.utf8.count <= limits.path else {
      throw refusal("has a path of more than \(limits.path) bytes")
    }
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      guard !part.isEmpty else { throw refusal("has an empty part in its path") }
      guard part != "..", part != "." else { throw refusal("has '\(part)' in its path") }
      guard part.utf8.count <= limits.name else {
        throw refusal("has a name of more than \(limits.name) bytes")
      }
    }
    return path
  }

  /// The path as file systems compare it that ignore case and forms of accents.
  static func folded(_ path: String) -> String {
    // Swift compares strings by canonical equivalence, so equal forms of accents are one key.
    path.lowercased()
  }
}
