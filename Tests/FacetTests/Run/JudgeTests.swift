import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import Facet

@Suite("Judges")
struct JudgeTests {
  private static func judge(_ more: String = "") -> String {
    #"""
    "scores": [{"name": "good", "kind": "judge",
      "prompt": "Question: {{input}}\nAnswer: {{response}}\nIs it good?\#(more)",
      "choices": {"yes": 1, "partly": 0.5, "no": -0.25}}]
    """#
  }

  private static let perspectives = #"{"condition": "A", "strategy": "Say it.", "completions": 2}"#

  @Test("A judge is asked once about each completion, and its choice is the score")
  func judges() async throws {
    let task = try TaskFixture(perspectives: Self.perspectives, members: Self.judge())
    let run = try await task.run()
    #expect(run.outcome.ending == .complete)
    #expect(run.outcome.calls.sent == 12)
    for cell in run.cells {
      #expect(cell["steps"]?.object?.keys == ["strategy", "score.good"])
      #expect(["1.0", "0.5", "-0.25"].contains(cell["scores"]?["good"]?.number?.text ?? ""))
    }
    let sum = run.cells.reduce(0) { sum, cell in
      sum
        + (cell["steps"]?.object?.members.reduce(0) {
          $0 + ($1.value["usage"]?["total_tokens"]?.int ?? 0)
        } ?? 0)
    }
    #expect(run.metadata["token_usage"]?["total_tokens"]?.int == sum)
    #expect(run.metadata["api_calls"]?["total_calls"]?.int == 12)
  }

  @Test("Judges are in the estimate, and what they said is not paid again")
  func estimates() async throws {
    let task = try TaskFixture(perspectives: Self.perspectives, members: Self.judge())
    let first = try await task.run()
    #expect(first.outcome.estimate?.calls == 12)
    let second = try await task.run()
    #expect(second.outcome.estimate?.calls == 0)
    #expect(second.outcome.calls.sent == 0)
    #expect(second.maskedLines == first.maskedLines)
  }

  @Test("Judges that see the sample first share its prefix over responses and perspectives")
  func sharesPrefix() throws {
    func groups(_ prompt: String) throws -> [Int?] {
      let task = try TaskFixture(
        perspectives: #"""
          {"condition": "A", "strategy": "S", "completions": 2}, {"condition": "B", "strategy": "T"}
          """#,
        members: #"""
          "scores": [{"name": "good", "kind": "judge", "prompt": "\#(prompt)",
            "choices": {"yes": 1, "no": 0}}]
          """#)
      task.options.requiresKeys = false
      let plan = try DataGenerationPipeline(
        configuration: task.configuration, options: task.options
      ).plan
      #expect(
        plan.perspectives.flatMap(\.judges).allSatisfy { judge in
          judge.step.sharedPrefix.map { $0.uses == 3 } ?? true
        })
      return plan.perspectives.flatMap(\.judges).map { $0.step.sharedPrefix?.group }
    }
    let shared = try groups("{{input}} {{response}}")
    #expect(shared.count == 2 && shared[0] != nil && shared[0] == shared[1])
    #expect(try groups("{{response}} {{input}}") == [nil, nil])
  }

  @Test("An edited judge is asked again alone, from the ledger's completions")
  func editedJudge() async throws {
    let task = try TaskFixture(perspectives: Self.perspectives, members: Self.judge())
    _ = try await task.run()
    task.configuration = try TaskFixture.configuration(
      perspectives: Self.perspectives, members: Self.judge(" Be strict."), in: task.folder.path)
    task.configuration.retry.timeout = .seconds(20)
    task.options.usesOnlyLedger = true
    let run = try await task.run()
    #expect(run.outcome.calls.sent == 6)
    #expect(run.outcome.ending == .complete)
  }

  @Test("Every cell of a stopped run that has an answer is judged by the run that resumes it")
  func resumes() async throws {
    let task = try TaskFixture(perspectives: Self.perspectives, members: Self.judge())
    task.configuration.budget.requests = 9
    let stopped = try await task.run()
    #expect(stopped.outcome.calls.sent == 9)
    guard case .stoppedAtBudget = stopped.outcome.ending else {
      Issue.record("\(stopped.outcome.ending)")
      return
    }
    task.configuration.budget.requests = nil
    let resumed = try await task.run()
    #expect(resumed.outcome.calls.sent == 3)
    #expect(resumed.outcome.ending == .complete)
    #expect(resumed.cells.allSatisfy { $0["scores"]?["good"]?.isNull == false })
  }
}
