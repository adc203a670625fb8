/// The header of an archive's member.
struct TarHeader {
  enum Kind: Sendable, Equatable {
    case file
    case folder
    /// Records about the next member.
    case extended
    case refused(String)

    var refusal: String? {
      if case .refused(let reason) = self { reason } else { nil }
    }
  }

  var name: String
  var mode: Int
  var size: Int
  var kind: Kind

  /// Reads a block of 512 bytes.
  init(_ block: [UInt8]) throws(ArchiveRefusal) {
    let raw = Self.text(block[0..<100])
    let prefix = block[257..<263].elementsEqual("ustar\0".utf8) ? Self.text(block[345..<500]) : []
    let whole = prefix.isEmpty ? raw : prefix + [0x2F] + raw
    guard let name = String(validating: whole, as: UTF8.self) else {
      throw ArchiveRefusal("has a name that is not UTF-8")
    }
    self.name = name
    var plain = block
    for index in 148..<156 { plain[index] = 0x20 }
    let sum = plain.reduce(0) { $0 + Int($1) }
    guard try Self.octal(block[148..<156], of: name) == sum else {
      throw ArchiveRefusal("has a wrong checksum", member: name)
    }
    mode = try Self.octal(block[100..<108], of: name)
    size = try Self.octal(block[124..<136], of: name)
    kind =
      switch block[156] {
      case UInt8(ascii: "0"), 0: .file
      case UInt8(ascii: "5"): .folder
      case UInt8(ascii: "x"): .extended
      case UInt8(ascii: "1"): .refused("is a hard link")
      case UInt8(ascii: "2"): .refused("is a symbolic link")
      case UInt8(ascii: "3"), UInt8(ascii: "4"): .refused("is a device")
      case UInt8(ascii: "6"): .refused("is a pipe")
      case UInt8(ascii: "S"): .refused("is a sparse file")
      case UInt8(ascii: "g"): .refused("is a header for all members")
      case UInt8(ascii: "L"), UInt8(ascii: "K"): .refused("has a long name in GNU's form")
      default: .refused("is of an unknown kind")
      }
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
    Array(field.prefix { $0 != 0 })
  }

  private static func octal(
    _ field: ArraySlice<UInt8>, of name: String
  ) throws(ArchiveRefusal) -> Int {
    // The highest bit announces a binary number, which may be negative or overflow.
    guard (field.first ?? 0) & 0x80 == 0 else {
      throw ArchiveRefusal("has a binary number in its header", member: name)
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    if digits.isEmpty { return 0 }
    guard let number = Int(String(decoding: digits, as: UTF8.self), radix: 8), number >= 0,
      digits.allSatisfy({ (0x30...0x37).contains($0) })
    else { throw ArchiveRefusal("has an unreadable number in its header", member: name) }
    return number
  }
}
