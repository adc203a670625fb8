import Testing

@testable import FacetCSV

@Suite("Paths in files that travel")
struct StoredPathTests {
  @Test(
    "Begin at the root, and name no folder above it",
    arguments: [
      ("data/a.csv", "data/a.csv"), ("/home/ann/task/data/a.csv", "data/a.csv"),
      ("/home/ann/other/a.csv", "a.csv"), ("/a.csv", "a.csv"),
      ("/home/ann/tasks/a.csv", "a.csv"),
    ])
  func relative(path: String, stored: String) {
    #expect(StoredPath.relative(path, to: "/home/ann/task") == stored)
  }
}
