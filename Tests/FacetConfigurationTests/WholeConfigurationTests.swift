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
}
