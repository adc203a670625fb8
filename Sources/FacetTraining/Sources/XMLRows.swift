internal import FacetPlatform

/// Reads the elements of an XML file that holds a table, such as `Posts.xml` of Stack Exchange: one
/// element around elements that have attributes and nothing else.
///
/// Everything else that XML allows is refused: document types and the entities that they define,
/// processing instructions, comments, text and deeper elements. Memory is bounded by the longest
/// element.
struct XMLRows {
  /// An element's attributes, in their order.
  typealias Row = [(name: String, value: String)]

  /// Why a file is no such table.
  struct Flaw: Error, Sendable, Hashable {
    /// 1-based.
    var line: Int
    var reason: String
  }

  static let longestRow = 8 << 20
  static let mostAttributes = 64
  private static let longestName = 64
  private static let pieceSize = 256 << 10

  private let read: () throws(SystemError) -> [UInt8]
  private var bytes: [UInt8] = []
  private var index = 0
  private var isAtEnd = false
  private var line = 1
  /// The name of the element around the rows; nil before it.
  private var root: String?
  private var isClosed = false

  /// - Parameter read: The next bytes of the file; none at its end.
  init(reading read: @escaping () throws(SystemError) -> [UInt8]) {
    self.read = read
  }

  private func flaw(_ reason: String) -> Flaw { Flaw(line: line, reason: reason) }

  /// The next row; nil after the last.
  mutating func next() throws -> Row? {
    if root == nil { try begin() }
    while true {
      try skipSpace()
      guard let byte = try peek() else {
        guard isClosed else { throw flaw("the file ends before '</\(root ?? "")>'") }
        return nil
      }
      guard byte == UInt8(ascii: "<") else { throw flaw("there is text between the elements") }
      guard !isClosed else { throw flaw("there is something after the last element") }
      advance()
      if try peek() == UInt8(ascii: "/") {
        advance()
        let name = try name()
        guard name == root else { throw flaw("'</\(name)>' closes nothing") }
        try skipSpace()
        try expect(">")
        isClosed = true
        continue
      }
      _ = try name()
      let (row, isEmpty) = try attributes()
      guard isEmpty else { throw flaw("an element of the table holds other elements or text") }
      return row
    }
  }

  /// Reads the declaration and the element around the rows.
  private mutating func begin() throws {
    if try starts(with: [0xEF, 0xBB, 0xBF]) { index += 3 }
    if try starts(with: Array("<?xml".utf8)) {
      index += 5
      let start = index
      while try !starts(with: Array("?>".utf8)) {
        guard try peek() != nil, index - start < 1000 else {
          throw flaw("the XML declaration has no end")
        }
        advance()
      }
      let text = String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
      if text.contains("encoding"), !text.contains("utf-8"), !text.contains("us-ascii") {
        throw flaw("the file's encoding is not UTF-8")
      }
      index += 2
    }
    try skipSpace()
    try expect("<")
    let name = try name()
    let (_, isEmpty) = try attributes()
    root = name
    isClosed = isEmpty
  }

  /// Reads attributes to the end of an element's tag.
  ///
  /// - Returns: The attributes, and whether the element ends with its tag.
  private mutating func attributes() throws -> (Row, isEmpty: Bool) {
    var row: Row = []
    var size = 0
    while true {
      let hadSpace = try skipSpace()
      switch try peek() {
      case UInt8(ascii: ">"):
        advance()
        return (row, false)
      case UInt8(ascii: "/"):
        advance()
        try expect(">")
        return (row, true)
      case nil: throw flaw("the file ends in the middle of an element")
      default: break
      }
      guard hadSpace else { throw flaw("a space is missing before an attribute") }
      guard row.count < Self.mostAttributes else {
        throw flaw("an element has more than \(Self.mostAttributes) attributes")
      }
      let name = try name()
      guard !row.contains(where: { $0.name == name }) else {
        throw flaw("the attribute '\(name)' stands twice")
      }
      try skipSpace()
      try expect("=")
      try skipSpace()
      let value = try value()
      size += value.utf8.count + name.utf8.count
      guard size <= Self.longestRow else {
        throw flaw("an element is longer than \(Self.longestRow >> 20) MiB")
      }
      row.append((name, value))
    }
  }

  private mutating func name() throws -> String {
    let start = index
    // The bytes before `start` may move when more are read.
    var name: [UInt8] = []
    while let byte = try peek(), Self.isName(byte, isFirst: name.isEmpty) {
      name.append(byte)
      advance()
      guard name.count <= Self.longestName else { throw flaw("a name is too long") }
    }
    guard !name.isEmpty else {
      switch try peek() {
      case UInt8(ascii: "!"): throw flaw("document types, comments and CDATA are not read")
      case UInt8(ascii: "?"): throw flaw("processing instructions are not read")
      default: throw flaw("a name is missing")
      }
    }
    _ = start
    return String(decoding: name, as: UTF8.self)
  }

  private static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !isFirst
    default: false
    }
  }

  private mutating func value() throws -> String {
    guard let quote = try peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw flaw("an attribute's value needs quotes")
    }
    advance()
    var value: [UInt8] = []
    while let byte = try peek() {
      advance()
      switch byte {
      case quote:
        guard let text = String(validating: value, as: UTF8.self) else {
          throw flaw("a value is not UTF-8")
        }
        return text
      case UInt8(ascii: "<"): throw flaw("'<' stands in a value")
      case UInt8(ascii: "&"): value += try reference()
      // As XML says of white space in attributes.
      case UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): value.append(0x20)
      case 0..<0x20: throw flaw("a value holds a control character")
      default: value.append(byte)
      }
      guard value.count <= Self.longestRow else {
        throw flaw("an element is longer than \(Self.longestRow >> 20) MiB")
      }
    }
    throw flaw("a value has no end")
  }

  /// The bytes of `amp;`, `#10;`, `#xA;` and their like.
  private mutating func reference() throws -> [UInt8] {
    var name = ""
    while let byte = try peek(), byte != UInt8(ascii: ";") {
      guard name.utf8.count < 10, byte < 0x80, byte > 0x20 else { break }
      name.unicodeScalars.append(Unicode.Scalar(byte))
      advance()
    }
    guard try peek() == UInt8(ascii: ";") else { throw flaw("'&' begins no entity") }
    advance()
    switch name {
    case "amp": return Array("&".utf8)
    case "lt": return Array("<".utf8)
    case "gt": return Array(">".utf8)
    case "quot": return Array("\"".utf8)
    case "apos": return Array("'".utf8)
    default: break
    }
    let isHexadecimal = name.hasPrefix("#x") || name.hasPrefix("#X")
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    guard name.hasPrefix("#"), digits.first?.isHexDigit == true,
      let code = UInt32(digits, radix: isHexadecimal ? 16 : 10),
      let scalar = Unicode.Scalar(code), code >= 0x20 || [9, 10, 13].contains(code)
    else { throw flaw("'&\(name);' is no character, and entities of the file are not read") }
    return Array(String(scalar).utf8)
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard try peek() == UInt8(ascii: character) else { throw flaw("'\(character)' is missing") }
    advance()
  }

  @discardableResult
  private mutating func skipSpace() throws -> Bool {
    var found = false
    while let byte = try peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      found = true
      advance()
    }
    return found
  }

  private mutating func starts(with wanted: [UInt8]) throws -> Bool {
    while bytes.count - index < wanted.count, try fill() {}
    return bytes[index...].starts(with: wanted)
  }

  private mutating func peek() throws -> UInt8? {
    while index == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      index = 0
      guard try fill() else { return nil }
    }
    return bytes[index]
  }

  private mutating func advance() {
    if bytes[index] == 0x0A { line += 1 }
    index += 1
  }

  /// Reads more bytes; false at the end of the file.
  private mutating func fill() throws -> Bool {
    guard !isAtEnd else { return false }
    let piece = try read()
    isAtEnd = piece.isEmpty
    bytes += piece
    return !piece.isEmpty
  }
}
