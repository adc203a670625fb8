import FacetConfiguration
import FacetJSON
import FacetModels
import Testing

@Suite("Options over the file")
struct OverrideTests {
  private func task(
    _ text: String = Sample.model(#""max_tokens": 5"#), with options: [String]
  ) throws -> TaskConfiguration {
    try TaskConfiguration(
      text: text, path: "a.json",
      overrides: try options.map { try ConfigurationOverride(parsing: $0) })
  }

  private func mistakes(
    _ text: String = Sample.model(#""max_tokens": 5"#), with options: [String]
  ) -> [String] {
    do {
      return try task(text, with: options).warnings.map(\.description)
    } catch let error as ConfigurationError {
      return error.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  @Test("A value replaces the file's before anything is checked")
  func replaces() throws {
    let task = try task(with: [
      "model_config.max_tokens=7", "model_config.temperature=0.50", "task_type=other",
      "agent_perspectives.0.strategy=Say \"a=b\".", "data_config.sample_size=null",
      #"model_config.stop=["x"]"#, "on.refused=retry", #"model_config.model_name="5""#,
    ])
    #expect(task.model.options.maxTokens == 7)
    #expect(task.model.options.temperature?.text == "0.50")
    #expect(task.taskType == "other")
    #expect(task.perspectives[0].strategy.prompt.text == "Say \"a=b\".")
    #expect(task.data.sampleSize == nil)
    #expect(task.model.options.stop == ["x"])
    #expect(task.outcomes.refused == .retry)
    #expect(task.model.modelName == "5")
    #expect(task.modelConfigAsWritten["max_tokens"] == 7)
  }

  @Test("The last of two options for one key holds")
  func lastHolds() throws {
    #expect(try task(with: ["task_type=a", "task_type=b"]).taskType == "b")
  }

  @Test("A 'model_config' that an option makes begins as the default one")
  func defaultModel() throws {
    let model = try task(Sample.task(), with: ["model_config.max_tokens=7"]).model
    #expect(model.modelName == "gpt-4o-mini")
    #expect(
      model.options
        == SamplingOptions(maxTokens: 7, temperature: JSONNumber(validated: "1.0")))
  }

  @Test("A key with dots is found in the file, and created if the dots are escaped")
  func dots() throws {
    let text = Sample.model(#""seed": 1"#).replacing(
      #""model_name": "m""#, with: #""model_name": "gpt-4.1""#)
    let limited = text.replacing(
      #", "model_config""#,
      with: #", "limits": {"gpt-4.1": {"max_concurrency": 2}}, "model_config""#)
    #expect(
      try task(limited, with: ["limits.gpt-4.1.max_concurrency=3"]).limits.specific
        == ["gpt-4.1": SpecificLimits(maxConcurrency: 3)])
    #expect(
      try task(text, with: [#"limits.gpt-4\.1.max_concurrency=3"#]).limits.specific
        == ["gpt-4.1": SpecificLimits(maxConcurrency: 3)])
  }

  @Test("An index after the last adds a perspective")
  func appends() throws {
    let task = try task(with: [#"agent_perspectives.1={"condition": "B", "strategy": "T"}"#])
    #expect(task.perspectives.map(\.condition) == ["A", "B"])
  }

  @Test("A mistake names the option, after those of the file")
  func mistake() {
    #expect(
      mistakes(
        Sample.task(#""add_references": 1"#),
        with: [
          "model_config.max_tokens=many", "data_config.sample_sise=3", "anything=1",
          "agent_perspectives.9.strategy=x", "task_type.name=x", "prompt_layout=around",
        ]) == [
          "a.json:2:65: error: 'add_references' must be true or false, not a number",
          "--set model_config.max_tokens: error: 'max_tokens' must be a whole number of at least "
            + "1, not a string",
          "--set data_config.sample_sise: error: unknown key 'sample_sise'; "
            + "did you mean 'sample_size'?",
          "--set anything: error: unknown key 'anything'; your own notes go into 'metadata'",
          "--set agent_perspectives.9.strategy: error: 'agent_perspectives' has no element '9'; "
            + "it has 1, numbered from 0",
          "--set task_type.name: error: 'task_type' is a string and holds no keys",
          "--set prompt_layout: error: 'prompt_layout' must be one of 'context_first', "
            + "'sandwich', not 'around'",
        ])
  }

  @Test(
    "A value that was to be JSON and is not is called that",
    arguments: [
      ("model_config={max_tokens: 5}", "'model_config' must be an object"),
      (
        "agent_perspectives=[{]",
        "'agent_perspectives' must be an array of at least one perspective"
      ),
      ("limits.max_concurrency=[1", "'max_concurrency' must be a whole number of at least 1"),
    ])
  func invalidJSON(text: String, rule: String) {
    let key = text.prefix { $0 != "=" }
    #expect(
      mistakes(Sample.task(), with: [text])
        == ["--set \(key): error: \(rule), not a text that is not valid JSON"])
  }

  @Test(
    "Text that is not KEY=VALUE is rejected",
    arguments: [
      ("max_tokens", "'max_tokens' must be KEY=VALUE, such as model_config.max_tokens=500"),
      ("=5", "'=…' must be KEY=VALUE, such as model_config.max_tokens=500"),
    ])
  func unreadable(text: String, message: String) {
    #expect(mistakes(with: [text]) == ["--set: error: \(message)"])
  }

  @Test("A missing file that an option names is reported with the option")
  func files() throws {
    let task = try task(with: ["data_config.input_data_path=no/such.json"])
    let found = #expect(throws: Diagnostic.self) { try task.inputFile() }
    #expect(
      found?.description.hasPrefix(
        "--set data_config.input_data_path: error: there is no file 'no/such.json'") == true)
  }
}
