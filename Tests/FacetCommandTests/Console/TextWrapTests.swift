import Testing

@testable import FacetCommand

@Suite("Reports on a narrow terminal")
struct TextWrapTests {
  @Test(
    "Lines break at spaces and continue indented; commands and tables stay whole",
    arguments: [
      ("short", "short"),
      (
        "  tokens: 12,345 prompt, 678 completion (estimated)",
        "  tokens: 12,345 prompt,\n    678 completion\n    (estimated)"
      ),
      (
        "  resume with:\n    facet run configs/a.json --limit 100 -o out.json",
        "  resume with:\n    facet run configs/a.json --limit 100 -o out.json"
      ),
      ("  by step   calls  prompt  output  p50", "  by step   calls  prompt  output  p50"),
      ("averyveryverylongwordwithoutspaces x", "averyveryverylongwordwithoutspaces\n  x"),
      ("", ""), ("a\n\nb", "a\n\nb"),
    ])
  func wraps(text: String, shown: String) {
    #expect(TextWrap.wrapped(text, columns: 24) == shown)
  }
}
