import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import Facet

@Suite("Comparisons of responses")
struct PairwiseTests {
  private static func duel(_ more: String = "", prompt: String = "") -> String {
    #"""
    "scores": [{"name": "duel", "kind": "pairwise"\#(more),
      "prompt": "Question: {{input}}\nFirst: {{first}}\nSecond: {{second}}\nWhich one?\#(prompt)"}]
    """#
  }

  /// A seed, with which the rehearsal answers each draw of a request differently.
  private static let seed = #""seed": 1"#
  private static let three = #"{"condition": "A", "strategy": "Say it.", "completions": 3}"#
  private static let two = #"""
    {"condition": "A", "strategy": "Say it.", "completions": 2},
    {"condition": "B", "strategy": "Say it otherwise."}
    """#

  /// The scores of each sample, in millionths.
  private static func scores(_ run: TaskFixture.Run) -> [[Int?]] {
    run.tasks.map { task in
      (task["response_metadata"]?.array ?? []).map { cell in
        cell["scores"]?["duel"]?.double.map { Int(($0 * 1e6).rounded()) }
      }
    }
  }

  @Test(
    "Each two responses of a group are compared, in both orders if asked",
    arguments: [
      (three, "", 9, [[0, 1, 2]]),
      (three, #", "both_orders": true"#, 18, [[0, 1, 2]]),
      // Those of A alone.
      (two, "", 3, [[0, 1]]),
      (two, #", "among": "sample""#, 9, [[0, 1, 2]]),
      (two, #", "among": "sample", "perspectives": "B""#, 0, []),
    ] as [(String, String, Int, [[Int]])])
  func compares(
    perspectives: String, more: String, comparisons: Int, groups: [[Int]]
  ) async throws {
    let task = try TaskFixture(
      perspectives: perspectives, model: Self.seed, members: Self.duel(more))
    let run = try await task.run()
    #expect(run.outcome.ending == .complete)
    #expect(run.outcome.calls.sent == 9 + comparisons)
    #expect(run.outcome.estimate?.calls == 9 + comparisons)
    for scores in Self.scores(run) {
      for group in groups {
        // Whatever the judge says, the shares of a group add up to half of its number.
        let sum = group.reduce(0) { $0 + (scores[$1] ?? 0) }
        #expect(abs(sum - group.count * 500_000) <= 1)
      }
      let alone = Set(scores.indices).subtracting(groups.flatMap { $0 })
      #expect(alone.allSatisfy { scores[$0] == nil })
    }
    #expect(run.metadata["api_calls"]?["total_calls"]?.int == 9 + comparisons)
    // A second run finds every comparison in the ledger.
    let second = try await task.run()
    #expect(second.outcome.estimate?.calls == 0)
    #expect(second.outcome.calls.sent == 0)
    #expect(second.maskedLines == run.maskedLines)
  }

  @Test("The summary of comparisons tells the winners by their position")
  func positions() async throws {
    let task = try TaskFixture(
      perspectives: Self.three, model: Self.seed, members: Self.duel(#", "both_orders": true"#))
    let run = try await task.run()
    let counts = try #require(run.outcome.statistics.comparisons.first)
    #expect(counts.name == "duel" && counts.pairs == 9)
    #expect(counts.first + counts.second + counts.ties == 18)
    #expect(counts.contradictions <= 9)
    #expect(run.metadata["comparisons"]?[0]?["first"]?.int == counts.first)
    let second = try await task.run()
    #expect(second.outcome.statistics.comparisons == run.outcome.statistics.comparisons)
  }

  @Test("The requests of a comparison are counted once, in one of its cells")
  func usage() async throws {
    let task = try TaskFixture(
      perspectives: Self.three, model: Self.seed,
      members: Self.duel(#", "both_orders": true"#))
    let run = try await task.run()
    let sum = run.cells.reduce(0) { sum, cell in
      (cell["steps"]?.object?.members ?? []).reduce(sum) {
        $0 + ($1.value["usage"]?["total_tokens"]?.int ?? 0)
      }
    }
    #expect(run.metadata["token_usage"]?["total_tokens"]?.int == sum)
    #expect(run.cells.allSatisfy { $0["steps"]?["score.duel"]?["sent_back"] == nil })
    let score = run.metadata["scores"]?.array?.first
    #expect(score?["mean"]?.double == 0.5)
    #expect(score?["scored"]?.int == 9)
  }

  @Test("Comparisons with responses of the same text are one request and count once")
  func shared() async throws {
    let perspectives = #"""
      {"condition": "A", "strategy": "Say it.", "completions": 4, "schema": {"enum": [1, 2]}}
      """#
    let task = try TaskFixture(
      perspectives: perspectives, model: Self.seed,
      members: Self.duel(#", "both_orders": true"#))
    let run = try await task.run()
    #expect(run.metadata["api_calls"]?["total_calls"]?.int == run.outcome.calls.sent)
    #expect(run.outcome.reused == 0)
    let sum = run.cells.reduce(0) { sum, cell in
      (cell["steps"]?.object?.members ?? []).reduce(sum) {
        $0 + ($1.value["usage"]?["total_tokens"]?.int ?? 0)
      }
    }
    #expect(run.metadata["token_usage"]?["total_tokens"]?.int == sum)
    let second = try await task.run()
    #expect(second.outcome.estimate?.calls == 0)
    #expect(second.outcome.estimate?.held.calls == run.outcome.calls.sent)
    #expect(second.outcome.reused == run.outcome.calls.sent)
  }

  @Test("An edited comparison is asked again alone, from the ledger's completions")
  func edited() async throws {
    let task = try TaskFixture(
      perspectives: Self.three, model: Self.seed, members: Self.duel())
    _ = try await task.run()
    task.configuration = try TaskFixture.configuration(
      perspectives: Self.three, model: Self.seed, members: Self.duel(prompt: " Be strict."),
      in: task.folder.path)
    task.configuration.retry.timeout = .seconds(20)
    task.options.usesOnlyLedger = true
    let run = try await task.run()
    #expect(run.outcome.calls.sent == 9)
    #expect(run.outcome.ending == .complete)
  }

  @Test("A second order pays only for itself")
  func addedOrder() async throws {
    let task = try TaskFixture(
      perspectives: Self.three, model: Self.seed, members: Self.duel())
    _ = try await task.run()
    task.configuration = try TaskFixture.configuration(
      perspectives: Self.three, model: Self.seed,
      members: Self.duel(#", "both_orders": true"#), in: task.folder.path)
    task.configuration.retry.timeout = .seconds(20)
    let run = try await task.run()
    #expect(run.outcome.estimate?.calls == 9)
    #expect(run.outcome.calls.sent == 9)
  }

  @Test("A stopped run has no score where a comparison is missing; the next one makes the rest")
  func resumes() async throws {
    let task = try TaskFixture(
      perspectives: Self.three, model: Self.seed, members: Self.duel())
    task.configuration.budget.requests = 11
    let stopped = try await task.run()
    guard case .stoppedAtBudget = stopped.outcome.ending else {
      Issue.record("\(stopped.outcome.ending)")
      return
    }
    task.configuration.budget.requests = nil
    let resumed = try await task.run()
    #expect(stopped.outcome.calls.sent + resumed.outcome.calls.sent == 18)
    #expect(resumed.outcome.ending == .complete)
    #expect(Self.scores(resumed).allSatisfy { !$0.contains(nil) })
  }

  @Test("Responses that are the same tie without a request, and no estimate expects one")
  func same() async throws {
    // The schema leaves the model one answer.
    let perspectives = #"""
      {"condition": "A", "strategy": "Say it.", "completions": 3, "schema": {"const": 1}}
      """#
    let task = try TaskFixture(perspectives: perspectives, members: Self.duel())
    let run = try await task.run()
    #expect(run.outcome.calls.sent == 9)
    #expect(Self.scores(run) == Array(repeating: [500_000, 500_000, 500_000], count: 3))
    let second = try await task.run()
    #expect(second.outcome.estimate?.calls == 0)
  }

  @Test("A name that is neither a response nor a field is a mistake, steps included")
  func names() async throws {
    let perspectives = #"""
      {"condition": "A", "steps": [{"name": "plan", "prompt": "P"}, {"name": "end", "prompt": "{{plan}}"}]}
      """#
    let task = try TaskFixture(
      perspectives: perspectives, members: Self.duel(#", "among": "sample""#, prompt: "{{plan}}"))
    let error = await #expect(throws: PlanError.self) { try await task.run() }
    #expect(error?.description.contains("'plan'") == true)
  }
}
