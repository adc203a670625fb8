import Testing

@testable import Facet
@testable import FacetCluster

@Suite("The reference of clusters")
struct ClusterPageTests {
  private let page: Page

  init() throws {
    page = try Page("Docs/cluster-reference.md")
  }

  /// The cells of the table below a heading row.
  private func rows(below heading: String) throws -> [[String]] {
    try page.text(after: heading, before: "\n\n").split(separator: "\n").dropFirst().map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { String($0.filter { $0 != "`" }.trimmingPrefix(" ")) }
    }
  }

  private static func names(_ cell: String) -> [String] {
    cell.split(separator: ",").map { name in
      String(name.trimmingPrefix(" ").reversed().trimmingPrefix(" ").reversed())
    }
  }

  @Test("It names every state of a shard, and which ones 'resubmit' submits")
  func states() throws {
    var submits: [String: Bool] = [:]
    for row in try rows(below: "| state | means | `resubmit` |") {
      for name in Self.names(row[0]) { submits[name] = row[2].contains("submits it") }
    }
    #expect(
      submits
        == Dictionary(
          uniqueKeysWithValues: LaunchState.Word.allCases.map { ($0.rawValue, $0.isOpen) }))
  }

  @Test("It names the files of a launch and of a shard")
  func files() throws {
    let names = try Set(rows(below: "| file | is |").flatMap { Self.names($0[0]) })
    let ledger = ShardPlaces.ledger(in: "")
    let parts = ["o.json", "o.jsonl"].map { ShardPlaces.part(in: "", likeOutput: $0) }
    #expect(
      names == Set((parts + [ledger]).map { String($0.dropFirst()) } + [ShardStatus.fileName]))
    for name in [LaunchPlan.fileName, SlurmScripts.arrayName, SlurmScripts.mergeName] {
      #expect(page.codeSpans.contains(name))
    }
    #expect(page.codeSpans.contains("shards/" + ShardPlaces.name(of: 3)))
  }

  @Test("The keys that are divided are keys of a configuration")
  func keys() throws {
    let known = try Page("Docs/configuration.md").codeSpans
    let cells = try rows(below: "| key | divided by |").map { $0[0] }
    let keys = cells.flatMap { cell in
      cell.split { !($0.isLetter || $0 == "_") }.map(String.init).filter { $0.contains("_") }
    }
    #expect(keys.count == 4)
    for key in keys {
      #expect(known.contains { $0 == key || $0.hasSuffix("." + key) }, "\(key)")
    }
  }
}
