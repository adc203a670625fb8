import Facet
import Testing

@Suite("The changelog")
struct ChangelogTests {
  @Test("It begins with the version that the command prints")
  func version() throws {
    let page = try Page("CHANGELOG.md")
    let first = page.text.split(separator: "\n").first { $0.hasPrefix("## ") }
    #expect(first?.hasPrefix("## \(FacetVersion.current)") == true)
  }
}
