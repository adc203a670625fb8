/// Text made safe for a terminal: nothing in it moves the cursor, changes the terminal or hides.
package enum TerminalText {
  /// The replacement for a scalar that must not reach a terminal.
  package enum Escape: Sendable {
    /// `\u{1B}`, for people.
    case readable
    /// `\u001b`, which means the same inside a JSON document.
    case json
  }

  /// The text with control characters, bidirectional overrides, line separators and invisible
  /// characters escaped; line feeds and tabs stay.
  package static func safe(_ text: String, _ escape: Escape = .readable) -> String {
    guard !text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 || $0 == 0x0A || $0 == 0x09 }) else {
      return text
    }
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isUnsafe(scalar) {
        safe.append(contentsOf: escaped(scalar, escape).unicodeScalars)
      } else {
        safe.append(scalar)
      }
    }
    return String(safe)
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    // C0, DEL and C1.
    case 0x00...0x1F, 0x7F...0x9F: true
    // Bidirectional controls that reorder the text after them.
    case 0x061C, 0x202A...0x202E, 0x2066...0x2069: true
    // Line and paragraph separators.
    case 0x2028, 0x2029: true
    // Zero-width characters that no script's spelling needs.
    case 0x200B, 0x2060...0x2064, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
    // Tags, which spell invisible text.
    case 0xE0000...0xE007F: true
    default: false
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar, _ escape: Escape) -> String {
    func hex(_ value: some BinaryInteger, _ width: Int) -> String {
      let digits = String(value, radix: 16, uppercase: escape == .readable)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    switch escape {
    case .readable: return "\\u{\(hex(scalar.value, 2))}"
    case .json: return String(scalar).utf16.map { "\\u" + hex($0, 4) }.joined()
    }
  }
}
