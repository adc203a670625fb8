internal import FacetModels

/// Counts prompts that share a long text with a vocabulary, counting the text only once.
///
/// No token of a vocabulary crosses a space between two ASCII letters. Between the first and the
/// last such space, a text therefore has the same number of tokens in every context.
struct SharedTextCount {
  private let bytes: [UInt8]
  /// The range of bytes that is counted once; `nil` if it is too short.
  private let inner: Range<Int>?
  private let innerTokens: Int

  /// Shorter texts are counted with each prompt.
  private static let worthwhile = 512

  /// - Parameter known: The counts of words met before.
  init(_ text: String, _ exact: BytePairVocabulary, known: inout [Substring: Int]) {
    bytes = Array(text.utf8)
    inner = Self.inner(of: bytes)
    innerTokens =
      inner.map { [bytes] range in
        exact.count(String(decoding: bytes[range], as: UTF8.self), known: &known)
      } ?? 0
  }

  /// The number of tokens of a prompt.
  func tokens(
    of prompt: String, _ exact: BytePairVocabulary, known: inout [Substring: Int]
  ) -> Int {
    guard let inner else { return exact.count(prompt, known: &known) }
    let prompt = Array(prompt.utf8)
    guard let start = Self.firstPlace(of: bytes, in: prompt) else {
      return exact.count(String(decoding: prompt, as: UTF8.self), known: &known)
    }
    let before = String(decoding: prompt[..<(start + inner.lowerBound)], as: UTF8.self)
    let after = String(decoding: prompt[(start + inner.upperBound)...], as: UTF8.self)
    return exact.count(before, known: &known) + innerTokens + exact.count(after, known: &known)
  }

  private static func inner(of bytes: [UInt8]) -> Range<Int>? {
    guard bytes.count >= worthwhile else { return nil }
    func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
    func isPlace(_ position: Int) -> Bool {
      bytes[position] == UInt8(ascii: " ") && isLetter(bytes[position - 1])
        && isLetter(bytes[position + 1])
    }
    let positions = 1..<(bytes.count - 1)
    guard let first = positions.first(where: isPlace), let last = positions.last(where: isPlace),
      first < last
    else { return nil }
    return first..<last
  }

  private static func firstPlace(of text: [UInt8], in prompt: [UInt8]) -> Int? {
    guard let first = text.first, prompt.count >= text.count else { return nil }
    return (0...(prompt.count - text.count)).first { start in
      prompt[start] == first && prompt[start..<(start + text.count)].elementsEqual(text)
    }
  }
}
