import FacetPlatform
import Testing

@Suite("Regular expressions")
struct TextPatternTests {
  @Test(
    "A pattern matches what ECMAScript's does",
    arguments: [
      ("^a+b$", "aaab", true), ("^a+b$", "aaa", false), ("a.c", "a\nc", false),
      ("^[A-Z]{2}-\\d{3}$", "AB-123", true), ("^[A-Z]{2}-\\d{3}$", "AB-1234", false),
      ("\\d", "٣", false), ("^\\w+$", "é", false), ("^\\p{L}+$", "éß漢", true),
      ("^\\P{L}+$", "12 3", true), ("^[^\\d\\s]+$", "ab c", false), ("\\bcat\\b", "a cat.", true),
      ("\\bcat\\b", "concat", false), ("^(?:a|b)*c", "ababc", true), ("^.$", "😀", true),
      ("^\\u{1F600}$", "😀", true), ("^\\uD83D\\uDE00$", "😀", true), ("^\\x41$", "A", true),
      ("^a{2,3}$", "aaaa", false), ("^a{2,}$", "aaaa", true), ("^(a?){3}$", "aa", true),
      ("x{,3}", "x{,3}", true), ("^$", "", true), ("^$", "\n", false), ("a|", "", true),
      ("^[\\]\\-a]+$", "-]a", true), ("[]", "a", false), ("[^]", "a", true),
      ("^[a-]+$", "a-a", true), ("(?i)^straße$", "STRAßE", true), ("(?m)^b$", "a\nb\nc", true),
      ("(?s)a.c", "a\nc", true), ("^(a*)*$", "aaab", false), ("^\\S+@\\S+\\.\\w+$", "a@b.io", true),
      ("^(([a-z])+.)+[A-Z]([a-z])+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
      ("^\\/$", "/", true), ("\\.", "a", false), ("^[\\w.-]+$", "a.b-c_d", true),
    ] as [(String, String, Bool)])
  func matches(pattern: String, text: String, isMatch: Bool) throws {
    #expect(try TextPattern(pattern).occurs(in: text) == isMatch)
  }

  @Test(
    "A match and its groups are those of a search that prefers the first alternative",
    arguments: [
      ("(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]),
      ("answer: (\\w+)", "The answer: 42.", ["answer: 42", "42"]),
      ("<(.+?)>", "<a><b>", ["<a>", "a"]), ("<(.+)>", "<a><b>", ["<a><b>", "a><b"]),
      ("(?<year>\\d{4})-(?P<month>\\d\\d)", "on 2026-11-30", ["2026-11", "2026", "11"]),
      ("(a)|(b)", "b", ["b", nil, "b"]), ("(a*)+", "b", ["", ""]), ("(?i)(X)y", "xY", ["xY", "x"]),
      ("(?:(a)|b)*", "ab", ["ab", "a"]),
    ] as [(String, String, [String?])])
  func captures(pattern: String, text: String, expected: [String?]) throws {
    let match = try #require(try TextPattern(pattern).firstMatch(in: text))
    #expect([match.text] + match.groups == expected)
  }

  @Test("Matches follow one another without overlaps, empty ones included")
  func findsAll() throws {
    #expect(try TextPattern("\\d+").matches(in: "1, 22 and 333").map(\.text) == ["1", "22", "333"])
    #expect(try TextPattern("a*").matches(in: "baac").map(\.text) == ["", "aa", "", ""])
    #expect(try TextPattern("aa").matches(in: "aaaaa").map(\.range) == [0..<2, 2..<4])
    #expect(try TextPattern("^a").matches(in: "aaa").count == 1)
  }

  @Test(
    "A pattern of another dialect is refused at its place",
    arguments: [
      ("(?=a)", 0, "lookahead is not supported"), ("a(?<!b)", 1, "lookbehind is not supported"),
      ("(a)\\1", 3, "backreferences are not supported"),
      ("a**", 2, "'*' follows another quantifier"),
      ("*a", 0, "'*' repeats nothing"), ("(a", 0, "'(' has no ')'"),
      ("a)", 1, "')' closes no group"),
      ("[a", 0, "'[' has no ']'"), ("[z-a]", 1, "wrong order"), ("a{3,2}", 1, "wrong order"),
      ("\\", 0, "'\\' ends the pattern"), ("\\p{Script=Han}", 0, "is not supported"),
      ("a++", 1, "possessive"), ("(?>a)", 0, "atomic"), ("\\Aa", 0, "'^' stands for the start"),
      ("\\y", 0, "not an escape"), ("a{9999}", 2, "at most 5000"),
      ("((a{200}){200}){200}", 0, "too large"), ("(?:){5000}", -1, ""), ("^*", 0, "quantifier"),
      ("\\u{110000}", 0, "not a Unicode character"), ("[\\d-z]", 1, "between two characters"),
      (String(repeating: "(", count: 101), 100, "deeper than 100"),
    ] as [(String, Int, String)])
  func refuses(pattern: String, offset: Int, message: String) {
    do {
      _ = try TextPattern(pattern)
      #expect(offset < 0, "it was accepted")
    } catch {
      #expect(error.offset == offset)
      #expect(error.message.contains(message))
    }
  }

  @Test(
    "No pattern makes a search slow",
    arguments: [
      "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y",
      "^(a?){500}a{500}$",
    ])
  func isLinear(pattern: String) throws {
    let text = String(repeating: "a", count: 2000) + "!"
    #expect(try !TextPattern(pattern).occurs(in: text))
  }
}
