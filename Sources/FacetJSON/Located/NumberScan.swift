/// The end of a number and any mistake in it, by the grammar of RFC 8259.
struct NumberScan {
  enum Fault: Equatable {
    /// The bytes end before a required digit.
    case ended
    case leadingZero
    /// A digit is missing at the offset.
    case noDigits(at: Int)
    /// The byte at the offset cannot follow a number.
    case trailing(at: Int)
  }

  /// The offset after the number's last byte.
  private(set) var end: Int

  /// Whether it has neither a fraction nor an exponent.
  private(set) var isInteger = true
  private(set) var fault: Fault?

  /// - Parameter start: The offset of a `-` or a digit.
  init(of bytes: Span<UInt8>, at start: Int) {
    end = start
    if bytes[end] == UInt8(ascii: "-") { end += 1 }
    let first = end
    guard passDigits(of: bytes) else { return }
    if bytes[first] == UInt8(ascii: "0"), end > first + 1 {
      fault = .leadingZero
      return
    }
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      isInteger = false
      end += 1
      guard passDigits(of: bytes) else { return }
    }
    if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      end += 1
      if end < bytes.count, bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") {
        end += 1
      }
      guard passDigits(of: bytes) else { return }
    }
    guard end < bytes.count else { return }
    switch bytes[end] {
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: " "),
      UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "/"),
      UInt8(ascii: ":"), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
      break
    default: fault = .trailing(at: end)
    }
  }

  private mutating func passDigits(of bytes: Span<UInt8>) -> Bool {
    let first = end
    while end < bytes.count, bytes[end] &- UInt8(ascii: "0") <= 9 { end += 1 }
    guard end == first else { return true }
    fault = end == bytes.count ? .ended : .noDigits(at: end)
    return false
  }
}

extension NumberScan {
  /// Whether the whole text is one number.
  static func isNumber(_ text: String) -> Bool {
    let bytes = text.utf8.span
    guard bytes.count > 0, bytes[0] == UInt8(ascii: "-") || bytes[0] &- UInt8(ascii: "0") <= 9
    else { return false }
    let scan = NumberScan(of: bytes, at: 0)
    return scan.fault == nil && scan.end == bytes.count
  }
}
