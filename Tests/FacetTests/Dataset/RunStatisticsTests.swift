import FacetJSON
import FacetModels
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("A run's statistics")
struct RunStatisticsTests {
  private static let perspectives = #"""
    {"condition": "Short", "reading": "Take notes.", "strategy": "Use them.", "completions": 2,
      "model_config": {"max_tokens": 5}},
    {"condition": "Long", "strategy": "Say it at length.",
      "model_config": {"model_name": "claude-sonnet-4-5", "max_tokens": 4000}}
    """#

  @Test("Sum to the totals, by model, by perspective and by step")
  func sums() async throws {
    let task = try TaskFixture(
      samples: (0..<12).map { "a sentence of some length, number \($0)" },
      perspectives: Self.perspectives, model: #""price": {"input": 0.1, "output": 0.4}"#)
    task.rehearsal.faults = RehearsalFaults([.rateLimitMilliseconds: 0.3, .empty: 0.1])
    task.rehearsal.retryAfter = .milliseconds(2)
    let run = try await task.run()
    let statistics = run.outcome.statistics
    #expect(statistics.byModel.map(\.name) == ["rehearsal-small", "claude-sonnet-4-5"])
    #expect(statistics.byPerspective.map(\.name) == ["Short", "Long"])
    #expect(statistics.byStep.map(\.name) == ["reading", "strategy"])
    for groups in [statistics.byModel, statistics.byPerspective, statistics.byStep] {
      #expect(
        groups.reduce(0) { $0 + $1.usage.promptTokens } == run.outcome.usage.promptTokens)
      #expect(
        groups.reduce(0) { $0 + $1.usage.completionTokens }
          == run.outcome.usage.completionTokens)
    }
    #expect(statistics.byStep[0].answers == 12)
    for groups in [statistics.byModel, statistics.byPerspective, statistics.byStep] {
      #expect(groups.reduce(.zero) { $0 + ($1.cost ?? .zero) } == run.outcome.cost.known)
    }
    #expect(statistics.byModel[0].cost.map { $0 > .zero } == true)
    #expect(statistics.mostExpensive.count == 5)
    let retried = run.outcome.retries.reduce(0) { $0 + $1.count }
    #expect(retried == run.outcome.calls.retried)
    #expect(run.outcome.retries.first?.cause == "429")
    #expect(run.metadata["statistics"]?["by_step"]?[0]?["answers"]?.int == 12)
  }

  @Test("Tell which answers were cut, and at which limit")
  func truncations() async throws {
    let task = try TaskFixture(perspectives: Self.perspectives)
    let run = try await task.run()
    #expect(
      run.outcome.statistics.truncations == [
        RunStatistics.Truncation(
          condition: "Short", step: "reading", answers: 3, truncated: 3, maxTokens: 5),
        RunStatistics.Truncation(
          condition: "Short", step: "strategy", answers: 6, truncated: 6, maxTokens: 5),
      ])
    #expect(run.metadata["statistics"]?["truncations"]?[1]?["max_tokens"]?.int == 5)
  }

  @Test("Name the cells with the most tokens, the first of equals first")
  func largest() async throws {
    let long = String(repeating: "many words ", count: 200)
    let task = try TaskFixture(samples: ["a", "b", long, "c", "d", "e", long, "f"])
    let run = try await task.run()
    let largest = run.outcome.statistics.largest
    #expect(largest.count == 5)
    #expect(Set(largest.prefix(2).map(\.sampleIndex)) == [2, 6])
    #expect(largest.map(\.tokens) == largest.map(\.tokens).sorted(by: >))
    #expect(run.outcome.statistics.slowest.count == 5)
  }

  @Test("From the ledger equal those from the requests")
  func reused() async throws {
    let task = try TaskFixture(perspectives: Self.perspectives)
    task.options.ledgerPath = task.folder.path(of: "ledger.sqlite")
    task.rehearsal.latency = .milliseconds(3)
    let first = try await task.run()
    let second = try await task.run()
    #expect(second.outcome.calls.sent == 0)
    #expect(second.outcome.statistics == first.outcome.statistics)
    #expect(second.outcome.retries.isEmpty)
    #expect(second.bytes == first.bytes)
  }
}
