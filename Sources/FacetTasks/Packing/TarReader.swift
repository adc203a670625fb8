/// Reads archives that anyone may have made: whatever could mean two things, or write elsewhere, is
/// refused rather than repaired.
package struct TarReader {
  private let bytes: [UInt8]
  private let limits: ArchiveLimits
  private var offset = 0
  private var members: [TarMember] = []
  private var total = 0
  /// Folded paths, to find two that some file systems take for one.
  private var seen: [String: Bool] = [:]
  /// Folded paths of folders that members stand in.
  private var parents: Set<String> = []
  /// The path that an extended header gave to the next member, if there was such a header.
  private var next: (path: String?, Void)?

  /// The members of an archive.
  ///
  /// - Throws: ``ArchiveRefusal`` that names the member.
  package static func members(
    of bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()
  ) throws(ArchiveRefusal) -> [TarMember] {
    var reader = TarReader(bytes: bytes, limits: limits)
    try reader.read()
    return reader.members
  }

  private init(bytes: [UInt8], limits: ArchiveLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  private mutating func read() throws(ArchiveRefusal) {
    while true {
      guard offset + 512 <= bytes.count else { throw ArchiveRefusal("ends in the middle") }
      let block = bytes[offset..<offset + 512]
      if block.allSatisfy({ $0 == 0 }) { break }
      let header = try TarHeader(Array(block))
      offset += 512
      try take(header)
    }
    guard next == nil else { throw ArchiveRefusal("ends after an extended header") }
    guard bytes[offset...].allSatisfy({ $0 == 0 }) else {
      throw ArchiveRefusal("has data after its end")
    }
    guard !members.isEmpty else { throw ArchiveRefusal("is empty") }
  }

  private mutating func take(_ header: TarHeader) throws(ArchiveRefusal) {
    let name = next?.path ?? header.name
    func refusal(_ reason: String) -> ArchiveRefusal { ArchiveRefusal(reason, member: name) }
    if let reason = header.kind.refusal { throw refusal(reason) }
    guard header.mode & 0o7000 == 0 else { throw refusal("has setuid, setgid or sticky bits") }
    guard header.size <= limits.file else {
      throw refusal("is larger than \(limits.file >> 20) MiB")
    }
    guard header.kind != .folder || header.size == 0 else { throw refusal("is a folder with data") }
    let content = try content(of: header, name: name)
    if header.kind == .extended {
      guard next == nil else { throw refusal("follows another extended header") }
      next = (try ExtendedHeader.path(of: content), ())
      return
    }
    next = nil
    // `tar -C folder .` names the folder itself, and begins every path with it.
    if header.kind == .folder, name == "." || name == "./" { return }
    let path = try ArchivePath.checked(name, isFolder: header.kind == .folder, limits: limits)
    try count(path, header)
    members.append(
      TarMember(
        path: path, isFolder: header.kind == .folder, isExecutable: header.mode & 0o100 != 0,
        bytes: content))
  }

  private mutating func content(
    of header: TarHeader, name: String
  ) throws(ArchiveRefusal) -> [UInt8] {
    let padded = (header.size + 511) / 512 * 512
    guard padded <= bytes.count - offset else {
      throw ArchiveRefusal("ends in the middle of '\(name)'")
    }
    defer { offset += padded }
    return Array(bytes[offset..<offset + header.size])
  }

  private mutating func count(_ path: String, _ header: TarHeader) throws(ArchiveRefusal) {
    func refusal(_ reason: String) -> ArchiveRefusal { ArchiveRefusal(reason, member: path) }
    total += header.size
    guard total <= limits.total else {
      throw ArchiveRefusal("holds more than \(limits.total >> 20) MiB")
    }
    guard members.count < limits.members else {
      throw ArchiveRefusal("has more than \(limits.members) members")
    }
    let folded = ArchivePath.folded(path)
    let isFolder = header.kind == .folder
    if let earlier = seen[folded] {
      // A folder may have been implied by a file in it, but not be listed twice.
      throw refusal(earlier && isFolder ? "stands twice" : "stands twice, or differs only in case")
    }
    seen[folded] = isFolder
    var parent = folded[...]
    while let slash = parent.lastIndex(of: "/") {
      parent = parent[..<slash]
      if seen[String(parent)] == false { throw refusal("is below a file") }
      parents.insert(String(parent))
    }
    if !isFolder, parents.contains(folded) { throw refusal("is a file with members below it") }
  }
}
