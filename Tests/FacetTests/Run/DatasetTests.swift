import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("A whole run")
struct DatasetTests {
  @Test("Makes a dataset with the published keys, aligned and in order")
  func structure() async throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "Plain", "strategy": "Say it again."},
        {"condition": "Read", "reading": "Take notes.", "strategy": "Use them.",
        "metadata": {"category": "c"}}
        """#,
      members: #""add_references": true, "metadata": {"mine": 1}, "strange_key": [1]"#)
    let run = try await task.run()
    #expect(run.outcome.ending == .complete)
    #expect(run.outcome.datasetPath == task.folder.path(of: "out.json"))
    #expect(
      run.dataset.object?.keys == [
        "schema_version", "task_type", "task_description", "agent_perspectives", "tasks",
        "add_references", "metadata",
      ])
    let perspectives = try #require(run.dataset["agent_perspectives"]?.array)
    #expect(perspectives.map { $0["condition"]?.string } == ["Reference", "Plain", "Read"])
    #expect(perspectives[0]["strategy"] == .null)
    #expect(perspectives[2]["reading"] == "Take notes.")
    #expect(perspectives[2]["metadata"] == ["category": "c"])
    #expect(run.tasks.map { $0["context"] } == ["one", "two", "three"])
    #expect(run.tasks.map { $0["index"]?.int } == [0, 1, 2])
    #expect(run.tasks.map { $0["reference"] } == ["reference 0", "reference 1", "reference 2"])
    for (index, sample) in run.tasks.enumerated() {
      #expect(
        sample.object?.keys == [
          "id", "index", "context", "reference", "fields", "responses", "preparations",
          "response_metadata",
        ])
      let responses = try #require(sample["responses"]?.array)
      let preparations = try #require(sample["preparations"]?.array)
      #expect(responses.count == 3)
      #expect(responses[0] == .string("reference \(index)"))
      #expect(responses[1].string?.isEmpty == false)
      #expect(preparations[0...1] == [.null, .null])
      #expect(preparations[2].string?.isEmpty == false)
      #expect(preparations[2] != responses[2])
      let cells = try #require(sample["response_metadata"]?.array)
      #expect(cells.map { $0["status"]?.string } == ["reference", "ok", "ok"])
      #expect(cells[0]["steps"] == [:])
      #expect(cells[1]["steps"]?.object?.keys == ["strategy"])
      #expect(cells[2]["steps"]?.object?.keys == ["reading", "strategy"])
      #expect(cells[1]["steps"]?["strategy"]?["finish_reason"] == "stop")
      #expect(cells.allSatisfy { $0["cost_usd"] == .null && $0["error"] == .null })
    }
    #expect(run.metadata["status"] == "complete")
    #expect(run.metadata["rehearsal"] == true)
    #expect(run.metadata["test_mode"] == false)
    #expect(run.metadata["metadata"] == ["mine": 1])
    #expect(run.metadata["extra"] == ["strange_key": [1]])
  }

  @Test("Sums the usage of its cells, as counted by the server")
  func totals() async throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "reading": "Take notes.", "strategy": "Use them.", "completions": 3},
        {"condition": "B", "reading": "Take notes.", "strategy": "Use them otherwise."},
        {"condition": "C", "strategy": "S"}
        """#)
    task.rehearsal.faults = RehearsalFaults([.rateLimitMilliseconds: 0.3])
    task.rehearsal.retryAfter = .milliseconds(5)
    let run = try await task.run()
    // Per sample: one reading for four cells, and five strategies.
    #expect(run.statistics.answered == 3 * 6)
    #expect(run.statistics.rateLimited + run.statistics.answered <= run.statistics.requests)
    let steps = run.cells.flatMap { cell in cell["steps"]?.object?.members.map(\.value) ?? [] }
    for (key, total, server) in [
      ("prompt_tokens", run.outcome.usage.promptTokens, run.statistics.promptTokens),
      ("completion_tokens", run.outcome.usage.completionTokens, run.statistics.completionTokens),
    ] {
      let sum = steps.reduce(0) { $0 + ($1["usage"]?[key]?.int ?? 0) }
      #expect(sum == total)
      #expect(sum == server)
      #expect(run.metadata["token_usage"]?[key]?.int == sum)
    }
    #expect(run.metadata["token_usage"]?["source"] == "reported")
    let calls = run.metadata["api_calls"]
    #expect(calls?["total_calls"]?.int == run.statistics.requests)
    #expect(calls?["failed"]?.int == run.statistics.requests - 18)
    #expect(calls?["retried"]?.int == run.statistics.requests - 18)
    #expect(run.cells.reduce(0) { $0 + ($1["attempts"]?.int ?? 0) } == run.statistics.requests)
    #expect(run.outcome.calls.sent == run.statistics.requests)
  }

  @Test("Asks a reading once per sample, however many completions follow")
  func sharedReading() async throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "reading": "Take notes.", "strategy": "Use them.", "completions": 5}
        """#)
    let run = try await task.run()
    #expect(run.statistics.requests == 3 * 6)
    let perspectives = try #require(run.dataset["agent_perspectives"]?.array)
    #expect(perspectives.map { $0["condition"]?.string } == (1...5).map { "A #\($0)" })
    #expect(perspectives.map { $0["base_condition"]?.string } == Array(repeating: "A", count: 5))
    #expect(perspectives.map { $0["completion"]?.int } == Array(0..<5))
    for sample in run.tasks {
      let notes = Set(sample["preparations"]?.array ?? [])
      #expect(notes.count == 1)
      #expect(notes.first?.string?.isEmpty == false)
    }
  }

  @Test("Asks anew for a repeated sentence and for a repeated perspective")
  func repetitions() async throws {
    let task = try TaskFixture(
      samples: ["same", "same", "other"],
      perspectives: #"""
        {"condition": "A", "strategy": "S"}, {"condition": "B", "strategy": "S"}
        """#)
    let run = try await task.run()
    #expect(run.statistics.requests == 6)
    #expect(run.statistics.duplicates == 4)
    #expect(run.statuses == Array(repeating: "ok", count: 6))
  }

  @Test("Is the same at any concurrency except for times and random values")
  func deterministic() async throws {
    func masked(_ concurrency: Int) async throws -> [String] {
      let task = try TaskFixture(
        samples: (0..<20).map { "sentence \($0 % 15)" },
        perspectives: #"""
          {"condition": "A", "reading": "R", "strategy": "S", "completions": 2},
          {"condition": "B", "strategy": "S"},
          {"condition": "C", "strategy": "T", "model_config": {"model_name": "claude-sonnet-4-5"}},
          {"condition": "D", "strategy": "T", "model_config": {"model_name": "gemini-2.5-flash"}}
          """#)
      task.configuration.limits.maxConcurrency = concurrency
      task.rehearsal.jitter = .milliseconds(3)
      task.rehearsal.faults = RehearsalFaults([.rateLimitMilliseconds: 0.2])
      task.rehearsal.retryAfter = .milliseconds(2)
      let run = try await task.run()
      #expect(run.outcome.ending == .complete)
      return run.maskedLines
    }
    #expect(try await masked(1) == masked(64))
  }

  @Test("Writes rows with every key in every row, and shared metadata beside them")
  func rows() async throws {
    let task = try TaskFixture(
      samples: ["one", "two"],
      perspectives: #"""
        {"condition": "A", "strategy": "S", "completions": 2},
        {"condition": "B", "reading": "R", "strategy": "Say {{absent}}"}
        """#, members: #""add_references": true"#)
    try task.folder.write(
      "{\"input\": \"one\", \"absent\": \"x\", \"n\": 1.50}\n{\"input\": \"two\"}\n",
      to: "data/e.jsonl")
    task.configuration.data.inputPath = "data/e.jsonl"
    task.options.output = task.folder.path(of: "out.jsonl")
    let run = try await task.run()
    #expect(run.outcome.ending == .completeWithFailures)
    let rows = try String(decoding: run.bytes, as: UTF8.self).split(separator: "\n").map {
      try ConfigurationJSON.value(of: Array($0.utf8)).plain
    }
    #expect(rows.count == 8)
    for row in rows {
      #expect(
        row.object?.keys == [
          "sample_id", "sample_index", "fields", "condition", "perspective_index", "completion",
          "model", "provider", "status", "finish_reason", "context", "reference", "preparation",
          "response", "reasoning", "messages", "usage", "cost_usd", "error",
        ])
    }
    #expect(
      rows.map { $0["status"]?.string } == [
        "reference", "ok", "ok", "ok", "reference", "ok", "ok", "failed",
      ])
    #expect(rows.map { $0["completion"]?.int } == [0, 0, 1, 0, 0, 0, 1, 0])
    #expect(rows.map { $0["perspective_index"]?.int } == [0, 1, 1, 2, 0, 1, 1, 2])
    #expect(rows[3]["fields"]?["n"]?.number?.text == "1.50")
    #expect(rows[1]["messages"]?.array?.map { $0["role"]?.string } == ["user", "assistant"])
    #expect(rows[1]["messages"]?[1]?["content"] == rows[1]["response"])
    #expect(rows[7]["error"]?["message"]?.string?.contains("'absent'") == true)
    #expect(rows[7]["response"] == .null)
    let companion = try ConfigurationJSON.value(
      of: try FileSystem.contents(of: task.folder.path(of: "out.metadata.json"))
    ).plain
    #expect(companion["status"] == "complete")
    let sum = rows.reduce(0) { $0 + ($1["usage"]?["total_tokens"]?.int ?? 0) }
    #expect(companion["token_usage"]?["total_tokens"]?.int == sum)
    #expect(run.statistics.totalTokens == sum)
  }

  @Test("Marks usage as estimated if the server reports none", arguments: [0.5, 1.0])
  func estimatedUsage(rate: Double) async throws {
    let task = try TaskFixture(samples: (0..<30).map { "text \($0)" })
    task.rehearsal.faults = RehearsalFaults([.noUsage: rate])
    let run = try await task.run()
    #expect(run.metadata["token_usage"]?["source"] == (rate == 1 ? "estimated" : "mixed"))
    #expect(run.outcome.usage.promptTokens > 0)
    #expect(run.statuses.allSatisfy { $0 == "ok" })
  }

  @Test("A test run is marked in the dataset")
  func testMode() async throws {
    let task = try TaskFixture()
    task.options.isTest = true
    let run = try await task.run()
    #expect(run.metadata["test_mode"] == true)
  }

  @Test("Stores templates with their names, not with a sample's text")
  func hostileSamples() async throws {
    let hostile = [
      "{{reference}} ``` \u{1F600} \"quoted\" \\ <b>&amp;", "{{#x}}{{/x}}", "{{{input}}}",
    ]
    let task = try TaskFixture(
      samples: hostile, perspectives: #"{"condition": "A", "strategy": "Say <{{input}}>"}"#)
    task.options.output = task.folder.path(of: "out.jsonl")
    let run = try await task.run()
    let rows = try String(decoding: run.bytes, as: UTF8.self).split(separator: "\n").map {
      try ConfigurationJSON.value(of: Array($0.utf8)).plain
    }
    #expect(rows.map { $0["messages"]?[0]?["content"]?.string } == hostile.map { "Say <\($0)>" })
  }
}
