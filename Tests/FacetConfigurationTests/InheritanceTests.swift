import FacetConfiguration
import FacetJSON
import FacetModels
import Testing

@Suite("Inheritance of models")
struct InheritanceTests {
  /// A task whose top-level model has every field, with this perspective.
  private func perspective(_ members: String) throws -> Perspective {
    let text = """
      {"task_type": "t", "data_config": {"input_data_path": "d.json"},
      "api_provider": "vllm",
      "model_config": {"model_name": "m", "max_tokens": 5, "temperature": 0.70, "top_p": 0.9,
        "stop": "x", "seed": 3, "reasoning_effort": "low", "base_url": "http://a/v1",
        "endpoint_id": "lab", "api_key_env": "LAB_KEY", "extra_headers": {"X-A": "1"},
        "extra_body": {"min_p": 0.1}, "price": {"input": 1, "output": 2}},
      "agent_perspectives": [{"condition": "A", \(members)}]}
      """
    return try #require(try TaskConfiguration(text: text, path: "a.json").perspectives.first)
  }

  @Test("Without a model of its own a perspective has the top level's")
  func inherits() throws {
    let model = try perspective(#""strategy": "S""#).strategy.model
    #expect(
      model
        == ModelConfiguration(
          modelName: "m", apiProvider: "vllm", baseURLs: ["http://a/v1"], endpointID: "lab",
          apiKeyVariable: "LAB_KEY", extraHeaders: ["X-A": "1"], extraBody: ["min_p": 0.1],
          options: SamplingOptions(
            maxTokens: 5, temperature: JSONNumber(validated: "0.70"),
            topP: JSONNumber(validated: "0.9"), stop: ["x"], seed: 3, reasoningEffort: "low"),
          price: DeclaredPrice(input: JSONNumber(1), output: JSONNumber(2))))
  }

  @Test("Naming a model starts a clean endpoint that inherits the sampling options alone")
  func cleanEndpoint() throws {
    let model = try perspective(
      #""strategy": "S", "model_config": {"model_name": "m", "max_tokens": 9, "top_p": null}"#
    ).strategy.model
    #expect(
      model
        == ModelConfiguration(
          modelName: "m",
          options: SamplingOptions(
            maxTokens: 9, temperature: JSONNumber(validated: "0.70"), stop: ["x"], seed: 3,
            reasoningEffort: "low")))
  }

  @Test("Without a name it overrides field by field")
  func overrides() throws {
    let inherited = try perspective(#""strategy": "S""#).strategy.model
    var expected = inherited
    expected.options.temperature = JSONNumber(0)
    expected.extraBody = ["k": 1]
    expected.price = nil
    let model = try perspective(
      #""strategy": "S", "model_config": {"temperature": 0, "extra_body": {"k": 1}, "price": null}"#
    ).strategy.model
    #expect(model == expected)
  }

  @Test("Another URL receives no inherited key and no inherited identity")
  func keysStay() throws {
    let other = try perspective(
      #""strategy": "S", "model_config": {"base_url": "http://b"}"#
    ).strategy.model
    #expect(other.baseURLs == ["http://b"])
    #expect(other.apiKeyVariable == nil)
    #expect(other.endpointID == nil)
    let named = try perspective(
      #""strategy": "S", "model_config": {"base_url": "http://b", "api_key_env": "B_KEY"}"#
    ).strategy.model
    #expect(named.apiKeyVariable == "B_KEY")
  }

  @Test("A step's model overrides its perspective's, for this step only")
  func steps() throws {
    let perspective = try perspective(
      #"""
      "model_config": {"model_name": "n", "seed": 7},
      "reading": {"text": "R", "model_config": {"max_tokens": 800}},
      "strategy": {"text": "S", "model_config": {"model_name": "o", "api_provider": "openai"}}
      """#)
    let reading = try #require(perspective.reading).model
    #expect((reading.modelName, reading.options.maxTokens, reading.options.seed) == ("n", 800, 7))
    #expect(reading.apiProvider == nil)
    let strategy = perspective.strategy.model
    #expect((strategy.modelName, strategy.options.maxTokens, strategy.options.seed) == ("o", 5, 7))
    #expect(strategy.apiProvider == "openai")
  }

  @Test("A provider may be at the top level or in 'model_config', but not differently in both")
  func conflict() throws {
    let inner = try TaskConfiguration(
      text: Sample.model(#""api_provider": "groq""#), path: "a.json")
    #expect(inner.model.apiProvider == "groq")
    let both = Sample.model(#""api_provider": "groq""#).replacing(
      #", "model_config""#, with: #", "api_provider": "openai", "model_config""#)
    #expect(
      diagnostics(of: both) == [
        "a.json:2:63: error: 'api_provider' and 'model_config.api_provider' disagree; "
          + "keep only one"
      ])
  }
}
