import FacetConfiguration
import FacetJSON
import FacetRehearsal
import Testing

@testable import Facet

@Suite("What counts as an answer")
struct AnswerPolicyTests {
  private func task(
    _ fault: RehearsalFault, firstAttemptOnly: Bool = false, members: String = ""
  ) throws -> TaskFixture {
    let task = try TaskFixture(members: members)
    task.rehearsal.faults = RehearsalFaults([fault: 1])
    task.rehearsal.faultsOnFirstAttemptOnly = firstAttemptOnly
    return task
  }

  @Test(
    "A refused or cut answer is kept with its text, and not retried",
    arguments: [(RehearsalFault.refusal, "refused"), (.truncatedAnswer, "truncated")])
  func kept(fault: RehearsalFault, status: String) async throws {
    let run = try await task(fault).run()
    #expect(run.statuses == [status, status, status])
    #expect(run.responses.allSatisfy { $0.string?.isEmpty == false })
    #expect(run.statistics.requests == 3)
    #expect(run.outcome.exitStatus == 0)
  }

  @Test(
    "A refused or cut answer fails its cell if the configuration says so",
    arguments: [(RehearsalFault.refusal, "refused"), (.truncatedAnswer, "truncated")])
  func failed(fault: RehearsalFault, name: String) async throws {
    let run = try await task(fault, members: #""on": {"\#(name)": "fail"}"#).run()
    #expect(run.statuses == ["failed", "failed", "failed"])
    #expect(run.errorClasses == [name, name, name])
    #expect(run.responses == [.null, .null, .null])
    #expect(run.statistics.requests == 3)
    #expect(run.outcome.exitStatus == 4)
    #expect(run.outcome.usage.completionTokens == run.statistics.completionTokens)
  }

  @Test(
    "A refused or cut answer is retried if the configuration says so",
    arguments: [(RehearsalFault.refusal, "refused"), (.truncatedAnswer, "truncated")])
  func retried(fault: RehearsalFault, name: String) async throws {
    let members = #""on": {"\#(name)": "retry"}, "retry": {"max_attempts": 3}"#
    let once = try await task(fault, firstAttemptOnly: true, members: members).run()
    #expect(once.statuses == ["ok", "ok", "ok"])
    #expect(once.statistics.requests == 6)
    let always = try await task(fault, members: members).run()
    #expect(always.statuses == [name, name, name])
    #expect(always.statistics.requests == 9)
  }

  @Test("An empty answer is retried once, then recorded as empty")
  func empty() async throws {
    let always = try await task(.empty).run()
    #expect(always.statuses == ["empty", "empty", "empty"])
    #expect(always.statistics.requests == 6)
    #expect(always.outcome.exitStatus == 0)
    let once = try await task(.empty, firstAttemptOnly: true).run()
    #expect(once.statuses == ["ok", "ok", "ok"])
    #expect(once.statistics.requests == 6)
  }

  @Test(
    "Failures beyond the limit change only the exit status",
    arguments: [("1", 4), ("2", 4), ("3", 0), (#""66%""#, 4), (#""100%""#, 0)] as [(String, Int32)])
  func maxFailures(allowance: String, status: Int32) async throws {
    let run = try await task(
      .contextLength, members: #""on": {"max_failures": \#(allowance)}"#
    ).run()
    #expect(run.statuses == ["failed", "failed", "failed"])
    #expect(run.outcome.exitStatus == status)
    #expect(run.metadata["status"] == "complete")
  }

  @Test(
    "Unusable notes end their cell, and the strategy is not sent",
    arguments: [(RehearsalFault.refusal, "refused"), (.empty, "empty")])
  func unusableNotes(fault: RehearsalFault, status: String) async throws {
    let task = try TaskFixture(
      samples: ["one"], perspectives: #"{"condition": "A", "reading": "R", "strategy": "S"}"#)
    task.rehearsal.faults = RehearsalFaults([fault: 1])
    let run = try await task.run()
    #expect(run.statuses == [status])
    #expect(run.responses == [.null])
    #expect(run.cells[0]["steps"]?.object?.keys == ["reading"])
  }

  @Test("A failed cell is null and says why, and its neighbours are answered")
  func failuresStayAlone() async throws {
    let task = try TaskFixture(
      samples: (0..<40).map { "text \($0)" }, members: #""on": {"max_failures": "100%"}"#)
    task.rehearsal.faults = RehearsalFaults([.contextLength: 0.2])
    let run = try await task.run()
    let failed = run.statuses.count { $0 == "failed" }
    #expect((1...20).contains(failed))
    #expect(run.statuses.count { $0 == "ok" } == 40 - failed)
    for (cell, response) in zip(run.cells, run.responses) {
      #expect((cell["status"] == "failed") == (response == .null))
      if cell["status"] == "failed" {
        #expect(cell["error"]?["class"] == "context_length")
        #expect(cell["error"]?["status"]?.int == 400)
      }
    }
  }
}
