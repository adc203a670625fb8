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

  /// Adds the counts of a separate text.
  mutating func read(_ text: Span<UInt8>) {
    let end = text.count
    var offset = 0
    // The previous scalar, and the Latin run that it may belong to.
    var previous: UInt32 = 0
    var isInWord = false
    var isAfterSmall = false
    while offset < end {
      let byte = text[offset]
      if isASCIILetter(byte) {
        if !isInWord { counts.word += 1 }
        var small = isInWord && isAfterSmall
        var current = byte
        let start = offset
        repeat {
          let isSmall = current & 0x20 != 0
          if small, !isSmall { counts.word += 1 }
          small = isSmall
          offset += 1
          if offset == end { break }
          current = text[offset]
        } while isASCIILetter(current)
        counts.letter += offset - start
        previous = UInt32(text[offset - 1])
        isInWord = true
        isAfterSmall = small
        continue
      }
      if byte < 0x80 {
        isInWord = false
        if byte &- 0x30 < 10 {
          let start = offset
          repeat { offset += 1 } while offset < end && text[offset] &- 0x30 < 10
          counts.digitGroup += (offset - start + 2) / 3
          previous = UInt32(text[offset - 1])
          continue
        }
        offset += 1
        if byte == 0x20 || byte == 0x09 {
          // White space inside a line costs nothing: it belongs to the next token.
        } else if UInt32(byte) == previous {
          counts.repetition += 1
        } else if byte == 0x0A || byte == 0x0D {
          counts.newline += 1
        } else {
          counts.punctuation += 1
        }
        previous = UInt32(byte)
        continue
      }
      let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      guard offset + length <= end else { break }
      var scalar = UInt32(byte) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
      for next in offset + 1..<offset + length { scalar = scalar << 6 | UInt32(text[next] & 0x3F) }
      offset += length
      let isLatin = count(scalar, after: previous, isInWord: isInWord)
      isInWord = isLatin
      // Letters beyond ASCII count as lower-case: that only matters before a capital.
      isAfterSmall = isLatin
      previous = scalar
    }
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
