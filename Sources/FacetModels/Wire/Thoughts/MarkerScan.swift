/// Finds the markers of thoughts in a text, ignoring those in code.
struct MarkerScan {
  let bytes: [UInt8]
  /// The next byte to read.
  var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// The search for a code span's end covers this many bytes, that for a fence's end this many
  /// fences.
  private static let longestSpan = 2000
  private static let mostFences = 1000

  /// The next marker outside fences and backticks; `nil` at the end of the text.
  mutating func next() -> ThoughtMarker? {
    while position < bytes.count {
      if position == 0 || bytes[position - 1] == UInt8(ascii: "\n"), skipFence() { continue }
      switch bytes[position] {
      case UInt8(ascii: "`"): skipSpan()
      case UInt8(ascii: "<"), UInt8(ascii: "["), 0xE2:
        if let marker = ThoughtMarker(at: position, in: bytes.span) {
          position = marker.end
          return marker
        }
        position += 1
      default: position += 1
      }
    }
    return nil
  }

  /// The next closing marker, in code or not.
  func closing(from start: Int) -> ThoughtMarker? {
    for offset in start..<max(start, bytes.count) {
      if let marker = ThoughtMarker(at: offset, in: bytes.span), marker.role == .closing {
        return marker
      }
    }
    return nil
  }

  // MARK: Code

  private struct Fence {
    var mark: UInt8
    var length: Int
    var hasWord: Bool
    /// The offset after its line.
    var end: Int
  }

  /// Skips the fenced block that begins here, if there is one and it ends.
  ///
  /// A fence that names a language cannot end a block. If one comes first, the block before it was
  /// abandoned, as drafts in thoughts often are, and protects nothing.
  private mutating func skipFence() -> Bool {
    guard let fence = fence(at: position) else { return false }
    var line = fence.end
    var seen = 0
    while line < bytes.count, seen < Self.mostFences {
      if let other = self.fence(at: line), other.mark == fence.mark {
        seen += 1
        if other.length >= fence.length {
          if other.hasWord { break }
          position = other.end
          return true
        }
      }
      line = endOfLine(from: line)
    }
    position = fence.end
    return true
  }

  private func fence(at start: Int) -> Fence? {
    var offset = start
    while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    guard offset < bytes.count else { return nil }
    let mark = bytes[offset]
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let first = offset
    while offset < bytes.count, bytes[offset] == mark { offset += 1 }
    guard offset - first >= 3 else { return nil }
    let end = endOfLine(from: offset)
    let rest = bytes[offset..<end]
    if mark == UInt8(ascii: "`"), rest.contains(mark) { return nil }
    return Fence(
      mark: mark, length: offset - first, hasWord: rest.contains { $0 > UInt8(ascii: " ") },
      end: end)
  }

  private func endOfLine(from start: Int) -> Int {
    var offset = start
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
    return min(offset + 1, bytes.count)
  }

  /// Skips the code span that begins here, or only its backticks if it does not end in this
  /// paragraph.
  private mutating func skipSpan() {
    let length = runLength(at: position)
    var offset = position + length
    position = offset
    let limit = min(bytes.count, offset + Self.longestSpan)
    while offset < limit {
      if bytes[offset] == UInt8(ascii: "`") {
        let run = runLength(at: offset)
        offset += run
        if run == length {
          position = offset
          return
        }
      } else if bytes[offset] == UInt8(ascii: "\n"), offset + 1 < bytes.count,
        bytes[offset + 1] == UInt8(ascii: "\n")
      {
        return
      } else {
        offset += 1
      }
    }
  }

  private func runLength(at start: Int) -> Int {
    var offset = start
    while offset < bytes.count, bytes[offset] == UInt8(ascii: "`") { offset += 1 }
    return offset - start
  }
}

extension MarkerScan {
  /// Whether a marker is part of a sentence about it: words before it on its line, and no word
  /// right after it.
  func isWithinSentence(_ marker: ThoughtMarker) -> Bool {
    guard marker.start > 0, marker.end < bytes.count else { return false }
    var before = marker.start - 1
    while before > 0, bytes[before] == UInt8(ascii: " ") { before -= 1 }
    let last = bytes[before]
    let endsSentence = ".!?:;\n\r\t >*".utf8.contains(last) || isWideStop(endingAt: before)
    if endsSentence { return false }
    let next = bytes[marker.end]
    let isSeparated = before < marker.start - 1 || "\"'(/,".utf8.contains(last)
    return isSeparated && " \"'),.;:/?!".utf8.contains(next)
  }

  /// Whether a marker has quotation marks directly around it.
  func isQuoted(_ marker: ThoughtMarker) -> Bool {
    guard marker.start > 0, marker.end < bytes.count else { return false }
    let before = bytes[marker.start - 1]
    return "\"'".utf8.contains(before) && bytes[marker.end] == before
  }

  /// Whether a noun follows, so that the sentence is about the marker.
  func isNamed(_ marker: ThoughtMarker) -> Bool {
    var offset = marker.end
    while offset < bytes.count, " \"'".utf8.contains(bytes[offset]) { offset += 1 }
    let nouns = [
      "tag", "token", "block", "element", "marker", "section", "delimiter", "bracket",
    ]
    return nouns.contains { noun in
      guard ThoughtMarker.holds(noun, in: bytes.span, at: offset) else { return false }
      var end = offset + noun.utf8.count
      if end < bytes.count, bytes[end] == UInt8(ascii: "s") { end += 1 }
      return end == bytes.count || !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[end] | 0x20)
    }
  }

  /// Whether the text between two markers only joins their names: `<think> and </think>`.
  func joinsNames(from start: Int, to end: Int) -> Bool {
    guard end - start <= 12 else { return false }
    let words = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
      .filter { !$0.isWhitespace && !"\"'`,".contains($0) }
    return ["", "...", "…", "and", "or", "to", "/", "-", "–", "und", "et", "y"].contains(words)
  }

  /// Whether a Chinese or Japanese full stop ends at a byte.
  private func isWideStop(endingAt end: Int) -> Bool {
    guard end >= 2 else { return false }
    return ["。", "！", "？", "：", "…"].contains { stop in
      ThoughtMarker.holds(stop, in: bytes.span, at: end - 2)
    }
  }
}
