import Testing

@testable import FacetPlatform

@Suite("Text that reaches a terminal")
struct TerminalTextTests {
  @Test(
    "Control and invisible characters are shown as escapes",
    arguments: [
      ("\u{1B}]0;title\u{7}", #"\u{1B}]0;title\u{07}"#), ("a\u{9B}31m", #"a\u{9B}31m"#),
      ("\u{7F}\u{0}", #"\u{7F}\u{00}"#), ("x\rgone", #"x\u{0D}gone"#),
      ("\u{8}\u{B}\u{C}", #"\u{08}\u{0B}\u{0C}"#), ("a\u{202E}b\u{2069}", #"a\u{202E}b\u{2069}"#),
      ("l\u{2028}m\u{2029}n\u{85}", #"l\u{2028}m\u{2029}n\u{85}"#),
      ("\u{FEFF}\u{200B}\u{2060}", #"\u{FEFF}\u{200B}\u{2060}"#),
      ("\u{E0041}", #"\u{E0041}"#), ("\u{90}P\u{9C}", #"\u{90}P\u{9C}"#),
    ])
  func escaped(text: String, shown: String) {
    #expect(TerminalText.safe(text) == shown)
  }

  @Test(
    "Ordinary text stays as it is, in any script",
    arguments: ["", "plain\n\ttext", "Ünïcode — “x”", "日本語", "👩‍👩‍👧 שלום العربية ไทย", "\u{A0}\u{AD}"])
  func ordinary(text: String) {
    #expect(TerminalText.safe(text) == text)
    #expect(TerminalText.safe(text, .json) == text)
  }

  @Test("In JSON an escape means the same character")
  func json() {
    #expect(
      TerminalText.safe("\"\u{9B}\u{7F}\u{202E}\u{E0041}\"", .json)
        == #""\u009b\u007f\u202e\udb40\udc41""#)
  }

  @Test("No scalar of the control ranges gets through", arguments: [0x00...0x1F, 0x7F...0x9F])
  func ranges(range: ClosedRange<UInt32>) throws {
    for value in range where value != 0x09 && value != 0x0A {
      let scalar = try #require(Unicode.Scalar(value))
      #expect(!TerminalText.safe("a\(scalar)b").unicodeScalars.contains(scalar))
    }
  }

  @Test(
    "Numbers from outside become integers and times without a trap",
    arguments: [
      (Double.nan, 0, 0), (.infinity, Int.max, 31_536_000_000), (-.infinity, Int.min, 0),
      (1e308, Int.max, 31_536_000_000), (-1, -1, 0), (1.5, 2, 1.5), (0, 0, 0),
      (.leastNonzeroMagnitude, 0, 0),
    ] as [(Double, Int, Double)])
  func numbers(value: Double, integer: Int, seconds: Double) {
    #expect(Int(clamping: value) == integer)
    #expect(Duration.seconds(clamping: value) == .seconds(seconds))
  }
}
