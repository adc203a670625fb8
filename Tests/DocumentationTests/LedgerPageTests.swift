import Testing

@testable import FacetLedger

@Suite("The page of the ledger")
struct LedgerPageTests {
  @Test("It names every table and every column")
  func namesColumns() throws {
    let page = try Page("Docs/ledger.md")
    let words = LedgerSchema.migrations.joined(separator: "\n").split(separator: "\n").compactMap {
      line -> String? in
      let words = line.split(separator: " ")
      if line.contains("CREATE TABLE") { return words.count > 2 ? String(words[2]) : nil }
      guard words.count > 1, ["INTEGER", "TEXT", "BLOB"].contains(words[1].filter(\.isLetter))
      else { return nil }
      return String(words[0])
    }
    #expect(words.count > 60)
    for word in Set(words).sorted() {
      #expect(page.text.contains("`\(word)`"), "'\(word)' is not on the page")
    }
  }
}
