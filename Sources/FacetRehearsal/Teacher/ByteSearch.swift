/// Searches bytes for bytes, because string search compares whole characters and prompts are long.
enum ByteSearch {
  /// Whether a pattern occurs at a position of a text.
  static func stands(_ pattern: [UInt8], in text: [UInt8], at start: Int) -> Bool {
    start >= 0 && start + pattern.count <= text.count
      && text[start..<start + pattern.count].elementsEqual(pattern)
  }

  static func contains(_ pattern: [UInt8], in text: [UInt8]) -> Bool {
    guard let first = pattern.first else { return true }
    var rest = text[...]
    while let start = rest.firstIndex(of: first) {
      if stands(pattern, in: text, at: start) { return true }
      rest = rest[(start + 1)...]
    }
    return false
  }
}
