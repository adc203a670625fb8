internal import FacetCSV

/// Reads a text as folded words: compatibility forms, case, marks and invisible characters make no
/// difference.
///
/// A word is a run of letters, digits and, if so chosen, underscores. Words are hashes: equal words
/// have equal hashes on every machine.
struct WordScan {
  /// A word's hash and what follows the word.
  struct Word: Hashable {
    var hash: UInt64
    /// Whether only separators (white space, `_`, `-`, `.`, `/`), at least one, come between this
    /// word and the next one or the end.
    var isFollowedBySeparator = false
    /// Whether another word follows after separators only.
    var isJoined = false
  }

  /// Whether an underscore is part of a word; otherwise it separates.
  let keepsUnderscores: Bool
  private var folded: [Unicode.Scalar: Fold] = [:]

  private enum Fold {
    case letters([UInt8])
    case separator
    case boundary
    case nothing
  }

  init(keepsUnderscores: Bool) {
    self.keepsUnderscores = keepsUnderscores
  }

  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x0000_0100_0000_01B3

  /// The words of a text, in order.
  mutating func words(of text: String) -> [Word] {
    var words: [Word] = []
    append(text, to: &words)
    return words
  }

  /// Appends the words of a text.
  mutating func append(_ text: String, to words: inout [Word]) {
    var state = State(words: words)
    words = []
    let bytes = text.utf8.span
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte < 0x80 {
        state.take(ascii: byte, keepsUnderscores: keepsUnderscores)
        offset += 1
        continue
      }
      let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      guard offset + length <= bytes.count else { break }
      var value = UInt32(byte) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
      for index in 1..<length { value = value << 6 | UInt32(bytes[offset + index] & 0x3F) }
      offset += length
      guard let scalar = Unicode.Scalar(value) else { continue }
      switch fold(scalar) {
      case .letters(let letters): for letter in letters { state.take(letter: letter) }
      case .separator: state.takeSeparator()
      case .boundary: state.takeBoundary()
      case .nothing: break
      }
    }
    state.endWord()
    words = state.words
  }

  private struct State {
    var words: [Word]
    var hash = WordScan.seed
    var isInWord = false
    var separates = false
    var isBroken = true

    mutating func take(ascii byte: UInt8, keepsUnderscores: Bool) {
      switch byte {
      case 0x61...0x7A, 0x30...0x39: take(letter: byte)
      case 0x41...0x5A: take(letter: byte | 0x20)
      case 0x5F: if keepsUnderscores { take(letter: byte) } else { takeSeparator() }
      case 0x20, 0x09...0x0D, 0x2D, 0x2E, 0x2F: takeSeparator()
      case 0x00...0x1F: break
      default: takeBoundary()
      }
    }

    mutating func take(letter: UInt8) {
      if !isInWord {
        isInWord = true
        hash = WordScan.seed
        if !isBroken, separates, let last = words.indices.last { words[last].isJoined = true }
      }
      hash = (hash ^ UInt64(letter)) &* WordScan.prime
    }

    mutating func takeSeparator() {
      endWord()
      if !isBroken, let last = words.indices.last {
        words[last].isFollowedBySeparator = true
        separates = true
      }
    }

    mutating func takeBoundary() {
      endWord()
      isBroken = true
    }

    mutating func endWord() {
      guard isInWord else { return }
      isInWord = false
      isBroken = false
      separates = false
      words.append(Word(hash: hash ^ hash >> 29))
    }
  }

  private mutating func fold(_ scalar: Unicode.Scalar) -> Fold {
    if let known = folded[scalar] { return known }
    let fold = Self.form(of: scalar, keepsUnderscores: keepsUnderscores)
    folded[scalar] = fold
    return fold
  }

  private static func form(of scalar: Unicode.Scalar, keepsUnderscores: Bool) -> Fold {
    let text = CompatibilityForm.plain(scalar)
    var letters: [UInt8] = []
    var kind = Fold.nothing
    for part in text.unicodeScalars {
      switch part.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format, .control: continue
      case .spaceSeparator, .lineSeparator, .paragraphSeparator: kind = .separator
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber, .letterNumber, .otherNumber, .spacingMark:
        letters += Array(CompatibilityForm.folded(part).utf8)
      default:
        if part == "_", keepsUnderscores {
          letters.append(0x5F)
        } else {
          kind = ["_", "-", ".", "/"].contains(part) ? .separator : .boundary
        }
      }
    }
    return letters.isEmpty ? kind : .letters(letters)
  }
}
