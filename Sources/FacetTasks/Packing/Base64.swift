/// Base64 (RFC 4648), as programs exchange bytes in texts.
enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(
          place <= group.count ? digits[number >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Nil for a text that is not base64.
  static func bytes(of text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var number = 0
    var count = 0
    var padding = 0
    for unit in text.utf8 {
      if unit == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let digit = value(of: unit) else { return nil }
      number = number << 6 | digit
      count += 1
      if count % 4 == 0 {
        bytes += [UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
        number = 0
      }
    }
    switch (count % 4, padding) {
    case (0, 0): break
    case (2, 2): bytes.append(UInt8(number >> 4 & 255))
    case (3, 1): bytes += [UInt8(number >> 10 & 255), UInt8(number >> 2 & 255)]
    default: return nil
    }
    return bytes
  }

  private static func value(of unit: UInt8) -> Int? {
    switch unit {
    case 65...90: Int(unit) - 65
    case 97...122: Int(unit) - 71
    case 48...57: Int(unit) + 4
    case 43: 62
    case 47: 63
    default: nil
    }
  }
}
