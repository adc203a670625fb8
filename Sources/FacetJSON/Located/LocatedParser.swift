/// Bytes in; a value with locations, or the first mistake with its location, out.
struct LocatedParser {
  /// The differences between the uses of this parser.
  struct Rules {
    var allowsComments: Bool
    var allowsTrailingCommas: Bool
    var allowsNULInKeys: Bool
    var allowsNULInValues: Bool
    var limitsDoubles: Bool
    var limitsIntegers: Bool

    static let configuration = Rules(
      allowsComments: true, allowsTrailingCommas: true, allowsNULInKeys: false,
      allowsNULInValues: false, limitsDoubles: true, limitsIntegers: false)

    /// The rules for a row of input data; see ``JSONRowReader``.
    static let input = Rules(
      allowsComments: false, allowsTrailingCommas: false, allowsNULInKeys: false,
      allowsNULInValues: true, limitsDoubles: false, limitsIntegers: true)

    /// The rules for responses that json-c would change; see ``ResponseJSON``.
    static let response = Rules(
      allowsComments: false, allowsTrailingCommas: false, allowsNULInKeys: true,
      allowsNULInValues: true, limitsDoubles: false, limitsIntegers: false)

    /// The rules for JSON in a model's text; see ``JSONReply``.
    static let reply = Rules(
      allowsComments: false, allowsTrailingCommas: false, allowsNULInKeys: false,
      allowsNULInValues: true, limitsDoubles: false, limitsIntegers: false)
  }

  /// The maximum nesting of arrays and objects, for every reader.
  static let maximumDepth = 512

  let bytes: [UInt8]
  let rules: Rules
  var position: Int
  private var depth = 0
  private var cursor: LocationCursor

  init(bytes: [UInt8], rules: Rules) {
    self.bytes = bytes
    self.rules = rules
    position = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    cursor = LocationCursor(offset: position)
  }

  /// Returns the single value that the bytes contain.
  mutating func document() throws(JSONSyntaxError) -> LocatedValue {
    if let offset = firstInvalidUTF8Offset(of: bytes.span) {
      throw error(at: offset, "invalid UTF-8; save the file as UTF-8")
    }
    let value = try firstValue()
    try skipTrivia()
    guard position == bytes.count else {
      throw error(at: position, "unexpected \(found(at: position)) after the end of the value")
    }
    return value
  }

  /// Returns the value at the present position, without validating UTF-8.
  mutating func firstValue() throws(JSONSyntaxError) -> LocatedValue {
    try skipTrivia()
    return try value()
  }

  // MARK: Structure

  private mutating func value() throws(JSONSyntaxError) -> LocatedValue {
    let location = location(at: position)
    guard let byte = peek() else { throw endOfData() }
    let content: LocatedValue.Content
    switch byte {
    case UInt8(ascii: "{"): content = .object(try members())
    case UInt8(ascii: "["): content = .array(try elements())
    case UInt8(ascii: "\""): content = .string(try string(isKey: false))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      content = .number(try number())
    default: content = try literal()
    }
    return LocatedValue(location: location, content: content)
  }

  private mutating func members() throws(JSONSyntaxError) -> [LocatedMember] {
    try open()
    var members: [LocatedMember] = []
    var seen: Set<[UInt8]> = []
    while try !closes(UInt8(ascii: "}"), isFirst: members.isEmpty) {
      guard let byte = peek() else { throw endOfData() }
      guard byte == UInt8(ascii: "\"") else {
        throw error(at: position, "expected a key in double quotes, not \(found(at: position))")
      }
      let keyOffset = position
      let keyLocation = location(at: keyOffset)
      let key = try string(isKey: true)
      guard seen.insert(Array(key.utf8)).inserted else {
        throw error(
          at: keyOffset, "duplicate key '\(key)', each key may occur only once in an object")
      }
      try skipTrivia()
      guard let separator = peek() else { throw endOfData() }
      guard separator == UInt8(ascii: ":") else {
        throw error(at: position, "expected ':' after the key, not \(found(at: position))")
      }
      position += 1
      try skipTrivia()
      let value = try value()
      members.append(LocatedMember(key: key, keyLocation: keyLocation, value: value))
    }
    return members
  }

  private mutating func elements() throws(JSONSyntaxError) -> [LocatedValue] {
    try open()
    var elements: [LocatedValue] = []
    while try !closes(UInt8(ascii: "]"), isFirst: elements.isEmpty) {
      elements.append(try value())
    }
    return elements
  }

  private mutating func open() throws(JSONSyntaxError) {
    guard depth < Self.maximumDepth else {
      throw error(
        at: position, "nested too deeply, at most \(Self.maximumDepth) levels are allowed")
    }
    depth += 1
    position += 1
  }

  /// Reads the separator between two elements; true if it was the closing bracket.
  private mutating func closes(
    _ bracket: UInt8, isFirst: Bool
  ) throws(JSONSyntaxError) -> Bool {
    try skipTrivia()
    if !isFirst, peek() == UInt8(ascii: ",") {
      let comma = position
      position += 1
      try skipTrivia()
      if peek() == bracket, !rules.allowsTrailingCommas {
        throw error(at: comma, "trailing ',' after the last element")
      }
      guard peek() == bracket else { return false }
    }
    guard let byte = peek() else { throw endOfData() }
    if byte == bracket {
      position += 1
      depth -= 1
      return true
    }
    guard isFirst else {
      let name = Character(UnicodeScalar(bracket))
      throw error(at: position, "expected ',' or '\(name)', not \(found(at: position))")
    }
    return false
  }

  // MARK: Bytes and errors

  func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  mutating func location(at offset: Int) -> SourceLocation {
    cursor.location(at: offset, in: bytes)
  }

  mutating func error(at offset: Int, _ message: String) -> JSONSyntaxError {
    JSONSyntaxError(location: location(at: offset), message: message)
  }

  mutating func endOfData() -> JSONSyntaxError {
    error(at: bytes.count, "unexpected end of data")
  }

  /// The text at an offset, as messages name it.
  func found(at offset: Int) -> String {
    guard offset < bytes.count else { return "the end of data" }
    let rest = bytes[offset..<min(offset + 4, bytes.count)]
    guard let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first else {
      return "the end of data"
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .unassigned,
      .privateUse:
      return scalar == " " ? "a space" : codePoint(scalar.value)
    default: return "'\(Character(scalar))'"
    }
  }
}

/// U+FEFF in UTF-8, which some editors put at the start of a file.
let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

/// The offset of the first invalid UTF-8, or `nil` if all of it is valid.
func firstInvalidUTF8Offset(of bytes: Span<UInt8>) -> Int? {
  do throws(UTF8.ValidationError) {
    _ = try UTF8Span(validating: bytes)
    return nil
  } catch {
    return error.byteOffsets.lowerBound
  }
}

/// A scalar's name as Unicode writes it: `U+001F`.
func codePoint(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
