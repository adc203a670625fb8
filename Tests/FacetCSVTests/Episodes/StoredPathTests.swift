import Testing

@testable import FacetCSV

@Suite("Paths in files that travel")
struct StoredPathTests {
  @Test(
    "Begin at the root, and name no folder above it",
    arguments: [
      ("data/a.csv", "data/a.csv"), ("/home/ann/work/data/a.csv", "data/a.csv"),
      ("/home/ann/other/a.csv", "a.csv"), ("/a.csv", "a.csv"),
      ("/home/ann/workshop/a.csv", "a.csv"),
    ])
  func relative(path: String, stored: String) {
    #expect(StoredPath.relative(path, to: "/home/ann/work") == stored)
  }
}
