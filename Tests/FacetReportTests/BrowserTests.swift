import FacetJSON
import TestSupport
import Testing

@testable import FacetReport

@Suite("A report in a browser", .enabled(if: Browser.path != nil), .serialized)
struct BrowserTests {
  private func visit(_ dataset: JSONValue) throws -> Browser.Visit {
    let folder = try ScratchFolder()
    try folder.write(dataset.bytes(style: .indented), to: "d.json")
    let report = DatasetReport(datasets: [folder.path(of: "d.json")])
    try report.write(to: folder.path(of: "d.html"))
    return try Browser.visit(folder.path(of: "d.html"), folder: folder.path)
  }

  @Test("Has a row for each sample, an empty console, and hostile text shown as text")
  func rows() throws {
    let page = try visit(
      Datasets.document(
        samples: [Datasets.hostile] + (1..<40).map { "text \($0)" },
        conditions: ["Plain", Datasets.hostile]))
    #expect(page.console == [])
    #expect(page.document.components(of: "<article ") == 40)
    #expect(page.document.contains("<title>demo &lt;script&gt;document.title='x'&lt;/script&gt;"))
    let shown =
      "&lt;script&gt;document.title='x'&lt;/script&gt;&lt;/script&gt;&lt;!-- &amp;amp; "
      + "&lt;img src=x onerror=alert(1)&gt; \u{2028}\u{2029} ]]&gt; \\u003c"
    #expect(page.document.contains("Answer: " + shown))
    #expect(page.document.components(of: "<img") == 0)
    #expect(page.document.contains("40 samples, 80 answers"))
    #expect(page.document.contains("13 × context_length (HTTP 400)"))
  }

  @Test("Stays usable with 10,000 answers: only visible samples are filled")
  func large() throws {
    let page = try visit(
      Datasets.document(
        samples: (0..<1000).map { "text \($0) " + String(repeating: "many words ", count: 60) },
        conditions: (0..<10).map { "P\($0)" }))
    #expect(page.console == [])
    #expect(page.document.components(of: "<article ") == 1000)
    #expect((10...400).contains(page.document.components(of: "class=\"answer ")))
    #expect(page.document.contains("1,000 samples, 10,000 answers"))
  }

  @Test("Says how often the first of two compared responses won")
  func positions() throws {
    var document = try #require(
      Datasets.document(samples: ["text"], conditions: ["Plain", "Other"]).object)
    var metadata = document["metadata"]?.object ?? [:]
    metadata["comparisons"] = [
      [
        "name": "duel", "first": 3, "second": 1, "ties": 2, "pairs_in_both_orders": 3,
        "contradictions": 1,
      ],
      [
        "name": "none", "first": 0, "second": 0, "ties": 2, "pairs_in_both_orders": 0,
        "contradictions": 0,
      ],
    ]
    document["metadata"] = .object(metadata)
    let page = try visit(.object(document))
    #expect(page.console == [])
    #expect(
      page.document.contains(
        "duel: the first of two responses won 3 of 4 comparisons with a winner (75 %); the order "
          + "changed the verdict on 1 of 3 pairs."))
    #expect(!page.document.contains("none: the first"))
  }

  @Test("Shows a dataset with little metadata")
  func published() throws {
    let page = try visit([
      "task_type": "old", "agent_perspectives": [["condition": "A"]],
      "tasks": [["context": "c", "responses": ["r", "too many"]], ["responses": [nil]], [:]],
    ])
    #expect(page.console == [])
    #expect(page.document.components(of: "<article ") == 3)
    let empty = try visit(["tasks": []])
    #expect(empty.console == [])
    #expect(empty.document.contains("No sample matches"))
  }
}

extension String {
  /// How often another string occurs.
  func components(of other: String) -> Int {
    ranges(of: other).count
  }
}
