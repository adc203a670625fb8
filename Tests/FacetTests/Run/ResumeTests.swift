import Dispatch
import FacetConfiguration
import FacetJSON
import FacetLedger
import FacetPlatform
import FacetRehearsal
import Glibc
import TestSupport
import Testing

@testable import Facet

@Suite("A resumed run")
struct ResumeTests {
  private static let perspectives = #"""
    {"condition": "A", "reading": "R", "strategy": "S", "completions": 2},
    {"condition": "B", "strategy": "T"}
    """#

  private func task(_ perspectives: String = perspectives, samples: Int = 20) throws -> TaskFixture
  {
    let task = try TaskFixture(
      samples: (0..<samples).map { "text \($0)" }, perspectives: perspectives)
    task.identity = "the same"
    return task
  }

  /// Runs until some requests have been answered, and stops.
  ///
  /// A thread of its own watches: other tests may keep every task waiting for long.
  private func interrupt(_ task: TaskFixture, after requests: Int) async throws -> TaskFixture.Run {
    task.rehearsal.latency = .milliseconds(25)
    task.configuration.limits.maxConcurrency = 4
    let run = try await task.run { pipeline, server in
      await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
        DispatchQueue(label: "facet.tests.interrupt").async {
          for _ in 0..<20_000 where server.statistics.requests < requests { usleep(500) }
          pipeline.stop()
          done.resume()
        }
      }
    }
    task.rehearsal.latency = .zero
    return run
  }

  @Test("Asks for nothing again, and makes the dataset that an unbroken run makes")
  func resumes() async throws {
    let task = try task()
    let first = try await interrupt(task, after: 25)
    #expect(first.outcome.ending == .interrupted)
    #expect(first.statistics.answered < 80)
    let second = try await interrupt(task, after: 20)
    let third = try await task.run()
    #expect(third.outcome.ending == .complete)
    let asked = [first, second, third].reduce(0) { $0 + $1.statistics.answered }
    #expect(asked == 80)
    #expect(task.folder.names == ["data", "out.json"])
    let unbroken = try await self.task().run()
    #expect(unbroken.statistics.answered == 80)
    #expect(third.maskedLines == unbroken.maskedLines)
    #expect(third.metadata["generation_time"] == first.metadata["generation_time"])
  }

  @Test("When complete sends nothing, and rewrites the same file if it is gone")
  func complete() async throws {
    let task = try task()
    let first = try await task.run()
    FileSystem.remove(task.folder.path(of: "out.json"))
    let second = try await task.run()
    #expect(second.statistics.requests == 0)
    #expect(second.outcome.ending == .complete)
    #expect(second.bytes == first.bytes)
  }

  @Test("Sends only changed requests: an edited perspective, more samples")
  func reuses() async throws {
    let task = try task()
    _ = try await task.run()
    let edited = try TaskFixture.configuration(
      perspectives: Self.perspectives.replacing("T", with: "T2"), in: task.folder.path)
    task.configuration = edited
    let second = try await task.run()
    #expect(second.statistics.answered == 20)
    let rows = (0..<25).map { "{\"input\": \"text \($0)\", \"reference\": \"reference \($0)\"}\n" }
    try task.folder.write(rows.joined(), to: "data/d.jsonl")
    let third = try await task.run()
    #expect(third.statistics.answered == 5 * 4)
  }

  @Test("Finds most of many cells and asks for the rest, wherever they are missing")
  func gaps() async throws {
    let task = try task(samples: 120)
    let first = try await task.run()
    #expect(first.statistics.answered == 480)
    let ledger = task.folder.path(of: "data/agents/ledger.sqlite")
    try await Ledger.withLedger(at: ledger) { (ledger) async throws in
      var broken: [LedgerCompletion] = []
      for try await completion in ledger.completions()
      where completion.key.fingerprint.prefix % 5 == 0 {
        broken.append(completion)
      }
      for var completion in broken {
        let body = completion.body
        completion.body = []
        _ = try await ledger.record(completion, replacing: body)
      }
    }
    let second = try await task.run()
    let third = try await task.run()
    #expect(second.statistics.answered > 40 && second.statistics.answered < 200)
    #expect(second.maskedLines == first.maskedLines)
    #expect(third.statistics.requests == 0)
    #expect(third.bytes == second.bytes)
    // A reading that two completions share is one answer.
    #expect(third.outcome.reused == 480)
  }

  @Test("Keeps independent draws apart")
  func draws() async throws {
    let task = try TaskFixture(
      samples: ["same", "same"],
      perspectives: #"""
        {"condition": "A", "strategy": "S", "completions": 2}, {"condition": "B", "strategy": "S"}
        """#)
    let first = try await task.run()
    #expect(first.statistics.requests == 6)
    task.options.replicate = "again"
    let second = try await task.run()
    #expect(second.statistics.requests == 6)
    task.options.replicate = nil
    task.options.isFresh = true
    let third = try await task.run()
    #expect(third.statistics.requests == 6)
  }

  @Test("Retries temporary failures, but not permanent ones")
  func failures() async throws {
    for (fault, isAsked) in [(RehearsalFault.internalError, true), (.contextLength, false)] {
      let task = try task(TaskFixture.onePerspective, samples: 3)
      task.configuration.retry.maxAttempts = 1
      task.rehearsal.faults = RehearsalFaults([fault: 1])
      let first = try await task.run()
      #expect(first.outcome.counts.failed == 3)
      task.rehearsal.faults = RehearsalFaults()
      let second = try await task.run()
      #expect(second.statistics.requests == (isAsked ? 3 : 0))
      #expect(second.outcome.counts.failed == (isAsked ? 0 : 3))
      #expect(second.outcome.counts.ok == (isAsked ? 3 : 0))
    }
  }

  @Test("Continues after a provider stopped it")
  func afterStop() async throws {
    let task = try task(TaskFixture.onePerspective)
    task.configuration.limits.maxConcurrency = 2
    task.rehearsal.faults = RehearsalFaults([.quota: 0.2])
    let first = try await task.run()
    #expect(first.outcome.exitStatus == 5)
    task.rehearsal.faults = RehearsalFaults()
    let second = try await task.run()
    #expect(second.outcome.ending == .complete)
    #expect(first.statistics.answered + second.statistics.answered == 20)
  }

  @Test("Keeps refusals, cut and empty answers, and does not ask for them again")
  func keepsUnwantedAnswers() async throws {
    let task = try task(TaskFixture.onePerspective)
    task.rehearsal.faults = RehearsalFaults([.refusal: 0.3, .truncatedAnswer: 0.3, .empty: 0.3])
    let first = try await task.run()
    #expect(Set(first.statuses).isSuperset(of: ["refused", "truncated"]))
    task.rehearsal.faults = RehearsalFaults()
    FileSystem.remove(task.folder.path(of: "out.json"))
    let second = try await task.run()
    #expect(second.statistics.requests == 0)
    #expect(second.bytes == first.bytes)
  }

  @Test("Restores rows from the ledger")
  func rows() async throws {
    let task = try task()
    task.options.output = task.folder.path(of: "out.jsonl")
    _ = try await interrupt(task, after: 25)
    let resumed = try await task.run()
    #expect(resumed.outcome.ending == .complete)
    let other = try self.task()
    other.options.output = other.folder.path(of: "out.jsonl")
    let unbroken = try await other.run()
    #expect(resumed.bytes == unbroken.bytes)
  }
}
