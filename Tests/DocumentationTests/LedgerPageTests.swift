import Testing

@testable import FacetLedger

@Suite("The page of the ledger")
struct LedgerPageTests {
  @Test("It names every table and every column")
  func namesColumns() throws {
    let page = try Page("Docs/ledger.md")
    let created = LedgerSchema.migrations.joined(separator: "\n")
    let tables = created.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      if line.contains("CREATE TABLE") { return words.count > 2 ? String(words[2]) : nil }
      guard words.count > 1, ["INTEGER", "TEXT", "BLOB"].contains(words[1].filter(\.isLetter))
      else { return nil }
      return String(words[0])
    }
    // A column that a later version adds stands before its comment, alone or behind `COLUMN`.
    let columns = LedgerSchema.migrations.dropFirst().flatMap { migration in
      migration.split(whereSeparator: \.isWhitespace).split(separator: "COLUMN").dropFirst()
        .compactMap { $0.first }.map { String($0).filter { $0 != ";" } }
    }
    #expect(columns.contains("answers_paid"))
    let dropped: Set = ["cost_usd"]
    let words = Set(tables + columns).subtracting(dropped)
    #expect(words.count > 60)
    for word in words.sorted() {
      #expect(page.text.contains("`\(word)`"), "'\(word)' is not on the page")
    }
  }
}
