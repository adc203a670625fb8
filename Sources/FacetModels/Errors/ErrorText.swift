/// The words of an error in the form that recognisers search: lower case, one space between words,
/// at most ``limit`` bytes.
struct ErrorText: Sendable {
  /// Where recognised words stand.
  enum Place: Sendable {
    /// They open the text, so that they are the provider's own.
    case opening
    /// Further on, so that they may be quoted.
    case within
  }

  /// Longer texts quote something; what the provider says of it stands at their beginning.
  static let limit = 2048

  private let bytes: [UInt8]

  init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(text.utf8.count, Self.limit))
    // A typographic apostrophe is an ordinary one.
    var rest = text.utf8.prefix(Self.limit)[...]
    while let byte = rest.first {
      if byte == 0xE2, rest.starts(with: [0xE2, 0x80, 0x99]) {
        bytes.append(UInt8(ascii: "'"))
        rest = rest.dropFirst(3)
        continue
      }
      rest = rest.dropFirst()
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte + 32)
      case 0x09...0x0D, 0x20:
        if bytes.last != 0x20 { bytes.append(0x20) }
      default: bytes.append(byte)
      }
    }
    self.bytes = bytes
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isEmpty: Bool { bytes.isEmpty }

  /// Where a phrase begins first, from a place on.
  ///
  /// A phrase that begins with a letter or a digit must begin a word, and may be the beginning of
  /// one: `exceed` is found in `exceeds`, `supported` not in `unsupported`.
  func index(of phrase: String, from start: Int = 0) -> Int? {
    let phrase = phrase.utf8
    guard let first = phrase.first else { return nil }
    let beginsWord = first.isWordByte
    var index = start
    while index + phrase.count <= bytes.count {
      if bytes[index] == first, !(beginsWord && index > 0 && bytes[index - 1].isWordByte),
        bytes[index..<index + phrase.count].elementsEqual(phrase)
      {
        return index
      }
      index += 1
    }
    return nil
  }

  func contains(_ phrase: String) -> Bool { index(of: phrase) != nil }

  /// Where a word or a phrase stands with no letter, digit or underscore beside it.
  func index(ofWord word: String) -> Int? {
    var start = 0
    while let index = index(of: word, from: start) {
      let after = index + word.utf8.count
      let before = index > 0 ? bytes[index - 1] : 0x20
      let next = after < bytes.count ? bytes[after] : 0x20
      if [before, next].allSatisfy({ !$0.isWordByte && $0 != UInt8(ascii: "_") }) { return index }
      start = index + 1
    }
    return nil
  }

  /// Whether the text ends in a phrase, but for a full stop.
  func ends(with phrase: String) -> Bool {
    let end = bytes.last == UInt8(ascii: ".") ? bytes.dropLast() : bytes[...]
    return end.suffix(phrase.utf8.count).elementsEqual(phrase.utf8)
  }

  /// The words, with brackets, commas and signs of equality as words of their own.
  var words: [Substring] {
    var text = ""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"),
        UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"):
        text += " \(Character(UnicodeScalar(byte))) "
      case UInt8(ascii: "="):
        let isComparison = text.hasSuffix("<") || text.hasSuffix(">")
        text += isComparison ? "= " : " = "
      case UInt8(ascii: "<"), UInt8(ascii: ">"): text += " \(Character(UnicodeScalar(byte)))"
      default: text.unicodeScalars.append(UnicodeScalar(byte))
      }
    }
    return text.split(separator: " ")
  }

  func contains(anyOf phrases: [String]) -> Bool { phrases.contains(where: contains) }

  /// Whether a place opens the text: nothing stands before it that introduces a quotation.
  func place(of index: Int) -> Place {
    let before = bytes[..<index]
    let isQuoted = before.indices.contains { mark in
      switch before[mark] {
      case UInt8(ascii: "\""), UInt8(ascii: "`"): true
      case UInt8(ascii: "'"): mark == 0 || !before[mark - 1].isWordByte
      case UInt8(ascii: ":"): true
      default: false
      }
    }
    return isQuoted || index > Self.longestOpening ? .within : .opening
  }

  private static let longestOpening = 80

  /// The text after a phrase, at most some bytes of it.
  func text(after phrase: String, length: Int) -> ErrorText? {
    guard let start = index(of: phrase) else { return nil }
    let from = start + phrase.utf8.count
    return ErrorText(bytes: Array(bytes[from...].prefix(length)))
  }

  /// The text before a phrase, at most some bytes of it.
  func text(before phrase: String, length: Int) -> ErrorText? {
    guard let start = index(of: phrase) else { return nil }
    return ErrorText(bytes: Array(bytes[..<start].suffix(length)))
  }

  /// The sentences, which end at a full stop, a question or exclamation mark followed by a space.
  var sentences: [ErrorText] {
    var sentences: [ErrorText] = []
    var start = 0
    for index in bytes.indices where ".!?".utf8.contains(bytes[index]) {
      guard index + 1 == bytes.count || bytes[index + 1] == 0x20 else { continue }
      sentences.append(ErrorText(bytes: Array(bytes[start...index])))
      start = index + 1
    }
    if start < bytes.count { sentences.append(ErrorText(bytes: Array(bytes[start...]))) }
    return sentences
  }
}

extension ErrorText {
  /// The text without what it quotes: a provider that complains about a request repeats parts of
  /// it, and a sample may say anything.
  ///
  /// Names in quotes stay; a quotation that holds a space, or is longer than a name, goes. What
  /// follows `content:` and its like goes too.
  var withoutQuotations: ErrorText {
    var kept: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if let end = quotationEnd(from: index) {
        let quoted = bytes[index + 1..<end]
        if quoted.count <= Self.longestName, !quoted.contains(0x20) {
          kept += bytes[index...end]
        }
        index = end + 1
      } else if byte == UInt8(ascii: ":"), endsWithIntroducer(kept) {
        break
      } else {
        kept.append(byte)
        index += 1
      }
    }
    return ErrorText(bytes: kept)
  }

  /// The text without the names of exceptions and the like that proxies put before a provider's
  /// words: `litellm.BadRequestError: AnthropicException - …`.
  var withoutWrappers: ErrorText {
    var rest = bytes[...]
    while let end = Self.wrapperEnd(in: rest) { rest = rest[end...] }
    return rest.count == bytes.count ? self : ErrorText(bytes: Array(rest))
  }

  /// The end of the wrapper that a text begins with.
  private static func wrapperEnd(in text: ArraySlice<UInt8>) -> Int? {
    for wrapper in ["input validation error: ", "inference error: ", "error code: ", "error: "]
    where text.starts(with: wrapper.utf8) {
      var end = text.startIndex + wrapper.utf8.count
      // `Error code: 429 - …`
      let number = text[end...].prefix { (0x30...0x39).contains($0) }
      if !number.isEmpty, text[number.endIndex...].starts(with: " - ".utf8) {
        end = number.endIndex + 3
      }
      return end
    }
    let word = text.prefix { $0 != 0x20 }
    let after = text[word.endIndex...]
    if word.last == UInt8(ascii: ":"), after.first == 0x20,
      isException(word.dropLast())
    {
      return word.endIndex + 1
    }
    return isException(word) && after.starts(with: " - ".utf8) ? word.endIndex + 3 : nil
  }

  private static func isException(_ word: ArraySlice<UInt8>) -> Bool {
    word.count > 5
      && (word.suffix(5).elementsEqual("error".utf8)
        || word.suffix(9).elementsEqual("exception".utf8))
  }

  private static let longestName = 40

  /// The place of the mark that closes the quotation which a place opens.
  private func quotationEnd(from start: Int) -> Int? {
    let close: [UInt8]
    switch bytes[start] {
    case UInt8(ascii: "'"):
      if start > 0, bytes[start - 1].isWordByte { return nil }
      close = [UInt8(ascii: "'")]
    case UInt8(ascii: "\""), UInt8(ascii: "`"): close = [bytes[start]]
    default: return nil
    }
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      if bytes[index] == close[0] {
        // An apostrophe within a word closes nothing.
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
        if close[0] != UInt8(ascii: "'") || !next.isWordByte { return index }
      }
      index += 1
    }
    // Cut off within the quotation: all of the rest is quoted. A lone apostrophe opens none.
    return bytes[start] == UInt8(ascii: "'") ? nil : bytes.count - 1
  }

  private func endsWithIntroducer(_ kept: [UInt8]) -> Bool {
    var end = kept[...]
    while let last = end.last, !last.isWordByte { end.removeLast() }
    let word = String(
      decoding: end.suffix(while: { $0.isWordByte || $0 == UInt8(ascii: "_") }), as: UTF8.self)
    guard Self.introducers.contains(word) else { return false }
    let before = end.dropLast(word.utf8.count).suffix(6)
    return !before.elementsEqual("error ".utf8)
  }

  private static let introducers: Set<String> = [
    "content", "contents", "input", "inputs", "text", "prompt", "value", "message", "messages",
    "string", "received", "got", "given", "body", "data", "document", "sample", "near", "parse",
    "parsing", "json",
  ]
}

extension UInt8 {
  /// Whether the byte is an ASCII letter or digit.
  fileprivate var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}

extension ArraySlice<UInt8> {
  /// The longest end all of whose bytes satisfy a condition.
  fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var start = endIndex
    while start > startIndex, condition(self[start - 1]) { start -= 1 }
    return self[start...]
  }
}
