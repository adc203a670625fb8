import FacetConfiguration
import FacetJSON
import FacetRehearsal
import Testing

@testable import Facet

@Suite("A fault")
struct FaultTests {
  /// What an ordered fault comes to when it never ends.
  enum Persisting: Sendable {
    /// The cell's status, with a text that is kept.
    case answer(String)
    /// The class of the cell's error, after all attempts.
    case failure(String)
    /// The class of the cell's error, after one attempt: the same request would meet it again.
    case lastingFailure(String)
    /// The run stops with these words, and the cell is left for another run.
    case stop(String)
    /// It is waited out, however long it takes.
    case waitedOut
  }

  static let cases: [(RehearsalFault, Persisting)] = [
    (.rateLimit, .waitedOut), (.rateLimitMilliseconds, .waitedOut),
    (.rateLimitDate, .waitedOut), (.unavailable, .waitedOut), (.overloaded, .waitedOut),
    (.quota, .stop("has no quota left for this key")),
    (.authentication, .stop("refuses this key")),
    (.payment, .stop("has no quota left for this key")),
    (.contextLength, .lastingFailure("context_length")),
    (.modelNotFound, .stop("cannot be used")),
    (.internalError, .failure("network")), (.resetBeforeHeaders, .failure("network")),
    (.resetInHeaders, .failure("network")), (.resetInBody, .failure("network")),
    (.stall, .failure("timeout")), (.stallInBody, .failure("timeout")),
    (.drip, .failure("timeout")), (.truncatedJSON, .failure("malformed_response")),
    (.html, .failure("malformed_response")), (.errorInOK, .failure("network")),
    (.invalidUTF8, .failure("malformed_response")), (.huge, .lastingFailure("malformed_response")),
    (.gzipBomb, .lastingFailure("malformed_response")), (.wrongContentType, .answer("ok")),
    (.gzip, .answer("ok")), (.empty, .answer("empty")), (.refusal, .answer("refused")),
    (.truncatedAnswer, .answer("truncated")), (.noUsage, .answer("ok")),
    (.duplicateKeys, .answer("ok")), (.schema, .answer("ok")),
  ]

  private static func task(_ fault: RehearsalFault, firstAttemptOnly: Bool) throws -> TaskFixture {
    let task = try TaskFixture(samples: ["one", "two"], members: #""retry": {"max_attempts": 2}"#)
    task.rehearsal.faults = RehearsalFaults([fault: 1])
    task.rehearsal.faultsOnFirstAttemptOnly = firstAttemptOnly
    task.rehearsal.retryAfter = .milliseconds(5)
    switch fault {
    case .stall, .stallInBody, .drip: task.configuration.retry.timeout = .seconds(1)
    default: break
    }
    return task
  }

  @Test("Requests that find no server do not count as sent, in the run and its budget")
  func unreachable() async throws {
    let task = try TaskFixture(
      samples: ["one", "two"],
      members: #""retry": {"max_attempts": 2}, "budget": {"requests": 1}"#)
    var options = task.options
    // The port of no service.
    options.baseURL = "http://127.0.0.1:1/v1"
    options.environment = ["TOGETHER_API_KEY": "k"]
    // The second run counts the first one's requests as well.
    for _ in 0..<2 {
      let outcome = try await DataGenerationPipeline(
        configuration: task.configuration, options: options
      ).generateDataset()
      #expect(outcome.counts.failed == 2)
      #expect(outcome.calls.sent == 0 && outcome.calls.failed == 0)
      #expect(outcome.failures.map(\.kind) == ["network"])
      #expect(outcome.failures.map(\.count) == [4])
      #expect(outcome.budget?.used.requests == 0)
    }
  }

  @Test("Each fault is known here")
  func complete() {
    #expect(Set(Self.cases.map(\.0)) == Set(RehearsalFault.allCases))
  }

  @Test("That passes costs another attempt, and no cell", arguments: cases)
  func passes(fault: RehearsalFault, persisting: Persisting) async throws {
    let run = try await Self.task(fault, firstAttemptOnly: true).run()
    switch persisting {
    case .answer("empty"), .failure, .waitedOut:
      #expect(run.statuses == ["ok", "ok"])
      #expect(run.statistics.requests == 4)
      #expect(run.cells.map { $0["attempts"]?.int } == [2, 2])
      #expect(run.outcome.exitStatus == 0)
    case .answer(let status):
      #expect(run.statuses == [status, status])
      #expect(run.statistics.requests == 2)
    case .lastingFailure(let kind):
      #expect(run.errorClasses == [kind, kind])
      #expect(run.statistics.requests == 2)
      #expect(run.outcome.exitStatus == 4)
    case .stop:
      #expect(run.outcome.exitStatus == 5)
      // The second may have been stopped before it went out.
      #expect(run.statistics.requests <= 2)
      return
    }
    #expect(run.statistics.faults[fault] == 2)
  }

  @Test("That stays is an answer, a failure of its class, or a stop", arguments: cases)
  func stays(fault: RehearsalFault, persisting: Persisting) async throws {
    if case .waitedOut = persisting { return }
    let run = try await Self.task(fault, firstAttemptOnly: false).run()
    switch persisting {
    case .answer(let status):
      #expect(run.statuses == [status, status])
      #expect(run.outcome.exitStatus == 0)
      #expect(run.responses.allSatisfy { $0.string?.isEmpty == (status == "empty") })
    case .failure(let kind), .lastingFailure(let kind):
      #expect(run.statuses == ["failed", "failed"])
      #expect(run.errorClasses == [kind, kind])
      #expect(run.responses == [.null, .null])
      #expect(run.outcome.exitStatus == 4)
    case .stop(let words):
      guard case .stoppedByProvider(let reason) = run.outcome.ending else {
        Issue.record("it ended as \(run.outcome.ending)")
        return
      }
      #expect(reason.contains(words))
      #expect(run.statuses == ["pending", "pending"])
      #expect(run.errorClasses == [nil, nil])
      #expect(run.outcome.counts.pending == 2)
      #expect(run.outcome.datasetPath.hasSuffix("out.partial.json"))
      #expect(run.statistics.requests <= 2)
    case .waitedOut: break
    }
  }

  @Test(
    "That asks to wait beyond ten minutes parks the lane, and the run says so",
    arguments: [
      RehearsalFault.rateLimit, .rateLimitMilliseconds, .rateLimitDate, .unavailable,
    ])
  func parks(fault: RehearsalFault) async throws {
    let task = try TaskFixture(samples: (0..<30).map { "text \($0)" })
    task.configuration.limits.maxConcurrency = 2
    task.rehearsal.faults = RehearsalFaults([fault: 1])
    task.rehearsal.retryAfter = .seconds(3600)
    let run = try await task.run()
    #expect(run.outcome.exitStatus == 5)
    guard case .stoppedByProvider(let reason) = run.outcome.ending else { return }
    #expect(reason.contains("rehearsal-small at Together"))
    #expect(reason.contains("a wait of more than 10 minutes"))
    #expect(run.statuses.allSatisfy { $0 == "pending" })
    #expect(run.outcome.counts.pending == 30)
    #expect(run.statistics.requests <= 4)
  }

  @Test("Twenty failures in a row stop the run, and leave its cells for another")
  func breaker() async throws {
    let task = try TaskFixture(samples: (0..<200).map { "text \($0)" })
    task.configuration.limits.maxConcurrency = 8
    task.rehearsal.faults = RehearsalFaults([.resetBeforeHeaders: 1])
    let run = try await task.run()
    guard case .stoppedByProvider(let reason) = run.outcome.ending else {
      Issue.record("it ended as \(run.outcome.ending)")
      return
    }
    #expect(reason.contains("failed 20 times in a row"))
    #expect(run.outcome.counts.pending == 200 - run.outcome.counts.failed)
    #expect(run.outcome.counts.failed <= 2)
    #expect(run.statistics.requests < 40)
  }

  @Test(
    "Of any kind among many loses no cell, and every answer is a whole one", .timeLimit(.minutes(1))
  )
  func mixture() async throws {
    let task = try TaskFixture(
      samples: (0..<80).map { "sentence \($0)" },
      perspectives: #"""
        {"condition": "A", "strategy": "S"},
        {"condition": "B", "reading": "R", "strategy": "T",
        "model_config": {"model_name": "claude-sonnet-4-5"}},
        {"condition": "C", "strategy": "S", "model_config": {"model_name": "gemini-2.5-flash"}}
        """#)
    task.configuration.retry.timeout = .seconds(3)
    task.configuration.limits.maxConcurrency = 16
    task.rehearsal.retryAfter = .milliseconds(10)
    let transient: [RehearsalFault] = [
      .rateLimitMilliseconds, .internalError, .resetBeforeHeaders, .resetInHeaders, .resetInBody,
      .stall, .stallInBody, .truncatedJSON, .html, .errorInOK, .invalidUTF8, .wrongContentType,
      .gzip, .empty, .noUsage, .duplicateKeys,
    ]
    task.rehearsal.faults = RehearsalFaults(
      Dictionary(uniqueKeysWithValues: transient.map { ($0, 0.015) }))
    let run = try await task.run()
    #expect(run.statuses.count == 240)
    #expect(run.statuses.allSatisfy { $0 == "ok" }, "\(run.outcome.counts)")
    #expect(run.outcome.exitStatus == 0)
    #expect(run.statistics.answered >= 320)
    let clean = try await cleanResponses(like: task)
    #expect(run.responses == clean)
  }

  /// The responses of the same task when nothing goes wrong.
  private func cleanResponses(like task: TaskFixture) async throws -> [JSONValue] {
    task.rehearsal.faults = RehearsalFaults()
    return try await task.run().responses
  }
}
