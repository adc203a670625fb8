import FacetPlatform
import Testing

@Suite("Words of a shell")
struct ShellWordTests {
  @Test(
    "Words that are quoted into a command line are read back from it",
    arguments: [
      ["facet", "run", "a b.json", "--until", "dpo:3"], ["it's", "''", "", "\\", "a\\ b"],
      ["$HOME", "\"x\"", "*", "ü", "line\nbreak"], [],
    ])
  func roundTrip(words: [String]) {
    #expect(ShellWord.words(of: words.map(ShellWord.quoted).joined(separator: " ")) == words)
  }

  @Test("A word that a person wrote with a backslash is one word")
  func backslash() {
    #expect(ShellWord.words(of: #"facet  run a\ b.json"#) == ["facet", "run", "a b.json"])
  }
}
