/// Durations such as `6m0s`, `12ms` and `2m59.56s`: numbers with units, with nothing else in the
/// text.
enum GoDuration {
  static func parse(_ text: some StringProtocol) -> Duration? {
    var rest = text.utf8[...]
    guard !rest.isEmpty else { return nil }
    var seconds = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
      guard let number = Double(String(decoding: Array(digits), as: UTF8.self)) else { return nil }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { !(0x30...0x39).contains($0) }
      guard let factor = units[String(decoding: Array(letters), as: UTF8.self)] else { return nil }
      rest = rest.dropFirst(letters.count)
      seconds += number * factor
    }
    return seconds < 1e12 ? .seconds(seconds) : nil
  }

  private static let units: [String: Double] = [
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
    "d": 86_400,
  ]
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmed: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
