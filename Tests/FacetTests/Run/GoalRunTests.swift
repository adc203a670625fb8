import FacetConfiguration
import FacetJSON
import TestSupport
import Testing

@testable import Facet

@Suite("A run that ends at a number of results")
struct GoalRunTests {
  /// A result is a perspective's answers with different scores.
  private struct Difference: RunGoal {
    let noun = "difference"
    let count: Int
    var identity: String { "differences \(count)" }

    func groups(of columns: [PlannedColumn]) -> [[PlannedColumn]] {
      Dictionary(grouping: columns) { $0.perspective.index }.sorted { $0.key < $1.key }
        .map(\.value)
    }

    func step(
      of group: [PlannedColumn], for sample: Sample, rows: [Int: JSONValue]
    ) -> GoalStep {
      let unasked = group.filter { rows[$0.index] == nil }
      if unasked.count == group.count {
        return group.count > 1 ? .ask(Array(group.prefix(2))) : .unreachable
      }
      let scores = Set(rows.values.compactMap { $0["scores"]?["s"]?.double })
      if scores.count > 1 { return .reached(1) }
      return unasked.first.map { .ask([$0]) } ?? .unreachable
    }
  }

  private static let perspectives = """
    {"condition": "A", "strategy": "Say it.", "completions": 5},
    {"condition": "One", "strategy": "Say it once."},
    {"condition": "B", "strategy": "Say more.", "completions": 3}
    """
  private static let score =
    #""scores": [{"name": "s", "kind": "regex", "pattern": "\\b[aeiou]\\w+ [b-d]"}]"#
  private static let judge = #"""
    "scores": [{"name": "s", "kind": "judge", "prompt": "{{response}}\nGood?",
      "choices": {"yes": 1, "no": 0}}]
    """#

  private func task(
    until count: Int?, samples: Int = 20, scores: String = score, slots: Int = 4
  ) throws -> TaskFixture {
    let task = try TaskFixture(
      samples: (0..<samples).map { "text number \($0)" }, perspectives: Self.perspectives,
      model: #""seed": 5"#, members: scores)
    task.options.goal = count.map { Difference(count: $0) }
    task.configuration.limits.maxConcurrency = slots
    return task
  }

  /// The statuses that a run should end with, from the scores of a run of all cells.
  private func expected(_ all: TaskFixture.Run, until count: Int) -> [String] {
    var statuses: [String] = []
    var found = 0
    for task in all.tasks where found < count {
      let scores = (task["response_metadata"]?.array ?? []).map { $0["scores"]?["s"]?.double }
      for group in [0..<5, 5..<6, 6..<9] {
        var asked = 0
        if found < count, group.count > 1 {
          asked = 2
          while asked < group.count, Set(scores[group.prefix(asked)]).count < 2 { asked += 1 }
          if Set(scores[group.prefix(asked)]).count > 1 { found += 1 }
        }
        statuses += group.indices.map { $0 < group.lowerBound + asked ? "ok" : "unneeded" }
      }
    }
    return statuses
  }

  @Test(
    "It asks for the shortest beginning that gives them, however many requests are in flight",
    arguments: [(1, 1), (7, 1), (7, 4), (7, 64), (1000, 16)])
  func isShortest(count: Int, slots: Int) async throws {
    let all = try await task(until: nil).run()
    let run = try await task(until: count, slots: slots).run()
    #expect(run.outcome.ending == .complete)
    #expect(run.statuses == expected(all, until: count))
    #expect(run.outcome.calls.sent == run.statuses.count { $0 == "ok" })
    #expect(run.outcome.counts.pending == 0)
    let goal = try #require(run.outcome.goal)
    #expect(goal.isReached == (count < 1000))
    #expect(goal.unneeded == run.statuses.count { $0 == "unneeded" })
    #expect(run.metadata["until"]?["found"]?.int == goal.found)
  }

  @Test("A stopped run resumes, pays nothing twice and writes what one session would have written")
  func resumes() async throws {
    let whole = try await task(until: 9).run()
    let task = try task(until: 9)
    task.configuration.budget.requests = 11
    let first = try await task.run()
    #expect(first.outcome.exitStatus == 3)
    #expect(first.outcome.calls.sent == 11)
    task.configuration.budget.requests = nil
    let second = try await task.run()
    #expect(second.outcome.ending == .complete)
    #expect(second.outcome.calls.sent == whole.outcome.calls.sent - 11)
    #expect(second.maskedLines == whole.maskedLines)
    task.options.goal = Difference(count: 12)
    let more = try await task.run()
    #expect(more.outcome.goal?.found == 12)
    #expect(more.outcome.reused == whole.outcome.calls.sent)
  }

  @Test("A judge is asked once about each completion that is asked for", arguments: [true, false])
  func judges(keepsLedger: Bool) async throws {
    let task = try task(until: 4, scores: Self.judge)
    task.options.usesLedger = keepsLedger
    let run = try await task.run()
    #expect(run.outcome.goal?.found == 4)
    let answered = run.statuses.count { $0 == "ok" }
    #expect(run.outcome.calls.sent == 2 * answered)
    #expect(run.outcome.reused == 0)
    let judged = run.cells.count { $0["steps"]?["score.s"] != nil }
    #expect(judged == answered)
  }

  @Test("Its rows are those of the cells that were asked")
  func writesRows() async throws {
    let task = try task(until: 3)
    task.options.output = task.folder.path(of: "out.jsonl")
    let run = try await task.run()
    let lines = run.bytes.split(separator: 0x0A)
    #expect(lines.count == run.outcome.calls.sent)
  }
}
