import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Runs of perspectives with several steps")
struct StepsRunTests {
  private static let three = """
    {"condition": "Chain", "steps": [
      {"name": "outline", "prompt": "Outline the text."},
      {"name": "critique", "prompt": "Find the faults of this outline:\\n{{outline}}"},
      {"name": "final", "prompt": "{{input}}\\n\\nWrite it.\\n{{outline}}\\n{{critique}}",
       "system": "You are {{reference}}."}]}
    """

  private func preview(_ task: TaskFixture) throws -> [PromptPreview] {
    task.options.requiresKeys = false
    return try DataGenerationPipeline(configuration: task.configuration, options: task.options)
      .previews(ofSampleAt: 0)
  }

  @Test("Every step is asked, the last one answers, and the dataset shows all")
  func dataset() async throws {
    let task = try TaskFixture(samples: ["one", "two"], perspectives: Self.three)
    let run = try await task.run()
    #expect(run.statuses == ["ok", "ok"])
    #expect(run.statistics.answered == 6)
    let cell = try #require(run.cells.first)
    let steps = try #require(cell["steps"]?.object)
    #expect(steps.keys == ["outline", "critique", "final"])
    #expect(steps["outline"]?["text"]?.string?.isEmpty == false)
    #expect(steps["critique"]?["text"]?.string?.isEmpty == false)
    #expect(steps["final"]?["text"] == nil)
    #expect(steps["final"]?["usage"]?["prompt_tokens"]?.int ?? 0 > 0)
    #expect(run.tasks.first?["preparations"]?.array == [.null])
    let column = try #require(run.dataset["agent_perspectives"]?[0])
    #expect(column["reading"] == .null)
    #expect(column["strategy"]?.string?.hasPrefix("{{input}}") == true)
    #expect(column["steps"]?.array?.compactMap { $0["name"]?.string } == Array(steps.keys))
    #expect(
      run.metadata["statistics"]?["by_step"]?.array?.compactMap { $0["step"]?.string }
        == Array(steps.keys))
    #expect(run.metadata["api_calls"]?["total_calls"]?.int == 6)
  }

  @Test("A later step is sent what the earlier ones answered")
  func shows() async throws {
    let task = try TaskFixture(samples: ["one"], perspectives: Self.three)
    let steps = try #require(preview(task).first).steps
    #expect(steps.map(\.name) == ["outline", "critique", "final"])
    #expect(
      steps[1].messages.map(\.text) == [
        "Find the faults of this outline:\n[the text of the step 'outline']"
      ])
    #expect(steps[2].messages.map(\.role) == ["system", "user"])
    #expect(steps[2].messages[0].text == "You are reference 0.")
    #expect(steps[2].messages[1].text.hasSuffix("[the text of the step 'critique']"))
    task.options.output = task.folder.path(of: "rows.jsonl")
    let run = try await task.run()
    let rows = try #require(
      String(decoding: run.bytes, as: UTF8.self).split(separator: "\n").first)
    let row = try ResponseJSON.value(of: Array(rows.utf8))
    let shown = try #require(row["messages"]?[1]?["content"]?.string)
    let texts = row["steps"]?.array ?? []
    #expect(texts.compactMap { $0["name"]?.string } == ["outline", "critique"])
    for text in texts {
      let text = try #require(text["text"]?.string)
      #expect(!text.isEmpty && shown.contains(text))
    }
  }

  @Test("A plain instruction of a later step is about the text of the step before it")
  func instructions() throws {
    let task = try TaskFixture(
      samples: ["one"],
      perspectives: """
        {"condition": "C", "steps": [{"name": "a", "prompt": "First."},
        {"name": "b", "prompt": "Second."}, {"name": "c", "prompt": "Third."}]}
        """)
    let texts = try #require(preview(task).first).steps.map { $0.messages[0].text }
    #expect(
      texts == [
        "```\none\n```\n\nFirst.", "```\n[the text of the step 'a']\n```\n\nSecond.",
        "```\n[the text of the step 'b']\n```\n\nThird.",
      ])
  }

  @Test("A killed run asks no step twice")
  func resumed() async throws {
    let task = try TaskFixture(
      samples: (0..<8).map { "text \($0)" }, perspectives: Self.three,
      members: #""budget": {"requests": 10}"#)
    let first = try await task.run()
    #expect(first.statuses.contains("pending"))
    task.configuration.budget.requests = nil
    let second = try await task.run()
    #expect(second.statuses.allSatisfy { $0 == "ok" })
    #expect(first.statistics.answered + second.statistics.answered == 24)
  }

  /// Requests of a run of one sample.
  private func requests(_ perspectives: String) async throws -> Int {
    let task = try TaskFixture(samples: ["one"], perspectives: perspectives)
    let pipeline = try {
      task.options.requiresKeys = false
      defer { task.options.requiresKeys = true }
      return try DataGenerationPipeline(configuration: task.configuration, options: task.options)
    }()
    let run = try await task.run()
    #expect(run.statuses.allSatisfy { $0 == "ok" })
    #expect(pipeline.plan.callCount == run.statistics.answered)
    #expect(run.metadata["api_calls"]?["total_calls"]?.int == run.statistics.answered)
    return run.statistics.answered
  }

  private static func chain(_ condition: String, last: String, _ members: String = "") -> String {
    """
    {"condition": "\(condition)", "steps": [{"name": "a", "prompt": "First."},
    {"name": "b", "prompt": "Then {{a}}"\(members)}, {"name": "c", "prompt": "\(last) {{b}}"}],
    "completions": 3}
    """
  }

  @Test("The completions of a perspective share its earlier steps")
  func completions() async throws {
    #expect(try await requests(Self.chain("A", last: "X")) == 2 + 3)
  }

  @Test("A step per completion is asked anew for each, and so is what sees it")
  func perCompletion() async throws {
    let drawn = Self.chain("A", last: "X", #", "per_completion": true"#)
    #expect(try await requests(drawn) == 1 + 3 + 3)
    let first = drawn.replacing(
      #""prompt": "First.""#, with: #""prompt": "First.", "per_completion": true"#
    ).replacing(#"{{a}}", "per_completion": true"#, with: #"{{a}}""#)
    #expect(try await requests(first) == 3 + 3 + 3)
  }

  @Test("Perspectives that begin with the same steps share them")
  func shared() async throws {
    let both = Self.chain("A", last: "X") + "," + Self.chain("B", last: "Y")
    #expect(try await requests(both) == 2 + 3 + 3)
    // Repeated perspectives are independent draws.
    let repeated = Self.chain("A", last: "X") + "," + Self.chain("B", last: "X")
    #expect(try await requests(repeated) == 2 * (2 + 3))
  }

  @Test("A perspective that asks only the first step of another shares it")
  func beginning() async throws {
    let whole = """
      {"condition": "A", "steps": [{"name": "a", "prompt": "First."},
      {"name": "b", "prompt": "Then {{a}}"}], "completions": 2}
      """
    let alone = #"{"condition": "B", "strategy": "First."}"#
    #expect(try await requests(whole + "," + alone) == 3)
    #expect(try await requests(alone + "," + whole) == 3)
  }

  @Test("Steps named 'reading' and 'strategy' ask what a pair asks")
  func pair() async throws {
    let task = try TaskFixture(
      samples: ["one"],
      perspectives: #"{"condition": "A", "reading": "Read.", "strategy": "Write."}"#)
    let first = try await task.run()
    task.configuration.perspectives = try TaskFixture.configuration(
      perspectives: """
        {"condition": "A", "steps": [{"name": "reading", "prompt": "Read."},
        {"name": "strategy", "prompt": "Write."}]}
        """
    ).perspectives
    task.options.output = task.folder.path(of: "steps.json")
    let second = try await task.run()
    #expect(first.statistics.answered == 2)
    #expect(second.statistics.answered == 0)
    #expect(first.responses == second.responses)
  }

  @Test("The estimate of a step counts the answers that it shows")
  func estimate() async throws {
    let task = try TaskFixture(
      samples: ["one"], perspectives: Self.three, model: #""max_tokens": 200"#)
    task.options.requiresKeys = false
    let pipeline = try DataGenerationPipeline(
      configuration: task.configuration, options: task.options)
    let steps = pipeline.plan.forecast.steps
    let tally = pipeline.plan.input.tally
    func tokens(_ index: Int, _ answer: Double) -> Double {
      steps[index].promptTokens(in: tally) { _ in answer }
    }
    #expect(tokens(0, 100) == tokens(0, 0))
    #expect(tokens(1, 100) == tokens(1, 0) + 100)
    #expect(tokens(2, 100) == tokens(2, 0) + 200)
    #expect(steps.map(\.assumedOutput) == [100, 100, 100])
  }

  @Test("An unknown name is reported with the nearest step or field")
  func unknownName() throws {
    let task = try TaskFixture(
      samples: ["one"],
      perspectives: Self.three.replacing("outline:\\n{{outline}}", with: "{{outlin}}"))
    let error = #expect(throws: PlanError.self) { try self.preview(task) }
    #expect(
      error?.messages.first?.hasSuffix(
        "error: 'outlin' is neither an earlier step nor a field of the samples; did you mean "
          + "'outline'?") == true)
  }

  @Test("A step that hides a field of the samples is worth a warning")
  func hidden() throws {
    let task = try TaskFixture(samples: ["one"], perspectives: Self.three)
    try task.folder.write(
      #"{"input": "one", "reference": "r", "outline": "x"}"#, to: "data/d.jsonl")
    task.options.requiresKeys = false
    let plan = try DataGenerationPipeline(
      configuration: task.configuration, options: task.options
    ).plan
    #expect(
      PlanCautions(plan: plan, today: "2026-01-01").sentences == [
        "'{{outline}}' in 'Chain' is the text of the step 'outline', not the samples' field of that "
          + "name; rename the step to show the field"
      ])
  }
}
