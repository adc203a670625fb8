import FacetConfiguration
import FacetJSON
import FacetModels
import Testing

@Suite("Whole configurations")
struct WholeConfigurationTests {
  static let documented = #"""
    {
      "task_type": "translation",              // any name: a task is data, never code
      "task_description": "German to English translation task",
      "model_config": {
        "model_name": "meta-llama/Llama-3.3-70B-Instruct-Turbo",
        "max_tokens": 500,
        "temperature": 0.70
        // more may follow
      },
      "agent_perspectives": [
        { "condition": "Original", "reading": null, "strategy": "Translate …" },
        { "condition": "Careful",
          "reading":  { "text": "Take notes.", "model_config": { "max_tokens": 800 } },
          "strategy": { "text": "Translate with care." },
          "system": "You are …",               // optional
          "completions": 4,                    // optional, default 1
          "model_config": { "model_name": "claude-sonnet-4-5" },   // optional
          "metadata": { "category": "faithful" } },
      ],
      "data_config": { "input_data_path": "data/wmt14_de_en_500.json", "sample_size": 500 },
      "add_references": false,
      "api_provider": "together",
      "prompt_layout": "context_first",
      "limits": { "max_concurrency": 64,
                  "together": { "requests_per_minute": 600, "tokens_per_minute": 2000000 },
                  "requests_per_minute": null, "tokens_per_minute": null },
      "retry": { "max_attempts": 8, "timeout_s": 600 },
      "on": { "refused": "keep", "truncated": "keep", "max_failures": 0 },
      "budget": { "usd": null, "tokens": null, "requests": null, "duration_s": null }
    }
    """#

  @Test("A configuration with every kind of key loads without a warning")
  func loads() throws {
    let task = try TaskConfiguration(text: Self.documented, path: "configs/a.json")
    #expect(task.warnings.isEmpty)
    #expect(task.taskType == "translation")
    #expect(task.taskDescription == "German to English translation task")
    #expect(task.model.apiProvider == "together")
    #expect(task.model.options.temperature?.text == "0.70")
    #expect(task.perspectives.map(\.condition) == ["Original", "Careful"])
    #expect(task.perspectives.map(\.completions) == [1, 4])
    #expect(task.perspectives[1].reading?.model.options.maxTokens == 800)
    #expect(task.perspectives[1].reading?.model.modelName == "claude-sonnet-4-5")
    #expect(task.perspectives[1].strategy.model.options.maxTokens == 500)
    #expect(task.perspectives[1].strategy.model.apiProvider == nil)
    #expect(task.perspectives[1].metadata == ["category": "faithful"])
    #expect(task.perspectives[1].location == SourceLocation(line: 12, column: 5))
    #expect(task.promptLayout == .contextFirst)
    #expect(task.data.sampleSize == 500)
    #expect(task.limits.specific["together"]?.rates.tokensPerMinute == 2_000_000)
    #expect(task.budget.isUnlimited)
  }

  @Test("Omitted settings have their documented defaults")
  func defaults() throws {
    let task = try TaskConfiguration(text: Sample.task(), path: "a.json")
    #expect(task.warnings.isEmpty)
    #expect(task.taskDescription == "")
    #expect(task.model.modelName == "gpt-4o-mini")
    #expect(
      task.model.options
        == SamplingOptions(maxTokens: 4000, temperature: JSONNumber(validated: "1.0")))
    #expect(task.data.sampleSize == 100)
    #expect(
      [task.data.inputField, task.data.referenceField, task.data.idField]
        == ["input", "reference", "id"])
    #expect(!task.addReferences)
    #expect(task.promptLayout == .sandwich)
    #expect(task.limits == Limits(maxConcurrency: 64, rates: RateLimits(), specific: [:]))
    #expect(task.retry.maxAttempts == 8)
    #expect(task.retry.timeout == .seconds(600))
    #expect(
      task.outcomes == OutcomePolicy(refused: .keep, truncated: .keep, maxFailures: .count(0)))
    #expect(task.perspectives.map(\.completions) == [1])
    #expect(
      task.modelConfigAsWritten == [
        "model_name": "gpt-4o-mini", "max_tokens": 4000,
        "temperature": .number(JSONNumber(validated: "1.0")),
      ])
    #expect(task.dataConfigAsWritten == ["input_data_path": "d.json", "sample_size": 100])
  }

  @Test("Absent options of a 'model_config' are not sent")
  func partialModel() throws {
    let task = try TaskConfiguration(text: Sample.model(#""seed": 1"#), path: "a.json")
    #expect(task.model.options == SamplingOptions(seed: 1))
    #expect(task.modelConfigAsWritten == ["model_name": "m", "seed": 1])
  }

  @Test("A sample size of null means all samples")
  func allSamples() throws {
    let text = Sample.data(#""input_data_path": "d", "sample_size": null, "shuffle_seed": 4"#)
    let task = try TaskConfiguration(text: text, path: "a.json")
    #expect(task.data.sampleSize == nil)
    #expect(task.data.shuffleSeed == 4)
    #expect(task.dataConfigAsWritten["sample_size"] == .some(.null))
  }

  @Test("The reference as a pipeline prepends it asks for references")
  func reference() throws {
    let text = Sample.perspectives(
      #"""
      {"condition": "Reference", "reading": null, "strategy": null},
      {"condition": "A", "strategy": "S"}
      """#)
    let task = try TaskConfiguration(text: text, path: "a.json")
    #expect(task.addReferences)
    #expect(task.perspectives.map(\.condition) == ["A"])
  }

  @Test("Failures may be a percentage, durations a fraction, a provider another of its names")
  func units() throws {
    let text = Sample.task(
      #"""
      "on": {"max_failures": "2.5%"}, "retry": {"timeout_s": 0.5, "first_byte_timeout_s": 30},
      "api_provider": "Google", "limits": {"google": {"requests_per_minute": 5}}
      """#)
    let task = try TaskConfiguration(text: text, path: "a.json")
    #expect(task.outcomes.maxFailures == .percent(2.5))
    #expect(task.retry.timeout == .milliseconds(500))
    #expect(task.retry.firstByteTimeout == .seconds(30))
    #expect(task.model.apiProvider == "gemini")
    #expect(task.limits.specific["gemini"]?.rates.requestsPerMinute == 5)
  }
}
