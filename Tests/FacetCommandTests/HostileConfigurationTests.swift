import Facet
import FacetConfiguration
import FacetJSON
import FacetModels
import TestSupport
import Testing

@testable import FacetCommand

@Suite("Hostile numbers of a configuration")
struct HostileConfigurationTests {
  private static let values = [
    "0", "-0", "-1", "1", "0.5", "1.5", "1e15", "1e16", "1e308", "1e999", "-1e999", "1e-320",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "999999999999999999",
    "123456789012345678901234567890", "31536000", "10000", "1000000000", "true", "\"1\"", "[]",
    "{}", "null",
  ]

  /// A path to each key that may hold a number.
  private static let keys = [
    "model_config.max_tokens", "model_config.temperature", "model_config.top_p",
    "model_config.seed", "model_config.price.input", "model_config.price.output",
    "model_config.price.cached_input", "model_config.price.cache_write",
    "agent_perspectives.0.completions", "agent_perspectives.0.model_config.max_tokens",
    "data_config.sample_size", "data_config.shuffle_seed", "limits.max_concurrency",
    "limits.requests_per_minute", "limits.tokens_per_minute", "limits.lead_s",
    "limits.together.max_concurrency", "limits.together.tokens_per_minute",
    "retry.max_attempts", "retry.timeout_s", "retry.first_byte_timeout_s",
    "retry.wait_for_endpoint_s", "on.max_failures", "budget.usd", "budget.tokens",
    "budget.requests", "budget.duration_s", "csv_analysis.max_turns",
    "csv_analysis.n_consistency", "csv_analysis.float_tolerance",
    "csv_analysis.max_invalid_replies", "csv_analysis.max_context_tokens",
    "csv_analysis.max_active_turns", "csv_analysis.triangulation_by_difficulty.HARD",
    "csv_analysis.relative_tolerance", "csv_analysis.execution_timeout_s",
    "csv_analysis.output_limit",
  ]

  @Test("Are refused at their location, or planned and estimated without a trap", arguments: keys)
  func everyKey(key: String) async throws {
    let folder = try ScratchFolder()
    try folder.write("{\"input\": \"one\"}\n{\"input\": \"two\"}\n", to: "data/d.jsonl")
    let text = """
      {"task_type": "t", "model_config": {"model_name": "m", "max_tokens": 10,
        "price": {"input": 1, "output": 2}},
      "api_provider": "together",
      "agent_perspectives": [{"condition": "A", "strategy": "S", "model_config": {"seed": 1}},
        {"condition": "B", "strategy": "T", "completions": 3}],
      "data_config": {"input_data_path": "data/d.jsonl"}}
      """
    for value in Self.values {
      let override = ConfigurationOverride(
        path: key, value: try ResponseJSON.value(of: Array(value.utf8)), source: "--set \(key)")
      do {
        let configuration = try TaskConfiguration(
          text: text, path: folder.path(of: "t.json"), overrides: [override],
          workingDirectory: folder.path)
        guard configuration.csvAnalysis == nil else { continue }
        var options = RunOptions(environment: [:])
        options.usesLedger = false
        options.requiresKeys = false
        let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
        let estimate = try await pipeline.estimate()
        #expect(!EstimateReport.text(estimate, summary: pipeline.summary).isEmpty)
        #expect(!EstimateJSON.text(estimate, summary: pipeline.summary).isEmpty)
        #expect(!RunReport.opening(pipeline.summary).isEmpty)
        _ = configuration.budget.raisingCommands(["facet", "run", "t.json"])
      } catch let error as ConfigurationError {
        #expect(error.description.contains("--set"), "\(key)=\(value): \(error)")
      } catch let error as PlanError {
        #expect(error.description.contains("error: "), "\(key)=\(value): \(error)")
      }
    }
  }
}
