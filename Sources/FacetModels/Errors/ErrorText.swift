/// An error's words in the form for recognisers: lower case, one space between words, at most
/// ``limit`` bytes.
struct ErrorText: Sendable {
  /// The position of recognised words.
  enum Place: Sendable {
    /// At the start of the text, so that they are the provider's own.
    case opening
    /// Later in the text, so that they may be a quotation.
    case within
  }

  /// Longer texts contain quotations; the provider's own words come first.
  static let limit = 2048

  private let bytes: [UInt8]

  init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(text.utf8.count, Self.limit))
    var rest = text.utf8.prefix(Self.limit)[...]
    while let byte = rest.first {
      if 0xE2...0xEF ~= byte, let plain = Self.plain(rest.prefix(3)) {
        bytes += plain
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

  /// The plain form of a typographic or Chinese mark; `nil` for any other character.
  private static func plain(_ character: Substring.UTF8View.SubSequence) -> [UInt8]? {
    marks.first { $0.mark.elementsEqual(character) }?.plain
  }

  private static let marks: [(mark: [UInt8], plain: [UInt8])] = [
    ("’", "'"), ("‘", "'"), ("“", "\""), ("”", "\""), ("「", "\""), ("」", "\""), ("『", "\""),
    ("』", "\""), ("：", ":"), ("，", ","), ("、", ","), ("（", "("), ("）", ")"), ("。", ". "),
    ("！", "! "), ("？", "? "),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  var isEmpty: Bool { bytes.isEmpty }

  /// The first position of a phrase, from a start on.
  ///
  /// A phrase that begins with a letter or a digit must begin a word, but need not complete it:
  /// `exceed` is found in `exceeds`, `supported` not in `unsupported`.
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

  /// The position of a word or phrase without a letter, digit or underscore next to it.
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

  /// Whether the text ends in a phrase, ignoring a full stop.
  func ends(with phrase: String) -> Bool {
    let end = bytes.last == UInt8(ascii: ".") ? bytes.dropLast() : bytes[...]
    return end.suffix(phrase.utf8.count).elementsEqual(phrase.utf8)
  }

  /// The words; brackets, commas and equals signs are separate words.
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

  /// The place of a position: the opening, if nothing before it introduces a quotation.
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
    let isOpening = !isQuoted && index <= Self.longestOpening
    return isOpening && !ErrorText(bytes: Array(before)).contains(anyOf: Self.complaints)
      ? .opening : .within
  }

  /// Phrases that introduce a part of the request, even without a mark.
  private static let complaints = [
    "parse", "parsing", "deserialize", "decode", "encode", "tokenize", "serialize", "unexpected",
    "malformed", "bad value", "bad input", "invalid value", "invalid content", "invalid message",
    "invalid input", "invalid prompt", "invalid string", "invalid text", "invalid json",
    "invalid parameter", "invalid argument", "参数", "字段", "格式", "无法", "解析", "不合法", "非法",
    "无效的内容", "无效的消息", "无效的输入", "无效值",
  ]

  private static let longestOpening = 80

  /// The text after a phrase, at most `length` bytes of it.
  func text(after phrase: String, length: Int) -> ErrorText? {
    guard let start = index(of: phrase) else { return nil }
    let from = start + phrase.utf8.count
    return ErrorText(bytes: Array(bytes[from...].prefix(length)))
  }

  /// The text before a phrase, at most `length` bytes of it.
  func text(before phrase: String, length: Int) -> ErrorText? {
    guard let start = index(of: phrase) else { return nil }
    return ErrorText(bytes: Array(bytes[..<start].suffix(length)))
  }

  /// The sentences; each ends at a full stop, question mark or exclamation mark before a space.
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
  /// The text without quotations: a provider that complains about a request repeats parts of it,
  /// and a sample may say anything.
  ///
  /// Names in quotes stay; a quotation that contains a space or a letter outside ASCII, or is longer
  /// than a name, is removed.
  /// So is the text after `content:` and the like.
  var withoutQuotations: ErrorText {
    var kept: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if let end = quotationEnd(from: index) {
        let quoted = bytes[index + 1..<end]
        if quoted.count <= Self.longestName, quoted.allSatisfy({ 0x21...0x7E ~= $0 }) {
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

  /// The text without names of exceptions and the like, which proxies put before a provider's
  /// words: `litellm.BadRequestError: AnthropicException - …`.
  var withoutWrappers: ErrorText {
    var rest = bytes[...]
    while let end = Self.wrapperEnd(in: rest) { rest = rest[end...] }
    return rest.count == bytes.count ? self : ErrorText(bytes: Array(rest))
  }

  /// The end of the wrapper at the start of a text.
  private static func wrapperEnd(in text: ArraySlice<UInt8>) -> Int? {
    for wrapper in [
      "input validation error: ", "inference error: ", "error code: ", "error: ", "json: ",
    ]
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

  /// The position of the mark that closes a quotation.
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
    // Cut off within the quotation: the rest is quoted. A lone apostrophe opens no quotation.
    return bytes[start] == UInt8(ascii: "'") ? nil : bytes.count - 1
  }

  private func endsWithIntroducer(_ kept: [UInt8]) -> Bool {
    if Self.chineseIntroducers.contains(where: kept.ends) { return true }
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

  private static let chineseIntroducers = [
    "内容", "输入", "文本", "提示词", "消息", "收到", "参数值", "原文", "不合法", "非法", "无效",
  ].map { Array($0.utf8) }
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

extension [UInt8] {
  /// Whether the bytes end in others.
  fileprivate func ends(_ other: [UInt8]) -> Bool { suffix(other.count) == other[...] }
}

extension ArraySlice<UInt8> {
  /// The longest suffix whose bytes all satisfy a condition.
  fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var start = endIndex
    while start > startIndex, condition(self[start - 1]) { start -= 1 }
    return self[start...]
  }
}
