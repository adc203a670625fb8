import FacetModels
import Testing

@Suite struct BytePairVocabularyTests {
  /// Single bytes by their value, then some pairs.
  private func vocabulary(
    _ joined: [String], _ kind: TokenEstimator.Vocabulary = .o200k
  ) throws -> BytePairVocabulary {
    var tokens = (0..<256).map { [UInt8($0)] }
    tokens += joined.map { Array($0.utf8) }
    let lines = tokens.enumerated().map { "\(base64($1)) \($0)\n" }
    return try #require(BytePairVocabulary(file: Array(lines.joined().utf8), vocabulary: kind))
  }

  private func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      var part = ""
      for place in 0..<4 {
        part = (place < 3 - group.count ? "=" : String(digits[value & 63])) + part
        value >>= 6
      }
      text += part
    }
    return text
  }

  @Test(
    "Pairs are joined in the order of their ranks",
    arguments: [
      ("", 0), ("a", 1), ("ab", 1), ("abc", 1), ("bc", 1), ("xbc", 2), ("aab", 2), ("abab", 2),
      // The pair of the lower rank goes first: b and c, although a and b stand first.
      ("abcd", 2), (" ab", 2), ("ab ab", 3),
    ])
  func joins(text: String, tokens: Int) throws {
    // "bc" before "ab"; "abc" is a token of its own.
    #expect(try vocabulary(["bc", "ab", "abc"]).count(text) == tokens)
  }

  @Test(
    "A text is cut into pieces that are never joined",
    arguments: [
      // Each piece is a token here; what is not is counted by its bytes.
      ("don't", 2, 1), ("STOPit", 3, 2), ("12345", 2, 2), ("a  b", 3, 3), ("end.\n\n", 2, 2),
    ])
  func cuts(text: String, cl100k: Int, o200k: Int) throws {
    let pieces = [
      "don't", "don", "'t", "STOP", "it", "123", "45", " b", ".\n\n", "end", "ST", "OPit", "STOPit",
      "STO",
    ]
    // "STOPit" is one piece of both; with pairs alone it has as many tokens as joins leave.
    #expect(try vocabulary(pieces, .cl100k).count(text) <= text.utf8.count)
    let expected = text == "STOPit" ? 1 : cl100k
    #expect(try vocabulary(pieces, .cl100k).count(text) == expected)
    #expect(try vocabulary(pieces).count(text) == (text == "STOPit" ? 1 : o200k))
  }

  @Test("A megabyte of one letter does not take minutes")
  func longPiece() throws {
    let text = String(repeating: "a", count: 1 << 17)
    let start = ContinuousClock.now
    #expect(try vocabulary(["aa", "aaaa", "aaaaaaaa"]).count(text) == (1 << 17) / 8)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test(
    "A file that is not a vocabulary is refused",
    arguments: ["", "hello", "YQ== x\n", "!! 1\n", "YQ=="])
  func refuses(text: String) {
    #expect(BytePairVocabulary(file: Array(text.utf8), vocabulary: .o200k) == nil)
  }

  @Test("A vocabulary is read from tiktoken's cache, and its content is checked")
  func places() {
    let file = VocabularyFile(.o200k)
    let name = "fb374d419588a4632f3f557e76b4b70aebbca790"
    #expect(
      file.path(environment: ["TIKTOKEN_CACHE_DIR": "/a", "DATA_GYM_CACHE_DIR": "/b"])
        == "/a/" + name)
    #expect(file.path(environment: ["DATA_GYM_CACHE_DIR": "/b"]) == "/b/" + name)
    #expect(file.path(environment: ["TMPDIR": "/t"]) == "/t/data-gym-cache/" + name)
    #expect(file.path(environment: [:]) == "/tmp/data-gym-cache/" + name)
    #expect(file.content(environment: ["TIKTOKEN_CACHE_DIR": "/nowhere"]).state == .missing)
  }
}
