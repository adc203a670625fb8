/// Turns byte offsets into locations; asking in ascending order costs one pass in all.
struct LocationCursor {
  private let start: Int
  private var offset: Int
  private var location = SourceLocation(line: 1, column: 1)

  /// - Parameter offset: The offset of line 1, column 1.
  init(offset: Int) {
    start = offset
    self.offset = offset
  }

  mutating func location(at target: Int, in bytes: [UInt8]) -> SourceLocation {
    if target < offset { self = LocationCursor(offset: start) }
    while offset < target {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\n") {
        location.line += 1
        location.column = 1
      } else if byte & 0xC0 != 0x80 {
        location.column += 1
      }
      offset += 1
    }
    return location
  }
}
