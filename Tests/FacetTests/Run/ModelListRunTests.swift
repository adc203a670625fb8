import FacetConfiguration
import FacetJSON
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Runs of several models side by side")
struct ModelListRunTests {
  private func task(
    _ perspectives: String, models: String = #""gpt-5-mini", "claude-haiku-4-5", "gemini-3-flash""#
  ) throws -> TaskFixture {
    let task = try TaskFixture(samples: ["one", "two"])
    let text = """
      {"task_type": "echo", "models": [\(models)], "agent_perspectives": [\(perspectives)],
      "data_config": {"input_data_path": "data/d.jsonl", "sample_size": null},
      "prompt_layout": "context_first"}
      """
    task.configuration = try TaskConfiguration(
      text: text, path: task.folder.path + "/task.json", overrides: [],
      workingDirectory: task.folder.path)
    return task
  }

  private static let two = """
    {"condition": "Plain", "strategy": "Say it."},
    {"condition": "Twice", "strategy": "Say it twice.", "completions": 2},
    {"condition": "Own", "strategy": "Say it.", "model_config": {"model_name": "gpt-4o"}}
    """

  @Test("Columns are condition and model, and each model is asked and counted on its own")
  func columns() async throws {
    let task = try task(Self.two)
    let run = try await task.run()
    let columns = try #require(run.dataset["agent_perspectives"]?.array)
    #expect(
      columns.compactMap { $0["condition"]?.string } == [
        "Plain · gpt-5-mini", "Plain · claude-haiku-4-5", "Plain · gemini-3-flash",
        "Twice · gpt-5-mini #1", "Twice · gpt-5-mini #2", "Twice · claude-haiku-4-5 #1",
        "Twice · claude-haiku-4-5 #2", "Twice · gemini-3-flash #1", "Twice · gemini-3-flash #2",
        "Own",
      ])
    #expect(
      columns.map { $0["base_condition"]?.string ?? "" }.prefix(4) == [
        "Plain", "Plain", "Plain", "Twice",
      ])
    #expect(columns.last?["base_condition"] == nil)
    #expect(
      columns.compactMap { $0["model"]?.string }.prefix(3) == [
        "gpt-5-mini", "claude-haiku-4-5", "gemini-3-flash",
      ])
    #expect(run.statuses.allSatisfy { $0 == "ok" })
    #expect(run.statistics.answered == 20)
    let models = run.metadata["statistics"]?["by_model"]?.array ?? []
    #expect(models.compactMap { $0["answers"]?.int } == [6, 6, 6, 2])
    #expect(Set(run.metadata["cost_usd"]?["by_model"]?.object?.keys ?? []).count == 4)
    #expect(run.metadata["models"]?.array?.count == 3)
    #expect(run.metadata["api_provider"] == .null)
    #expect(run.cells.prefix(3).compactMap { $0["model"]?.string }.count == 3)
  }

  @Test("One model leaves columns as they are, and its answers are those of the list")
  func single() async throws {
    let task = try task(Self.two)
    let all = try await task.run()
    let single = try self.task(Self.two, models: #""claude-haiku-4-5""#)
    single.options.ledgerPath = task.folder.path(of: "data/agents/ledger.sqlite")
    let run = try await single.run()
    #expect(
      run.dataset["agent_perspectives"]?.array?.compactMap { $0["condition"]?.string } == [
        "Plain", "Twice #1", "Twice #2", "Own",
      ])
    #expect(all.statistics.answered == 20)
    #expect(run.statistics.answered == 0)
  }

  @Test("A label tells two elements of one model apart; equal requests are their own draws")
  func labels() async throws {
    let task = try task(
      #"{"condition": "A", "strategy": "S"}, {"condition": "B", "strategy": "S", "model_config": {"model_name": "gpt-5-mini"}}"#,
      models: #""gpt-5-mini", {"model_name": "gpt-5-mini", "label": "again"}"#)
    let run = try await task.run()
    let columns = try #require(run.dataset["agent_perspectives"]?.array)
    #expect(
      columns.compactMap { $0["condition"]?.string } == ["A · gpt-5-mini", "A · again", "B"])
    #expect(columns.map { $0["model_label"]?.string } == [nil, "again", nil])
    #expect(run.statistics.answered == 6)
  }

  @Test("Estimates, selections and file names know the models")
  func plan() throws {
    let task = try task(Self.two)
    task.options.requiresKeys = false
    task.options.output = nil
    func plan() throws -> RunPlan {
      try DataGenerationPipeline(configuration: task.configuration, options: task.options).plan
    }
    let all = try plan()
    #expect(all.callCount == 20)
    #expect(
      OutputLocation(
        output: nil, configuration: task.configuration, start: all.start, isTest: false,
        replicate: nil, isRehearsal: false
      ).path.contains("/echo_3_models_"))
    let estimate = RunEstimator(plan: all).estimate()
    #expect(estimate.models.map(\.part.calls) == [6, 6, 6, 2])
    #expect(Set(estimate.steps.map(\.condition)).count == 7)
    let summary = RunSummary(all)
    #expect((summary.perspectives, summary.models) == (3, 3))
    task.options.perspectives = ["Plain"]
    #expect(try plan().columns.count == 3)
    task.options.perspectives = ["* gpt-5*"]
    #expect(
      try plan().columns.map(\.condition) == [
        "Plain · gpt-5-mini", "Twice · gpt-5-mini #1", "Twice · gpt-5-mini #2",
      ])
    task.options.perspectives = []
    task.options.baseURL = "http://127.0.0.1:1"
    #expect(throws: PlanError.self) { try plan() }
  }

  @Test("Each model has its own lead for a shared prefix")
  func leads() throws {
    let task = try task(
      #"{"condition": "A", "strategy": "S"}, {"condition": "B", "strategy": "T"}"#)
    task.options.requiresKeys = false
    let plan = try DataGenerationPipeline(
      configuration: task.configuration, options: task.options
    ).plan
    let groups = plan.perspectives.compactMap { $0.strategy?.sharedPrefix?.group }
    #expect(groups == [0, 1, 2, 0, 1, 2])
    #expect(plan.perspectives.allSatisfy { $0.strategy?.sharedPrefix?.uses == 2 })
  }
}
