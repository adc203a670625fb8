import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Runs with structured answers")
struct StructuredRunTests {
  private static let schema = """
    {"type": "object", "properties": {"title": {"type": "string"},
    "stars": {"type": "integer", "minimum": 1, "maximum": 5}},
    "required": ["title", "stars"], "additionalProperties": false}
    """

  private static func perspective(repair: Int = 1, model: String? = nil) -> String {
    let name = model.map { #", "model_config": {"model_name": "\#($0)"}"# } ?? ""
    return
      #"{"condition": "R", "strategy": "Review it.", "schema": \#(schema), "repair": \#(repair)\#(name)}"#
  }

  @Test(
    "A structured answer has its value in the dataset, whichever format the provider speaks",
    arguments: ["rehearsal-small", "claude-haiku-5-5", "gemini-3.8-flash", "gpt-5-mini"])
  func values(model: String) async throws {
    let task = try TaskFixture(
      samples: ["one", "two"], perspectives: Self.perspective(repair: 3, model: model))
    let run = try await task.run()
    let checked = try JSONSchema(ConfigurationJSON.value(of: Self.schema))
    for cell in run.cells where cell["status"] == "ok" {
      #expect(checked.matches(cell["value"] ?? .null))
    }
    #expect(run.statuses == ["ok", "ok"])
    let answer = try #require(run.responses.first?.string)
    #expect(try ResponseJSON.value(of: Array(answer.utf8)) == run.cells[0]["value"])
  }

  @Test("Replies that miss the schema are sent back once, and what never matches is a failed cell")
  func repairs() async throws {
    let task = try TaskFixture(
      samples: (0..<60).map { "sample \($0) of herons" }, perspectives: Self.perspective())
    task.rehearsal.faults = RehearsalFaults([.schema: 0.5])
    let run = try await task.run()
    let counts = try #require(run.outcome.statistics.structured.first)
    #expect(counts.sentBack > 5 && counts.fenced > 0 && counts.inProse > 0)
    #expect(counts.unmatched > 0)
    #expect(counts.matched + counts.unmatched == 60)
    #expect(run.statistics.answered == 60 + counts.sentBack)
    #expect(run.errorClasses.count { $0 == "schema" } == counts.unmatched)
    #expect(run.statuses.count { $0 == "failed" } == counts.unmatched)
    let repaired = try #require(
      run.cells.first { $0["status"] == "ok" && $0["steps"]?["strategy"]?["sent_back"] != nil })
    #expect(repaired["steps"]?["strategy"]?["sent_back"]?[0]?[0]?.string?.isEmpty == false)
    #expect(repaired["attempts"]?.int == 2)
    let failed = try #require(run.cells.first { $0["status"] == "failed" })
    #expect(failed["value"] == .null)
    #expect(failed["error"]?["reply"]?.string?.isEmpty == false)
    #expect(
      failed["error"]?["message"]?.string?.hasPrefix("the answer does not match the schema: ")
        == true)
    let passed = run.cells.compactMap { $0["steps"]?["strategy"]?["passed_over"]?.string }
    #expect(Set(passed).isSuperset(of: ["fence", "prose"]))
    #expect(
      run.metadata["statistics"]?["structured"]?[0]?["sent_back"]?.int == counts.sentBack)
  }

  @Test("A resumed run pays for no turn twice, and ends with the same bytes")
  func resumed() async throws {
    let perspectives = Self.perspective(repair: 2)
    let samples = (0..<30).map { "sample \($0) of herons" }
    let whole = try TaskFixture(samples: samples, perspectives: perspectives)
    whole.rehearsal.faults = RehearsalFaults([.schema: 0.5])
    let once = try await whole.run()
    let task = try TaskFixture(
      samples: samples, perspectives: perspectives, members: #""budget": {"requests": 20}"#)
    task.rehearsal.faults = whole.rehearsal.faults
    let first = try await task.run()
    #expect(first.statuses.contains("pending"))
    task.configuration.budget.requests = nil
    let second = try await task.run()
    #expect(first.statistics.answered + second.statistics.answered == once.statistics.answered)
    let third = try await task.run()
    #expect(third.statistics.answered == 0)
    #expect(second.cells.map { $0["value"] } == once.cells.map { $0["value"] })
    #expect(third.cells.map { $0["error"] } == once.cells.map { $0["error"] })
  }

  @Test("Without repairs, a reply that does not match fails at once, and a higher count asks on")
  func repairCount() async throws {
    let samples = (0..<40).map { "sample \($0) of herons" }
    let task = try TaskFixture(samples: samples, perspectives: Self.perspective(repair: 0))
    task.rehearsal.faults = RehearsalFaults([.schema: 0.6])
    let none = try await task.run()
    #expect(none.statistics.answered == 40)
    let failed = none.statuses.count { $0 == "failed" }
    #expect(failed > 0)
    let more = try TaskFixture.configuration(
      perspectives: Self.perspective(repair: 3), in: task.folder.path)
    task.configuration.perspectives = more.perspectives
    let three = try await task.run()
    // Only the replies that did not match are asked about.
    #expect(three.statistics.answered >= failed)
    #expect(three.statuses.count { $0 == "failed" } < failed)
  }

  @Test("A later step shows members of an earlier step's value")
  func members() async throws {
    let task = try TaskFixture(
      samples: ["one"],
      perspectives: """
        {"condition": "C", "steps": [
          {"name": "review", "prompt": "Review it.", "schema": \(Self.schema)},
          {"name": "final", "prompt": "{{input}} has {{review.stars}} stars: {{review.title}}"}]}
        """)
    task.options.output = task.folder.path(of: "rows.jsonl")
    let run = try await task.run()
    let line = try #require(
      String(decoding: run.bytes, as: UTF8.self).split(separator: "\n").first)
    let row = try ResponseJSON.value(of: Array(line.utf8))
    let review = try ResponseJSON.value(
      of: Array((row["steps"]?[0]?["text"]?.string ?? "").utf8))
    #expect(
      row["messages"]?[0]?["content"]?.string
        == "one has \(review["stars"]?.number?.text ?? "") stars: \(review["title"]?.string ?? "")")
  }

  private static let chain = """
    {"condition": "C", "steps": [
      {"name": "review", "prompt": "Review it.", "schema": \(schema), "repair": 3},
      {"name": "final", "prompt": "{{input}} has {{review.stars}} stars"}]}
    """

  @Test("An estimate finds the answers of steps that show members, repaired ones included")
  func held() async throws {
    let task = try TaskFixture(
      samples: (0..<20).map { "sample \($0)" }, perspectives: Self.chain)
    task.rehearsal.faults = RehearsalFaults([.schema: 0.4])
    let run = try await task.run()
    #expect(run.outcome.statistics.structured.first?.sentBack ?? 0 > 0)
    var options = task.options
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: task.rehearsal.identity)
    let estimate = try await DataGenerationPipeline(
      configuration: task.configuration, options: options
    ).estimate()
    #expect(estimate.total.calls == 0)
  }

  @Test("A preview has the schema on the wire, and marks for members of later answers")
  func preview() throws {
    let task = try TaskFixture(samples: ["one"], perspectives: Self.chain)
    task.options.requiresKeys = false
    let steps = try #require(
      DataGenerationPipeline(configuration: task.configuration, options: task.options)
        .previews(ofSampleAt: 0).first
    ).steps
    #expect(steps[0].wireBody.contains("\"response_format\""))
    #expect(steps[1].messages.map(\.text) == ["one has ['stars' in the answer of 'review'] stars"])
  }

  @Test("Rows have the value as a column of their own, which the card declares")
  func rows() async throws {
    let task = try TaskFixture(samples: ["one"], perspectives: Self.perspective())
    task.options.output = task.folder.path(of: "rows.jsonl")
    let run = try await task.run()
    let row = try ResponseJSON.value(of: Array(run.bytes.dropLast()))
    #expect(row["value"]?["stars"]?.int != nil)
    let card = try String(
      decoding: FileSystem.contents(of: task.folder.path(of: "README.md")), as: UTF8.self)
    #expect(card.contains("- name: value\n    dtype: json"))
  }

  private static let reading = """
    {"condition": "R", "reading": {"text": "Review it.", "schema": \(schema)},
     "strategy": "Use it."}
    """

  @Test(
    "A row of a cell that failed before its last step has no conversation",
    arguments: [StructuredRunTests.chain, StructuredRunTests.reading])
  func failedEarly(perspective: String) async throws {
    let task = try TaskFixture(
      samples: ["one"], perspectives: perspective, model: #""max_tokens": 2"#)
    task.options.output = task.folder.path(of: "rows.jsonl")
    let run = try await task.run()
    let row = try ResponseJSON.value(of: Array(run.bytes.dropLast()))
    #expect(row["status"]?.string == "failed")
    #expect(row["messages"] == .null)
  }

  @Test("An answer that was cut at the output limit is not sent back")
  func cut() async throws {
    let task = try TaskFixture(
      samples: ["one"], perspectives: Self.perspective(repair: 3), model: #""max_tokens": 2"#)
    let run = try await task.run()
    #expect(run.statistics.answered == 1)
    #expect(run.errorClasses == ["schema"])
    #expect(
      run.cells[0]["error"]?["message"]?.string?
        .hasPrefix("the answer was cut at the output limit before it matched the schema") == true)
  }

  @Test("A schema that a format cannot express is named among the adjustments")
  func inPrompt() async throws {
    let task = try TaskFixture(
      samples: ["one"],
      perspectives: """
        {"condition": "R", "strategy": "List it.", "model_config": {"model_name": "claude-haiku-5-5"},
         "schema": {"type": "object", "properties": {"next": {"$ref": "#"}}}}
        """)
    let run = try await task.run()
    #expect(run.statuses == ["ok"])
    let adjustment = try #require(run.outcome.adjustments.first)
    #expect(adjustment.option == "response_format" && adjustment.change == .inPrompt)
  }

  @Test(
    "Where an endpoint refuses the format, the lane remembers and the schema goes into the prompt",
    arguments: ["rehearsal-small", "claude-haiku-5-5", "gemini-3.8-flash"])
  func refused(model: String) async throws {
    let task = try TaskFixture(
      samples: (0..<12).map { "sample \($0)" }, perspectives: Self.perspective(model: model),
      members: #""limits": {"max_concurrency": 1}"#)
    task.rehearsal.refusesFormats = true
    let run = try await task.run()
    #expect(run.statuses.allSatisfy { $0 == "ok" })
    #expect(run.statistics.requests == 13)
    let adjustment = try #require(run.metadata["adjustments"]?[0])
    #expect(adjustment["option"] == "response_format" && adjustment["change"] == "in_prompt")
    // What is reused says the same.
    let again = try await task.run()
    #expect(again.statistics.requests == 0)
    #expect(again.metadata["adjustments"] == run.metadata["adjustments"])
  }

  @Test("An endpoint without the tier is refused before anything is sent")
  func tier() async throws {
    for (model, tier, words) in [
      ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "flex", "Together has no service tiers"),
      ("claude-haiku-5-5", "flex", "it has 'auto', 'standard_only'"),
    ] {
      let task = try TaskFixture(
        perspectives: """
          {"condition": "A", "strategy": "S",
           "model_config": {"model_name": "\(model)", "service_tier": "\(tier)"}}
          """)
      let error = await #expect(throws: PlanError.self) { _ = try await task.run() }
      #expect("\(error.map { "\($0)" } ?? "")".contains(words))
    }
  }

  @Test("Answers of the ordinary tier are those of flex: switching asks nothing again")
  func switching() async throws {
    let task = try TaskFixture(samples: ["one"], model: #""api_provider": "openai""#)
    _ = try await task.run()
    let flex = try TaskFixture.configuration(
      model: #""api_provider": "openai", "service_tier": "flex""#, in: task.folder.path)
    task.configuration.model = flex.model
    task.configuration.perspectives = flex.perspectives
    #expect(try await task.run().statistics.answered == 0)
  }
}
