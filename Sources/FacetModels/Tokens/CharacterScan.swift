/// The number of characters in each class.
struct CharacterCounts: Sendable, Hashable {
  /// Starts of runs of Latin letters, and capitals after a lower-case letter.
  var word = 0
  /// ASCII letters.
  var letter = 0
  /// First, fourth, seventh … digits of a run.
  var digitGroup = 0
  var punctuation = 0
  var newline = 0
  /// Symbols that equal the previous character.
  var repetition = 0
  var latinExtended = 0
  var cyrillic = 0
  var greek = 0
  var han = 0
  var kana = 0
  var hangul = 0
  var arabicHebrew = 0
  var indic = 0
  var southEastAsian = 0
  var cjkPunctuation = 0
  var other = 0
}

/// Counts the classes of characters of one or more texts in one pass over their UTF-8.
struct CharacterScan: Sendable {
  private(set) var counts = CharacterCounts()

  /// A position in a text and what precedes it.
  private struct Place {
    var offset = 0
    /// The previous scalar.
    var previous: UInt32 = 0
    /// Whether it belongs to a run of Latin letters, and whether it is a small one.
    var isInWord = false
    var isAfterSmall = false
  }

  /// Adds the counts of a separate text.
  mutating func read(_ text: Span<UInt8>) {
    var place = Place()
    while place.offset < text.count {
      let byte = text[place.offset]
      if isASCIILetter(byte) {
        readLetters(text, &place)
      } else if byte &- 0x30 < 10 {
        readDigits(text, &place)
      } else if byte < 0x80 {
        readSymbol(byte, &place)
      } else {
        guard readBeyondASCII(text, &place) else { return }
      }
    }
  }

  @inline(__always)
  private mutating func readLetters(_ text: Span<UInt8>, _ place: inout Place) {
    if !place.isInWord { counts.word += 1 }
    let start = place.offset
    var offset = start
    var isAfterSmall = place.isInWord && place.isAfterSmall
    var byte = text[offset]
    repeat {
      let isSmall = byte & 0x20 != 0
      if isAfterSmall, !isSmall { counts.word += 1 }
      isAfterSmall = isSmall
      offset += 1
      if offset == text.count { break }
      byte = text[offset]
    } while isASCIILetter(byte)
    counts.letter += offset - start
    place = Place(
      offset: offset, previous: UInt32(text[offset - 1]), isInWord: true,
      isAfterSmall: isAfterSmall)
  }

  @inline(__always)
  private mutating func readDigits(_ text: Span<UInt8>, _ place: inout Place) {
    let start = place.offset
    var offset = start
    repeat { offset += 1 } while offset < text.count && text[offset] &- 0x30 < 10
    counts.digitGroup += (offset - start + 2) / 3
    place = Place(offset: offset, previous: UInt32(text[offset - 1]))
  }

  @inline(__always)
  private mutating func readSymbol(_ byte: UInt8, _ place: inout Place) {
    if byte == 0x20 || byte == 0x09 {
      // White space inside a line costs nothing: it belongs to the next token.
    } else if UInt32(byte) == place.previous {
      counts.repetition += 1
    } else if byte == 0x0A || byte == 0x0D {
      counts.newline += 1
    } else {
      counts.punctuation += 1
    }
    place = Place(offset: place.offset + 1, previous: UInt32(byte))
  }

  /// Reads one scalar; returns false if the text ends within it.
  @inline(__always)
  private mutating func readBeyondASCII(_ text: Span<UInt8>, _ place: inout Place) -> Bool {
    let byte = text[place.offset]
    let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    let end = place.offset + length
    guard end <= text.count else { return false }
    var scalar = UInt32(byte) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for next in place.offset + 1..<end { scalar = scalar << 6 | UInt32(text[next] & 0x3F) }
    let isLatin = count(scalar, after: place.previous, isInWord: place.isInWord)
    // Letters beyond ASCII count as lower-case: that only matters before a capital.
    place = Place(offset: end, previous: scalar, isInWord: isLatin, isAfterSmall: isLatin)
    return true
  }

  /// Counts a scalar beyond ASCII and returns whether it is a Latin letter.
  private mutating func count(_ scalar: UInt32, after previous: UInt32, isInWord: Bool) -> Bool {
    switch scalar {
    case 0x00C0...0x024F, 0x1E00...0x1EFF:
      counts.latinExtended += 1
      if !isInWord { counts.word += 1 }
      return true
    case 0x0400...0x052F: counts.cyrillic += 1
    case 0x0370...0x03FF: counts.greek += 1
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x3FFFF: counts.han += 1
    case 0x3040...0x30FF, 0x31F0...0x31FF: counts.kana += 1
    case 0xAC00...0xD7AF, 0x1100...0x11FF, 0x3130...0x318F: counts.hangul += 1
    case 0x0590...0x07BF, 0xFB1D...0xFEFC: counts.arabicHebrew += 1
    case 0x0900...0x0DFF: counts.indic += 1
    case 0x0E00...0x109F: counts.southEastAsian += 1
    case previous: counts.repetition += 1
    case 0x00A0...0x00BF, 0x2000...0x206F: counts.punctuation += 1
    case 0x3000...0x303F, 0xFF00...0xFF65: counts.cjkPunctuation += 1
    default: counts.other += 1
    }
    return false
  }
}

@inline(__always)
private func isASCIILetter(_ byte: UInt8) -> Bool {
  (byte | 0x20) &- 0x61 < 26
}
