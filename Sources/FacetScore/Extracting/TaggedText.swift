/// Finds `<NAME>…</NAME>` in answers.
enum TaggedText {
  /// The content of the last one that is closed, without white space at its ends; `nil` if there is
  /// none. Case does not matter.
  static func last(_ name: String, in text: String) -> String? {
    let folded = Array(text.lowercased().utf8)
    let bytes = Array(text.utf8)
    // Lower case may change the length of a text; then case matters.
    let searched = folded.count == bytes.count ? folded : bytes
    let tag = Array(name.lowercased().utf8)
    let closing = Array("</".utf8) + tag + Array(">".utf8)
    var end = searched.count
    while let close = searched.lastIndex(of: closing, before: end) {
      if let start = contentStart(of: tag, before: close, in: searched) {
        return String(String(decoding: bytes[start..<close], as: UTF8.self).trimmed)
      }
      end = close
    }
    return nil
  }

  /// The end of the last opening tag before a place.
  private static func contentStart(of tag: [UInt8], before end: Int, in bytes: [UInt8]) -> Int? {
    let opening = Array("<".utf8) + tag
    var limit = end
    while let open = bytes.lastIndex(of: opening, before: limit) {
      var place = open + opening.count
      if place < end, bytes[place] == 0x3E { return place + 1 }
      if place < end, bytes[place] == 0x20 || bytes[place] == 0x0A {
        while place < end, bytes[place] != 0x3E { place += 1 }
        if place < end { return place + 1 }
      }
      limit = open
    }
    return nil
  }
}

extension [UInt8] {
  /// The start of the last occurrence of some bytes that ends before a place.
  func lastIndex(of other: [UInt8], before end: Int) -> Int? {
    var start = end - other.count
    while start >= 0 {
      if self[start] == other[0], self[start..<(start + other.count)].elementsEqual(other) {
        return start
      }
      start -= 1
    }
    return nil
  }
}
