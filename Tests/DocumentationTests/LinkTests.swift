import FacetPlatform
import Testing

@Suite("Links of the pages")
struct LinkTests {
  @Test("Every link to a file leads to one", arguments: Page.all)
  func filesExist(path: String) throws {
    let page = try Page(path)
    let folder = FileSystem.parent(of: Page.root + "/" + path)
    for piece in page.text.split(separator: "](").dropFirst() {
      let target = piece.prefix { $0 != ")" && $0 != "#" }
      guard !target.isEmpty, !target.hasPrefix("http") else { continue }
      #expect(FileSystem.exists(folder + "/" + target), "\(path): \(target)")
    }
  }
}
