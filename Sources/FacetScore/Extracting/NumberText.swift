/// A number as people and models write it.
struct NumberText: Sendable, Hashable {
  /// As written, without currency, unit and percent sign.
  var text: Substring
  var value: Double

  /// The last number of a text; `nil` if there is none.
  ///
  /// `1,234.5` is one number, `2,3` are two. A hyphen between words or numbers is no sign, and
  /// digits inside a word such as `x2` or `Q3` are no number.
  static func last(in text: String) -> NumberText? {
    var last: NumberText?
    var scan = NumberScan(text)
    while let next = scan.next() { last = next }
    return last
  }

  /// The number that a whole text is, with at most a currency, a unit or a full stop around it, or
  /// a variable and an equals sign before it; a fraction counts as a number. `nil` for any other
  /// text.
  static func whole(_ text: String) -> Double? {
    var bare = withoutUnit(text)
    for (written, plain) in [
      ("\\dfrac", "\\frac"), ("\\tfrac", "\\frac"), ("\\%", ""), ("\\$", ""), ("\\,", ""),
      ("\\!", ""), ("{,}", ""), ("^{\\circ}", ""), ("^\\circ", ""), ("°", ""),
      ("\u{2212}", "-"), ("\u{A0}", ""), ("\u{202F}", ""), ("$", ""), ("€", ""), ("£", ""),
      ("¥", ""), ("%", ""), ("*", ""), ("+", ""),
    ] where bare.contains(written) {
      // A plus sign inside, as in 1e+5, belongs to the number.
      if written == "+", !bare.trimmed.hasPrefix("+") { continue }
      if written == "*", isProduct(bare) { continue }
      bare = bare.replacing(written, with: plain, maxReplacements: written == "+" ? 1 : .max)
    }
    var trimmed = bare.trimmed
    if trimmed.hasSuffix("."), trimmed.count > 1 { trimmed.removeLast() }
    if let equals = trimmed.lastIndex(of: "="), isVariable(trimmed[..<equals]) {
      trimmed = trimmed[trimmed.index(after: equals)...].trimmed
    }
    if let fraction = fraction(trimmed) ?? mixed(trimmed) { return fraction }
    var scan = NumberScan(String(trimmed))
    guard let number = scan.next(), number.text.count == trimmed.count else { return nil }
    return number.value
  }

  /// Whether asterisks stand between digits, so that they mark no bold text.
  private static func isProduct(_ text: String) -> Bool {
    let parts = text.split(separator: "*").map(\.trimmed).filter { !$0.isEmpty }
    return zip(parts, parts.dropFirst()).contains { before, after in
      before.last?.isNumber == true && after.first?.isNumber == true
    }
  }

  /// The text without a `\text{ cm}` at its end.
  private static func withoutUnit(_ text: String) -> String {
    for name in ["\\text{", "\\mathrm{", "\\mbox{", "\\textrm{"] {
      guard text.trimmed.hasSuffix("}"), let start = text.firstRange(of: name)?.lowerBound,
        start > text.startIndex, !text[start...].dropLast().contains("}")
      else { continue }
      return String(text[..<start])
    }
    return text
  }

  /// Whether the text is a variable: `x`, `f(x)`, `x_1`.
  private static func isVariable(_ text: Substring) -> Bool {
    let text = text.trimmed
    return text.count <= 12 && text.first?.isLetter == true
      && !text.contains { "=<>!".contains($0) }
  }

  /// `3\frac{1}{2}` and `3 1/2`.
  private static func mixed(_ text: Substring) -> Double? {
    let whole = text.prefix { $0.isASCII && $0.isNumber || $0 == "-" }
    let rest = text[whole.endIndex...]
    guard rest.hasPrefix("\\frac") || rest.hasPrefix(" "), let number = Double(whole),
      let part = fraction(rest.trimmed), part >= 0
    else { return nil }
    return whole.hasPrefix("-") ? number - part : number + part
  }

  /// `3/4`, `\frac{3}{4}` and `\frac34`.
  private static func fraction(_ text: Substring) -> Double? {
    var text = text
    var sign = 1.0
    if text.hasPrefix("-") {
      sign = -1
      text.removeFirst()
    }
    let parts: [Substring]
    if text.hasPrefix("\\frac{"), text.hasSuffix("}") {
      let inner = text.dropFirst(6).dropLast()
      guard let middle = inner.firstRange(of: "}{") else { return nil }
      parts = [inner[..<middle.lowerBound], inner[middle.upperBound...]]
    } else if text.hasPrefix("\\frac"), text.count == 7 {
      parts = [text.dropFirst(5).prefix(1), text.suffix(1)]
    } else {
      parts = text.split(separator: "/", omittingEmptySubsequences: false)
    }
    guard parts.count == 2, let above = digits(parts[0]), let below = digits(parts[1]), below != 0
    else { return nil }
    return sign * above / below
  }

  private static func digits(_ text: Substring) -> Double? {
    let trimmed = text.trimmed
    return trimmed.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Double(trimmed) : nil
  }
}

/// Finds the numbers of a text one after another.
private struct NumberScan {
  private let text: String
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) {
    // One byte for one, so that offsets stay.
    self.text = text
    bytes = Array(text.utf8)
  }

  private func isDigit(_ place: Int) -> Bool {
    bytes.indices.contains(place) && 0x30...0x39 ~= bytes[place]
  }

  private func isWord(_ place: Int) -> Bool {
    guard bytes.indices.contains(place) else { return false }
    let byte = bytes[place]
    if byte < 0x80 { return 0x41...0x5A ~= byte & ~0x20 || 0x30...0x39 ~= byte || byte == 0x5F }
    // Chinese, Japanese and Thai put no space before a number; letters with case do.
    return scalar(around: place)?.properties.isCased ?? false
  }

  /// The character outside ASCII that a byte belongs to.
  private func scalar(around place: Int) -> Unicode.Scalar? {
    var start = place
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var end = place + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars.first
  }

  private func byte(_ place: Int) -> UInt8 { bytes.indices.contains(place) ? bytes[place] : 0 }

  mutating func next() -> NumberText? {
    while place < bytes.count {
      let startsHere =
        isDigit(place) || byte(place) == UInt8(ascii: ".") && isDigit(place + 1)
      guard startsHere else {
        place += 1
        continue
      }
      guard !isWord(place - 1) else {
        // Digits inside a word.
        while isWord(place) { place += 1 }
        continue
      }
      if let number = number() { return number }
    }
    return nil
  }

  /// The number that begins here.
  private mutating func number() -> NumberText? {
    var start = place
    let digitsStart = place
    while isDigit(place) { place += 1 }
    if place - digitsStart <= 3 {
      while byte(place) == UInt8(ascii: ","), isDigit(place + 1), isDigit(place + 2),
        isDigit(place + 3), !isDigit(place + 4)
      {
        place += 4
      }
    }
    if byte(place) == UInt8(ascii: "."), isDigit(place + 1) {
      place += 1
      while isDigit(place) { place += 1 }
    }
    if byte(place) | 0x20 == UInt8(ascii: "e") {
      let sign = [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte(place + 1)) ? 1 : 0
      if isDigit(place + 1 + sign) {
        place += 1 + sign
        while isDigit(place) { place += 1 }
      }
    }
    let end = place
    let power = powerOfTen()
    if isSign(before: start) {
      start -= byte(start - 1) == UInt8(ascii: "-") || byte(start - 1) == UInt8(ascii: "$") ? 1 : 3
      if byte(start) == UInt8(ascii: "$") {
        start -= byte(start - 1) == UInt8(ascii: "-") ? 1 : 3
      }
    }
    let slice = String(decoding: bytes[start..<end], as: UTF8.self)
    let plain = slice.filter { $0 != "," && $0 != "$" }.replacing("\u{2212}", with: "-")
    guard let value = Double(plain + (power.map { "e\($0)" } ?? "")) else { return nil }
    let written = String(decoding: bytes[start..<place], as: UTF8.self)
    return NumberText(text: written[...], value: value)
  }

  /// The exponent of `× 10^3`, `x 10^{-3}` and `\times 10^3` after a number; it is read on only if
  /// there is one.
  private mutating func powerOfTen() -> Int? {
    var next = place
    func skip(_ words: [String]) -> Bool {
      for word in words where bytes[next...].starts(with: word.utf8) {
        next += word.utf8.count
        return true
      }
      return false
    }
    while skip([" "]) {}
    guard skip(["×", "\\times", "\\cdot", "·", "x ", "*"]) else { return nil }
    while skip([" "]) {}
    guard skip(["10^", "10**"]) else { return nil }
    let isBraced = skip(["{"])
    let isNegative = skip(["-", "−"])
    let start = next
    while isDigit(next) { next += 1 }
    guard next > start, next - start <= 3,
      let number = Int(String(decoding: bytes[start..<next], as: UTF8.self))
    else { return nil }
    if isBraced, !skip(["}"]) { return nil }
    place = next
    return isNegative ? -number : number
  }

  /// Whether a minus sign, and not a hyphen, stands before a place.
  private func isSign(before start: Int) -> Bool {
    var before = start - 1
    // A currency may stand between: -$5.
    if byte(before) == UInt8(ascii: "$") {
      before -= 1
      if byte(before) == UInt8(ascii: "-") {
        return !isWord(before - 1) && byte(before - 1) != 0x29
      }
      return isMinusSign(endingAt: before) && !isWord(before - 3)
    }
    if byte(before) == UInt8(ascii: "-") {
      return !isWord(before - 1) && byte(before - 1) != 0x29 && byte(before - 1) != 0x7D
        && byte(before - 1) != UInt8(ascii: "-")
    }
    return isMinusSign(endingAt: before) && !isWord(before - 3)
  }

  /// Whether Unicode's minus sign, U+2212, ends at a place.
  private func isMinusSign(endingAt place: Int) -> Bool {
    byte(place) == 0x92 && byte(place - 1) == 0x88 && byte(place - 2) == 0xE2
  }
}
