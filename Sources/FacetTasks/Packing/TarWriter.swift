/// Writes archives of which the same members give the same bytes: no times, no owners, two modes.
package enum TarWriter {
  /// A POSIX archive of members, in the order of their paths.
  ///
  /// - Throws: ``ArchiveRefusal`` for a path that is too long for any reader.
  package static func bytes(of members: [TarMember]) throws(ArchiveRefusal) -> [UInt8] {
    var bytes: [UInt8] = []
    let sorted = members.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for member in sorted {
      let name = member.path + (member.isFolder ? "/" : "")
      guard name.utf8.count <= ArchiveLimits().path else {
        throw ArchiveRefusal("has a path that is too long", member: member.path)
      }
      if name.utf8.count > 100 { bytes += extendedHeader(path: name) }
      bytes += header(
        name: Array(name.utf8.prefix(100)), size: member.bytes.count,
        mode: member.isFolder || member.isExecutable ? 0o755 : 0o644,
        type: member.isFolder ? "5" : "0")
      bytes += padded(member.bytes)
    }
    return bytes + [UInt8](repeating: 0, count: 1024)
  }

  /// A header whose record gives the path of the next member.
  private static func extendedHeader(path: String) -> [UInt8] {
    // The length counts its own digits.
    let rest = " path=\(path)\n".utf8.count
    var length = rest + 1
    while rest + String(length).utf8.count != length { length = rest + String(length).utf8.count }
    let record = Array("\(length) path=\(path)\n".utf8)
    return header(name: Array("PaxHeader".utf8), size: record.count, mode: 0o644, type: "x")
      + padded(record)
  }

  private static func header(
    name: [UInt8], size: Int, mode: Int, type: Unicode.Scalar
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: [UInt8], at offset: Int) {
      for (index, byte) in text.enumerated() { block[offset + index] = byte }
    }
    func octal(_ number: Int, digits: Int) -> [UInt8] {
      let text = String(number, radix: 8)
      return Array((String(repeating: "0", count: digits - text.count) + text).utf8)
    }
    put(name, at: 0)
    put(octal(mode, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(size, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    put(Array("        ".utf8), at: 148)
    block[156] = UInt8(ascii: type)
    put(Array("ustar\u{0}00".utf8), at: 257)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(octal(sum, digits: 6) + [0, 0x20], at: 148)
    return block
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }
}
