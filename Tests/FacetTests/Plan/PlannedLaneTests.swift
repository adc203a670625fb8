import FacetConfiguration
import Testing

@testable import Facet

@Suite("Lanes of a plan")
struct PlannedLaneTests {
  private func plan(
    _ task: TaskFixture, keys: [String: String], onlyScores: Bool = false
  ) throws -> RunPlan {
    var options = RunOptions(environment: keys)
    options.usesOnlyLedger = onlyScores
    return try DataGenerationPipeline(configuration: task.configuration, options: options).plan
  }

  @Test("One model in two tiers is two lanes, each with a name of its own")
  func tiers() throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "strategy": "S", "model_config": {"model_name": "gpt-5-mini"}},
        {"condition": "B", "strategy": "S", "model_config": {"model_name": "gpt-5-mini",
          "service_tier": "flex"}}
        """#)
    let plan = try plan(task, keys: ["OPENAI_API_KEY": "k"])
    #expect(plan.lanes.map(\.name) == ["gpt-5-mini at OpenAI", "gpt-5-mini at OpenAI, flex"])
  }

  @Test("Scoring alone needs the keys of judges, and no others")
  func keys() throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "strategy": "S", "model_config": {"model_name": "gpt-5-mini"}}
        """#,
      members: #"""
        "scores": [{"name": "s", "kind": "judge", "prompt": "{{response}}",
          "choices": {"a": 1, "b": 0}, "model_config": {"model_name": "claude-haiku-4-5"}}]
        """#)
    let judge = ["ANTHROPIC_API_KEY": "k"]
    #expect(try plan(task, keys: judge, onlyScores: true).lanes.count == 2)
    #expect(throws: PlanError.self) { try plan(task, keys: judge) }
    #expect(throws: PlanError.self) {
      try plan(task, keys: ["OPENAI_API_KEY": "k"], onlyScores: true)
    }
  }
}
