import Testing

@testable internal import FacetTraining

@Suite("Banned terms")
struct KeywordTests {
  static let published = ["alfworld", "alf_world", "textworld", "text_world", "tw_", "tw-"]

  @Test(
    "Whole words are found after folding, whatever separates or hides them",
    arguments: [
      ("we use ALFWorld here", true), ("ALF World", true), ("alf-world", true),
      ("alf\u{200B}world", true), ("ａｌｆｗｏｒｌｄ", true), ("alf_world", true), ("ALF.WORLD", true),
      ("alf/world", true), ("TextWorld games", true), ("the text world game", true),
      ("tw_cooking", true), ("tw-simple", true), ("(tw-1)", true), ("between-tw- case", true),
      ("àlfworld", true), ("𝐚𝐥𝐟𝐰𝐨𝐫𝐥𝐝", true), ("text world of ours", true), ("TEXT_WORLD", true),
      ("tw_", true), ("alf - world", true), ("аlfworld with a Cyrillic a", false),
      ("outw-ard", false), ("btw-I", false), ("wtw-2", false), ("bigtw-bag", false),
      ("gtw_id", false), ("growtw_1", false), ("context_worlds", false), ("alf, world", false),
      ("alfworlds", false), ("halfworld", false), ("tw", false), ("text (world)", false),
    ])
  func finds(text: String, isBanned: Bool) {
    var rules = ContaminationRules()
    rules.keywords = Self.published
    var scan = KeywordScan(rules)
    #expect((scan.term(in: text) != nil) == isBanned)
  }

  @Test("Literal terms are found inside words, as published")
  func literal() {
    var rules = ContaminationRules()
    rules.keywords = Self.published
    rules.isLiteral = true
    var scan = KeywordScan(rules)
    #expect(scan.term(in: "outw-ard") == "tw-")
    #expect(scan.term(in: "alf-world") == nil)
  }
}
