extension JSONRowReader {
  /// Keys under which a surrounding object keeps its rows.
  package static let wrapperKeys = [
    "data", "rows", "samples", "examples", "items", "records", "results", "entries", "instances",
    "train", "tasks",
  ]

  /// The greatest offset at which the array of rows may begin.
  private static let longestOpening = 32 << 20

  /// Moves into the array of rows inside an object.
  ///
  /// JSON Lines begin with an object too: if the first line is a whole object and another line
  /// follows, nothing moves, and neither if the object has no such array.
  ///
  /// - Returns: The array's key, or `nil` if nothing moved.
  func enterWrapper() throws(InputError) -> String? {
    guard try !isFirstOfLines() else { return nil }
    // Offsets count from the position, which is fixed; reading may move the buffer's bytes.
    var offset = 1
    while offset < Self.longestOpening {
      guard let quote = try significant(&offset), quote == UInt8(ascii: "\"") else { return nil }
      let start = offset + 1
      guard try passValue(&offset) else { return nil }
      let key = String(
        decoding: buffer[(position + start)..<(position + offset - 1)], as: UTF8.self)
      guard try significant(&offset) == UInt8(ascii: ":") else { return nil }
      offset += 1
      guard let first = try significant(&offset) else { return nil }
      if first == UInt8(ascii: "["), Self.wrapperKeys.contains(key) {
        var inside = offset + 1
        let element = try significant(&inside)
        if element == UInt8(ascii: "{") || element == UInt8(ascii: "]") {
          line += buffer[position..<(position + offset)].count { $0 == UInt8(ascii: "\n") }
          position += offset + 1
          return key
        }
      }
      guard try passValue(&offset) else { return nil }
      guard try significant(&offset) == UInt8(ascii: ",") else { return nil }
      offset += 1
    }
    return nil
  }

  /// Whether the first line contains a whole value and more follows below it.
  private func isFirstOfLines() throws(InputError) -> Bool {
    var end = 0
    while true {
      if let found = offsetOfByte(UInt8(ascii: "\n"), in: buffer.span, from: position + end) {
        end = found - position
        break
      }
      end = buffer.count - position
      guard end < Self.longestOpening, try readMore() else { break }
    }
    let scan = RowScan(
      of: buffer.span.extracting(..<(position + end)), at: position, isWhole: true)
    guard case .complete = scan.outcome else { return false }
    var next = end
    return try significant(&next) != nil
  }

  /// The next byte from an offset that is not white space; moves the offset to it.
  private func significant(_ offset: inout Int) throws(InputError) -> UInt8? {
    while true {
      while position + offset < buffer.count {
        let byte = buffer[position + offset]
        if !isWhiteSpace(byte) { return byte }
        offset += 1
      }
      guard try readMore() else { return nil }
    }
  }

  /// Moves an offset from a value's first byte to the byte after it.
  private func passValue(_ offset: inout Int) throws(InputError) -> Bool {
    var depth = 0
    var isInString = false
    var isEscaped = false
    while offset < Self.longestOpening {
      guard position + offset < buffer.count else {
        guard try readMore() else { return false }
        continue
      }
      let byte = buffer[position + offset]
      if isInString {
        offset += 1
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if depth == 0 { return true }
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return true }
        depth -= 1
        if depth == 0 {
          offset += 1
          return true
        }
      case UInt8(ascii: ",") where depth == 0: return true
      default: break
      }
      offset += 1
    }
    return false
  }
}
