import FacetJSON
import FacetModels
import TestSupport
import Testing

@testable import FacetConfiguration

@Suite("Lists of models")
struct ModelListTests {
  private func task(
    _ members: String, overrides: [ConfigurationOverride] = []
  ) throws -> TaskConfiguration {
    try TaskConfiguration(text: Sample.task(members), path: "a.json", overrides: overrides)
  }

  private static let three = #"""
    "model_config": {"max_tokens": 5, "reasoning": "inline"},
    "models": ["gpt-5-mini", {"model_name": "claude-haiku-4-5", "seed": 3, "api_provider": "anthropic"},
    {"model_name": "gpt-5-mini", "label": "hard", "reasoning_effort": "high"}]
    """#

  @Test("Each model inherits the options of 'model_config', and nothing from the others")
  func inheritance() throws {
    let task = try task(Self.three)
    #expect(task.models.map(\.label) == ["gpt-5-mini", "claude-haiku-4-5", "hard"])
    #expect(task.models.map(\.model.options.maxTokens) == [5, 5, 5])
    #expect(task.models.map(\.model.options.seed) == [nil, 3, nil])
    #expect(task.models.map(\.model.reasoning) == [.inline, .inline, .inline])
    #expect(task.model == task.models[0].model)
    #expect(task.perspectives[0].strategy.models == task.models.map(\.model))
    #expect(try self.task(#""models": ["m"]"#).model.options == SamplingOptions())
  }

  @Test("A perspective's options override each model's; its own model replaces all")
  func perspectives() throws {
    let text = Sample.perspectives(
      #"""
      {"condition": "A", "strategy": "S", "model_config": {"temperature": 0}},
      {"condition": "B", "reading": {"text": "R", "model_config": {"model_name": "own"}},
       "strategy": "S"}
      """#
    ).replacing(#"{"task_type""#, with: #"{"models": ["m", "n"], "task_type""#)
    let task = try TaskConfiguration(text: text, path: "a.json")
    #expect(task.perspectives[0].strategy.models.map(\.modelName) == ["m", "n"])
    #expect(task.perspectives[0].strategy.models.allSatisfy { $0.options.temperature?.text == "0" })
    #expect(task.perspectives[1].reading?.models.map(\.modelName) == ["own"])
    #expect(task.perspectives[1].strategy.models.map(\.modelName) == ["m", "n"])
  }

  @Test(
    "An option that names a model keeps its elements, or replaces the list",
    arguments: [
      ("gpt-5-mini", ["gpt-5-mini", "hard"], "gpt-5-mini"), ("hard", ["hard"], "gpt-5-mini"),
      ("other", [], "other"),
    ])
  func option(name: String, labels: [String], model: String) throws {
    let task = try task(
      Self.three,
      overrides: [
        ConfigurationOverride(
          path: "model_config.model_name", value: .string(name), source: "--model")
      ])
    #expect(task.models.map(\.label) == labels)
    #expect(task.model.modelName == model)
    #expect(task.perspectives[0].strategy.models.count == max(1, labels.count))
  }

  @Test(
    "Each mistake in 'models' is reported where it stands",
    arguments: [
      (#""models": ▲{}"#, "'models' must be an array of at least one model, not an object"),
      (#""models": [▲1]"#, "'models.0' must be a model's name or an object, not a number"),
      (#""models": ["m", ▲"m"]"#, "the model 'm' is listed twice; give one of them a 'label'"),
      (
        #""models": ["m"], "model_config": {▲"model_name": "m"}"#,
        "'model_name' cannot be combined with 'models'; write it in an element of 'models'"
      ),
      (
        #""models": ["m"], "model_config": {▲"base_url": "http://a"}"#,
        "'base_url' cannot be combined with 'models'; write it in an element of 'models'"
      ),
      (
        #""models": ["m"], "model_config": {▲"service_tier": "flex"}"#,
        "'service_tier' cannot be combined with 'models'; write it in an element of 'models'"
      ),
      (
        #""models": ["m"], ▲"api_provider": "openai""#,
        "'api_provider' cannot be combined with 'models'; write it in an element of 'models'"
      ),
    ])
  func mistakes(members: String, message: String) {
    let text = MarkedText(Sample.task(members))
    #expect(diagnostics(of: text.text) == ["a.json:\(text.mark): error: \(message)"])
  }
}
