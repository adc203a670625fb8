import FacetJSON
import FacetModels
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite struct FailedEstimateTests {
  @Test(
    "Failures are excluded as a run would exclude them",
    arguments: [
      (RehearsalFault.contextLength, RunOptions.RetryFailed.transient, 0),
      (.contextLength, .none, 0), (.contextLength, .all, 3),
      (.internalError, .transient, 3), (.internalError, .none, 0), (.internalError, .all, 3),
    ])
  func failures(
    fault: RehearsalFault, choice: RunOptions.RetryFailed, left: Int
  ) async throws {
    let fixture = try TaskFixture(
      members: #""retry": {"max_attempts": 1}, "on": {"max_failures": 3}"#)
    fixture.identity = "same"
    fixture.rehearsal.faults = RehearsalFaults([fault: 1])
    let run = try await fixture.run()
    #expect(run.statuses == ["failed", "failed", "failed"])
    var options = fixture.options
    options.output = nil
    options.retryFailed = choice
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "same")
    let estimate = try await DataGenerationPipeline(
      configuration: fixture.configuration, options: options
    ).estimate()
    #expect(estimate.total.calls == left)
    #expect(estimate.failedCalls == 3 - left)
    #expect((estimate.total.prompt.expected == 0) == (left == 0))
    #expect(estimate.held.calls == 0)
  }

  @Test("Perspectives of one condition hold their own answers alone")
  func repeatedCondition() async throws {
    let first = #"{"condition": "A", "strategy": "Say it."}"#
    let one = try TaskFixture(perspectives: first)
    one.identity = "same"
    let answered = try await one.run().statistics.answered
    let two = try TaskFixture(
      perspectives: first + #", {"condition": "A", "strategy": "Sing it."}"#)
    var options = two.options
    options.output = nil
    options.ledgerPath = one.folder.path(of: "data/agents/ledger.sqlite")
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "same")
    let estimate = try await DataGenerationPipeline(
      configuration: two.configuration, options: options
    ).estimate()
    #expect(answered > 0)
    #expect(estimate.held.calls == answered)
    #expect(estimate.total.calls == answered)
  }

  @Test("The steps after a failed reading are not sent either")
  func readings() async throws {
    let fixture = try TaskFixture(
      perspectives: #"{"condition": "A", "reading": "List.", "strategy": "Say it."}"#,
      members: #""on": {"max_failures": 3}"#)
    fixture.identity = "same"
    fixture.rehearsal.faults = RehearsalFaults([.contextLength: 1])
    _ = try await fixture.run()
    var options = fixture.options
    options.output = nil
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "same")
    let estimate = try await DataGenerationPipeline(
      configuration: fixture.configuration, options: options
    ).estimate()
    #expect(estimate.total.calls == 0)
    #expect(estimate.failedCalls == 6)
    #expect(estimate.steps.map(\.failedCalls) == [3, 3])
  }

  private static let judged = #"""
    "scores": [{"name": "good", "kind": "judge", "prompt": "{{response}}?",
      "choices": {"yes": 1, "no": 0}},
      {"name": "better", "kind": "pairwise", "among": "sample", "prompt": "{{first}}, {{second}}?"}]
    """#

  @Test(
    "Nothing is left to send after a complete run, whatever its answers",
    arguments: [
      (RehearsalFault.refusal, ""), (.empty, ""), (.truncatedAnswer, ""), (.contextLength, ""),
      (.schema, ""), (nil, ""), (.refusal, judged), (.empty, judged), (.contextLength, judged),
      (.schema, judged), (nil, judged),
      (
        nil,
        judged.replacing(#""no": 0}"#, with: #""no": 0}, "where": {"reference": "reference 1"}"#)
      ),
    ] as [(RehearsalFault?, String)])
  func complete(fault: RehearsalFault?, scores: String) async throws {
    let fixture = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "reading": "List.", "strategy": "Say it.", "completions": 2},
        {"condition": "B", "strategy": "Say it.", "schema": {"type": "object",
          "properties": {"a": {"type": "integer"}}, "required": ["a"]}}
        """#,
      model: #""seed": 1"#,
      members: #""on": {"max_failures": "100%"}"# + (scores.isEmpty ? "" : ", " + scores))
    fixture.identity = "same"
    if let fault { fixture.rehearsal.faults = RehearsalFaults([fault: 0.5]) }
    _ = try await fixture.run()
    var options = fixture.options
    options.output = nil
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "same")
    let estimate = try await DataGenerationPipeline(
      configuration: fixture.configuration, options: options
    ).estimate()
    #expect(estimate.total.calls == 0)
    #expect(estimate.total.prompt.expected == 0)
  }

  @Test("The answers to replies that were sent back are part of what is held")
  func repairs() async throws {
    let fixture = try TaskFixture(
      samples: (0..<12).map { "sample \($0)" },
      perspectives: #"""
        {"condition": "A", "strategy": "Say it.", "repair": 3, "schema": {"type": "object",
          "properties": {"a": {"type": "integer"}}, "required": ["a"]}}
        """#, members: #""on": {"max_failures": "100%"}"#)
    fixture.identity = "same"
    fixture.rehearsal.faults = RehearsalFaults([.schema: 0.6])
    let run = try await fixture.run()
    #expect(run.outcome.calls.sent > 12)
    var options = fixture.options
    options.output = nil
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "same")
    let estimate = try await DataGenerationPipeline(
      configuration: fixture.configuration, options: options
    ).estimate()
    #expect(estimate.held.calls == 12)
    #expect(estimate.total.calls == 0)
    let total = run.metadata["token_usage"]?["total_tokens"]?.int
    #expect(estimate.held.usage.totalTokens == total)
  }
}
