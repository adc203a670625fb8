extension JSONRowReader {
  /// Skips an unreadable element, up to the comma or bracket after it.
  ///
  /// Only strings and brackets count, so that a wrong word or number does not matter.
  ///
  /// - Returns: Whether the element ends.
  func skipElement() throws(InputError) -> Bool {
    var depth = 0
    var isInString = false
    var isEscaped = false
    repeat {
      while position < buffer.count {
        let byte = buffer[position]
        if isInString {
          if isEscaped {
            isEscaped = false
          } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
          } else if byte == UInt8(ascii: "\"") {
            isInString = false
          }
        } else {
          switch byte {
          case UInt8(ascii: "\""): isInString = true
          case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
          case UInt8(ascii: ",") where depth == 0: return true
          case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 0 { return byte == UInt8(ascii: "]") }
            depth -= 1
          default: break
          }
        }
        if byte == UInt8(ascii: "\n") { line += 1 }
        position += 1
      }
    } while try readMore()
    return false
  }

  /// Moves to the beginning of the next line.
  func skipLine() throws(InputError) {
    repeat {
      while position < buffer.count {
        position += 1
        if buffer[position - 1] == UInt8(ascii: "\n") {
          line += 1
          return
        }
      }
    } while try readMore()
  }
}
