import Facet
import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import Testing

@Suite("The page of the dataset")
struct DatasetPageTests {
  /// A task in which every optional key of a dataset occurs.
  private static let task = """
    {
      "task_type": "page", "add_references": true, "mine": 1,
      "agent_perspectives": [
        { "condition": "A", "completions": 2, "system": { "file": "prompts/a.md" },
          "reading": { "file": "prompts/a.md" }, "strategy": { "file": "prompts/a.md" },
          "metadata": { "m": 1 } },
        { "condition": "B", "strategy": "Say {{more}}." }
      ],
      "data_config": { "input_data_path": "data/page.json" }
    }
    """

  @Test("Every key of a document and of a row stands in the page", arguments: ["json", "jsonl"])
  func hasEveryKey(ending: String) async throws {
    let page = try Page("Docs/dataset.md")
    let folder = try ScratchFolder(files: [
      "configs/page.json": Self.task, "prompts/a.md": "Say something.",
      "data/page.json": """
      [{"id": "1", "input": "One river.", "reference": "r", "more": 2},
      {"id": "2", "input": "One hill.", "reference": "r"}]
      """,
    ])
    defer { folder.remove() }
    var documents: [JSONValue] = []
    try await RehearsalServer.withServer(options: RehearsalOptions()) { server in
      let configuration = try TaskConfiguration(contentsOf: folder.path + "/configs/page.json")
      var options = RunOptions(environment: [:])
      options.rehearsal = RehearsalTarget(
        baseURLs: Dictionary(
          uniqueKeysWithValues: WireFormat.allCases.map { ($0, server.baseURL(for: $0)) }),
        identity: "page")
      options.output = folder.path + "/out." + ending
      let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
      let outcome = try await pipeline.generateDataset()
      #expect(outcome.counts.ok == 5)
      #expect(outcome.counts.failed == 1)
      let bytes = try FileSystem.contents(of: outcome.datasetPath)
      documents = try bytes.split(separator: ending == "json" ? 0 : 0x0A).map {
        try ResponseJSON.value(of: Array($0))
      }
    }
    if ending == "jsonl" {
      documents.append(
        try ResponseJSON.value(of: try FileSystem.contents(of: folder.path + "/out.metadata.json")))
    }
    let keys = documents.reduce(into: Set<String>()) { $0.formUnion(Self.keys(of: $1)) }
    let rare: Set = ending == "json" ? ["shared", "strategy_file", "class"] : ["messages", "role"]
    #expect(keys.isSuperset(of: rare))
    #expect(keys.subtracting(page.codeSpans).sorted() == [])
  }

  /// Keys at any depth; those that the user chose, and those of the configuration, left out.
  private static func keys(of value: JSONValue) -> Set<String> {
    switch value {
    case .object(let object):
      let foreign: Set = ["model_config", "data_config", "extra", "fields", "by_model"]
      return object.members.reduce(into: []) { keys, member in
        keys.insert(member.key)
        if member.key == "metadata", member.value["generation_time"] == nil { return }
        if !foreign.contains(member.key) { keys.formUnion(Self.keys(of: member.value)) }
      }
    case .array(let elements):
      return elements.reduce(into: []) { $0.formUnion(keys(of: $1)) }
    default:
      return []
    }
  }
}
