/// The records before a member that give it a long name.
enum ExtendedHeader {
  /// The path in the records, if they have one; other records than times and comments are refused, because readers
  /// disagree on them.
  static func path(of bytes: [UInt8]) throws(ArchiveRefusal) -> String? {
    var path: String?
    var rest = bytes[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0 != 0x20 }
      guard digits.count <= 6, let length = Int(String(decoding: digits, as: UTF8.self)),
        length > digits.count + 2, length <= rest.count
      else { throw ArchiveRefusal("has an unreadable extended header") }
      let record = rest.prefix(length).dropFirst(digits.count + 1)
      rest = rest.dropFirst(length)
      guard record.last == 0x0A, let sign = record.firstIndex(of: UInt8(ascii: "=")) else {
        throw ArchiveRefusal("has an unreadable extended header")
      }
      let key = String(decoding: record[..<sign], as: UTF8.self)
      let value = String(validating: record[record.index(after: sign)...].dropLast(), as: UTF8.self)
      switch key {
      case "path":
        guard path == nil, let value else {
          throw ArchiveRefusal("has an unreadable extended header")
        }
        path = value
      case "mtime", "atime", "ctime", "comment", "uname", "gname", "uid", "gid": break
      default: throw ArchiveRefusal("has an extended header with '\(key.prefix(40))'")
      }
    }
    return path
  }
}
