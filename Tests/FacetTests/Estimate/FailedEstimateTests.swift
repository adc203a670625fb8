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
}
