/// The forms in which a text may repeat a key: verbatim, percent-encoded, and in base64, whatever
/// comes before it there.
struct KeyForms: Sendable {
  let texts: [String]

  init(of secret: String) {
    var texts = [secret]
    let bytes = Array(secret.utf8)
    let encoded = Self.percentEncoded(bytes)
    if encoded != secret { texts.append(encoded) }
    for shift in 0..<3 {
      let base64 = Self.base64(bytes, shiftedBy: shift)
      guard base64.utf8.count >= 8 else { continue }
      texts.append(base64)
      let urlSafe = String(base64.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
      if urlSafe != base64 { texts.append(urlSafe) }
    }
    self.texts = texts
  }

  private static func percentEncoded(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in bytes {
      let isPlain =
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 && byte >= 0x41
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-._~".utf8.contains(byte)
      if isPlain {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// The characters that depend only on the bytes, with `shift` other bytes before them.
  private static func base64(_ bytes: [UInt8], shiftedBy shift: Int) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let padded = [UInt8](repeating: 0, count: shift) + bytes
    let first = (shift * 8 + 5) / 6
    let last = padded.count * 8 / 6
    var text: [UInt8] = []
    for place in first..<max(first, last) {
      var value = 0
      for bit in place * 6..<place * 6 + 6 {
        value = value << 1 | Int(padded[bit / 8] >> UInt8(7 - bit % 8) & 1)
      }
      text.append(alphabet[value])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
