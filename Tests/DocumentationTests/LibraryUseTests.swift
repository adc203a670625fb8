import Facet
import FacetConfiguration
import Testing

/// What a user of the library can do with its public declarations.
@Suite("The library")
struct LibraryUseTests {
  @Test("It says what a run would cost, without a key and without sending anything")
  func estimates() async throws {
    let task = """
      {"task_type": "echo", "task_description": "Say it again",
      "model_config": {"model_name": "ollama:tiny", "max_tokens": 100,
      "price": {"input": 1, "output": 2}},
      "agent_perspectives": [{"condition": "A", "strategy": "Say it again."}],
      "data_config": {"input_data_path": "data/two.json"}, "budget": {"usd": 0.5}}
      """
    let folder = try ScratchFolder(files: [
      "task.json": task, "data/two.json": #"[{"input": "one"}, {"input": "two"}]"#,
    ])
    defer { folder.remove() }
    let pipeline = try DataGenerationPipeline(
      configuration: TaskConfiguration(contentsOf: folder.path + "/task.json"),
      options: RunOptions(environment: ["FACET_LEDGER": folder.path + "/ledger.sqlite"]))
    let estimate = try await pipeline.estimate()
    #expect(estimate.calls == 2)
    #expect(estimate.heldAnswers == 0)
    #expect(estimate.completionTokens == 100)
    let cost = try #require(estimate.costUSD)
    let range = try #require(estimate.costRangeUSD)
    #expect(range.low < cost && cost < range.high)
    #expect(pipeline.summary.budget?.limitUSD == "0.5")
    #expect(pipeline.summary.budget?.excessUSD == nil)
  }
}
