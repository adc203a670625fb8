import FacetConfiguration
import FacetJSON
import FacetLedger
import FacetModels
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite struct EstimateTests {
  private static let two =
    #"{"condition": "A", "strategy": "Say it."}, {"condition": "B", "strategy": "Deny it."}"#
  private static let priced = #""price": {"input": 1, "output": 2}, "max_tokens": 100"#

  private func pipeline(_ fixture: TaskFixture) throws -> DataGenerationPipeline {
    var options = fixture.options
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: fixture.rehearsal.identity)
    return try DataGenerationPipeline(configuration: fixture.configuration, options: options)
  }

  @Test("An estimate lies within its bounds, and completions below calls times the limit")
  func bounds() async throws {
    let fixture = try TaskFixture(perspectives: Self.two, model: Self.priced)
    let estimate = try await pipeline(fixture).estimate()
    let total = estimate.total
    #expect(total.calls == 6)
    #expect(total.completion.high == 600)
    #expect(total.completion.low < total.completion.expected)
    #expect(total.completion.expected < total.completion.high)
    #expect(total.prompt.low < total.prompt.expected)
    #expect(total.prompt.expected < total.prompt.high)
    let cost = try #require(total.cost)
    let sum = total.prompt.expected + 2 * total.completion.expected
    #expect(abs(cost.expected.double - sum / 1_000_000) < 1e-5)
    #expect(cost.low < cost.expected && cost.expected < cost.high)
    #expect(estimate.models.map(\.basis) == [.estimated])
    #expect(estimate.held.calls == 0)
  }

  @Test("The layout's text is counted: an instruction twice in a sandwich, once otherwise")
  func layouts() throws {
    let long = String(repeating: "Say it again and again. ", count: 40)
    let perspective = #"{"condition": "A", "strategy": "\#(long)"}"#
    let sandwich = try TaskFixture(samples: ["one"], perspectives: perspective)
    sandwich.configuration.promptLayout = .sandwich
    let first = try TaskFixture(samples: ["one"], perspectives: perspective)
    let twice = try pipeline(sandwich).plan.forecast.promptTokens
    let once = try pipeline(first).plan.forecast.promptTokens
    #expect(Double(twice) / Double(once) > 1.9)
    #expect(Double(twice) / Double(once) < 2.05)
  }

  @Test(
    "Before the first answer, an answer is assumed to be about as long as its reference",
    arguments: [(1, 4), (10, 20), (60, 100)])
  func references(words: Int, most: Int) async throws {
    let fixture = try TaskFixture(model: #""max_tokens": 500"#)
    let reference = Array(repeating: "answer", count: words).joined(separator: " ")
    try fixture.folder.write(
      (0..<5).map { #"{"input": "question \#($0)", "reference": "\#(reference)"}"# }
        .joined(separator: "\n"), to: "data/d.jsonl")
    let total = try await pipeline(fixture).estimate().total
    #expect(total.completion.expected >= Double(5 * words))
    #expect(total.completion.expected <= Double(5 * most))
    // No answer has less than a token.
    #expect(total.completion.low <= max(5, Double(5 * words) / 2))
    #expect(total.completion.high == 5 * 500)
  }

  @Test("Without references, an answer is assumed to be half the limit, at most 300 tokens")
  func noReferences() async throws {
    for (limit, expected) in [(100, 50.0), (5000, 300)] {
      let fixture = try TaskFixture(model: #""max_tokens": \#(limit)"#)
      try fixture.folder.write(#"{"input": "question"}"#, to: "data/d.jsonl")
      #expect(try await pipeline(fixture).estimate().total.completion.expected == expected)
    }
  }

  @Test("Before the first answer, a structured answer is assumed to be as long as its schema says")
  func schemas() async throws {
    let short =
      #"{"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}"#
    let long = #"""
      {"type": "object", "properties": {"items": {"type": "array", "minItems": 20,
        "items": {"type": "object", "properties": {"text": {"type": "string"}}}}}}
      """#
    var expected: [Double] = []
    for schema in [short, long] {
      let fixture = try TaskFixture(
        perspectives: #"{"condition": "A", "strategy": "Say it.", "schema": \#(schema)}"#,
        model: #""max_tokens": 900"#)
      expected.append(try await pipeline(fixture).estimate().total.completion.expected / 3)
    }
    #expect(2...10 ~= expected[0])
    #expect(500...900 ~= expected[1])
  }

  @Test("A part of an answer is estimated as a part, by its schema and then by the answers")
  func members() async throws {
    func prompts(_ name: String) async throws -> Double {
      let fixture = try TaskFixture(
        perspectives: #"""
          {"condition": "A", "steps": [{"name": "plan", "prompt": "Plan.", "schema": {
            "type": "object", "properties": {"key": {"type": "integer"},
            "text": {"type": "string", "minLength": 2000}}, "required": ["key", "text"]}},
            {"name": "end", "prompt": "{{\#(name)}}"}]}
          """#, model: #""max_tokens": 2000"#)
      let estimate = try await pipeline(fixture).estimate()
      return try #require(estimate.steps.last).part.prompt.expected / 3
    }
    let whole = try await prompts("plan")
    let text = try await prompts("plan.text")
    let key = try await prompts("plan.key")
    #expect(key < 20)
    #expect(text > 0.9 * whole && text < whole)
  }

  @Test("A price that is unknown makes the cost unknown, never zero")
  func unknown() async throws {
    let fixture = try TaskFixture()
    let estimate = try await pipeline(fixture).estimate()
    #expect(estimate.total.cost == nil)
    #expect(estimate.unpricedModels == ["rehearsal-small"])
  }

  @Test("Answers in the ledger are excluded, and their calibration is used")
  func subtracts() async throws {
    let samples = (0..<30).map { "sample number \($0) with words of its own" }
    let fixture = try TaskFixture(
      samples: samples, perspectives: Self.two, model: Self.priced)
    fixture.options.limit = 20
    let run = try await fixture.run()
    fixture.options.limit = nil
    fixture.options.output = nil
    let estimate = try await pipeline(fixture).estimate()
    #expect(estimate.held.calls == 40)
    #expect(estimate.held.usage.promptTokens == run.outcome.usage.promptTokens)
    #expect(estimate.held.cost != nil)
    #expect(estimate.total.calls == 20)
    #expect(estimate.models.map(\.basis) == [.measured])
    #expect(estimate.models.map(\.answers) == [40])
    // The rest is estimated from what the ledger's answers took: two thirds are held.
    let half = Double(run.outcome.usage.promptTokens) / 2
    #expect(abs(estimate.total.prompt.expected - half) < half * 0.05)
    let completion = Double(run.outcome.usage.completionTokens) / 2
    #expect(abs(estimate.total.completion.expected - completion) < completion * 0.05)
  }

  private static let forty = (0..<40).map { "sample number \($0) with words of its own" }

  @Test(
    "A test ends with the cost of the full run, minus the amount paid",
    arguments: [true, false])
  func afterTest(usesLedger: Bool) async throws {
    try await RehearsalServer.withServer { server in
      let fixture = try TaskFixture(
        samples: Self.forty, perspectives: Self.two,
        model: #""base_url": "\#(server.baseURL(for: .openAIChat))", "# + Self.priced)
      fixture.options.isTest = true
      fixture.options.usesLedger = usesLedger
      let outcome = try await DataGenerationPipeline(
        configuration: fixture.configuration, options: fixture.options
      ).generateDataset()
      let full = try #require(outcome.fullRun)
      #expect(full.total.calls == (usesLedger ? 60 : 80))
      #expect(full.models.map(\.basis) == [.measured])
      #expect(full.total.cost != nil)
      let estimate = try #require(outcome.estimate)
      #expect(estimate.total.calls == 20)
    }
  }

  @Test(
    "A rehearsed test counts for nothing in the full run's cost", arguments: [true, false],
    [10, 40])
  func afterRehearsal(usesLedger: Bool, samples: Int) async throws {
    let fixture = try TaskFixture(
      samples: Array(Self.forty.prefix(samples)), perspectives: Self.two, model: Self.priced)
    fixture.options.usesLedger = usesLedger
    fixture.options.isTest = true
    let full = try #require(try await fixture.run().outcome.fullRun)
    fixture.options.isTest = false
    fixture.options.output = nil
    fixture.options.requiresKeys = false
    let paid = try await DataGenerationPipeline(
      configuration: fixture.configuration, options: fixture.options
    ).estimate()
    #expect(full.total.calls == 2 * samples)
    #expect(full.total.calls == paid.total.calls)
    #expect(full.total.cost == paid.total.cost)
    #expect(full.models.map(\.basis) == [.estimated])
  }

  @Test("The calibration from a model's answers is kept for later runs, except from a rehearsal")
  func calibrations() async throws {
    let folder = try ScratchFolder()
    let known = LedgerCalibration(
      model: "m", provider: "p", vocabulary: "o200k", reportedTokens: 130,
      estimatedTokens: 100, samples: 25)
    var few = known
    few.samples = 5
    few.reportedTokens = 999
    var many = known
    many.samples = 40
    many.reportedTokens = 120
    try await Ledger.withLedger(at: folder.path(of: "l.sqlite")) { ledger in
      try await ledger.record([known])
      try await ledger.record([few])
      #expect(try ledger.calibrations() == [known])
      try await ledger.record([many])
      #expect(try ledger.calibrations() == [many])
    }
  }

  @Test(
    "A part of a file is spread over all of it, and the same for the same seed",
    arguments: [(100, 10), (7, 3), (5, 9), (1, 1)])
  func strata(total: Int, count: Int) {
    let choice = StratifiedChoice(of: total, atMost: count)
    let positions = choice.positions
    #expect(positions == StratifiedChoice(of: total, atMost: count).positions)
    #expect(positions.count == min(total, count))
    #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 })
    for (stretch, position) in positions.enumerated() {
      let begin = stretch * total / positions.count
      #expect(position >= begin && position < (stretch + 1) * total / positions.count)
    }
  }

  @Test("The width of an estimate shrinks with the samples measured, to nothing for all of them")
  func widths() throws {
    var spread = SampleSpread()
    for sample in 0..<20 {
      spread.add(
        estimated: 100, reported: 100 + Double(sample % 5), completion: 10 + Double(sample % 3))
    }
    let wide = try #require(spread.promptError(among: 1000))
    #expect(wide > 0.003 && wide < 0.01)
    #expect(try #require(spread.promptError(among: 30)) < wide)
    #expect(spread.promptError(among: 20) == 0)
    #expect(try #require(spread.completionError(among: 1000)) > wide)
    #expect(SampleSpread().promptError(among: 10) == nil)
    // What is known makes the whole surer, not the rest.
    let rest = try #require(spread.promptError(of: .rest, among: 30))
    #expect(rest > wide)
    #expect(spread.promptError(of: .rest, among: 20) == 0)
  }
}
