import FacetConfiguration
import FacetJSON
import TestSupport
import Testing

@testable import Facet

@Suite("A request that the server does not take")
struct CellFaultTests {
  private static let answer = RecordingServer.Reply(
    #"""
    {"id": "1", "choices": [{"index": 0, "finish_reason": "stop",
    "message": {"role": "assistant", "content": "yes"}}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}}
    """#)

  private static func rejection(_ words: String) -> RecordingServer.Reply {
    RecordingServer.Reply(status: 400, #"{"error": {"message": "\#(words)"}}"#)
  }

  private func run(
    _ samples: [String], concurrency: Int = 8, model: String = "",
    _ script: @escaping RecordingServer.Script
  ) async throws -> (outcome: RunOutcome, requests: Int) {
    let task = try TaskFixture(samples: samples, model: model)
    task.configuration.limits.maxConcurrency = concurrency
    return try await RecordingServer.withServer(script) { server in
      task.configuration.model.baseURLs = [server.baseURL]
      for index in task.configuration.perspectives.indices {
        task.configuration.perspectives[index].strategy.model.baseURLs = [server.baseURL]
      }
      let outcome = try await DataGenerationPipeline(
        configuration: task.configuration, options: task.options
      ).generateDataset()
      return (outcome, server.requests.count)
    }
  }

  @Test("For its length, in words nobody knows, costs no other cell", arguments: [1, 8, 64])
  func unknownOverflow(concurrency: Int) async throws {
    let long = String(repeating: "many words ", count: 400)
    let samples = (0..<30).map { "\(long) \($0)" } + (0..<30).map { "short \($0)" }
    let (outcome, _) = try await run(samples, concurrency: concurrency) { request in
      request.body.count > 2000 ? Self.rejection("no, and no more") : Self.answer
    }
    #expect(outcome.counts.ok == 30)
    #expect(outcome.counts.failed == 30)
    #expect(outcome.exitStatus == 4)
  }

  @Test("Like every other stops the run, which can be resumed")
  func everythingRejected() async throws {
    let samples = (0..<200).map { String(repeating: "word ", count: 1 + $0 % 40) + "\($0)" }
    let (outcome, requests) = try await run(samples) { _ in Self.rejection("no") }
    #expect(outcome.exitStatus == 5)
    #expect(requests < 60)
    #expect(outcome.counts.pending > 130)
    guard case .stoppedByProvider(let reason) = outcome.ending else { return }
    #expect(reason.contains("rejected every request"))
  }

  @Test("Recovers in the summary if an option was left out")
  func recovered() async throws {
    let (outcome, _) = try await run(
      (0..<20).map { "text \($0)" }, model: #""temperature": 0.7"#
    ) { request in
      let body = try? ConfigurationJSON.value(of: request.body).plain
      guard body?["temperature"] != nil else { return Self.answer }
      return RecordingServer.Reply(
        status: 400,
        #"""
        {"error": {"message": "Unsupported parameter: 'temperature' is not supported.",
        "param": "temperature", "code": "unsupported_parameter"}}
        """#)
    }
    #expect(outcome.ending == .complete)
    #expect(!outcome.failures.isEmpty)
    #expect(outcome.failures.allSatisfy { $0.recovered == $0.count })
    #expect((1...4).contains(outcome.calls.failed), "a few go ahead of the others")
  }

  @Test("For lack of a key leaves some cells requested but unanswered, and others unrequested")
  func stoppedCounts() async throws {
    let (outcome, requests) = try await run((0..<20).map { "text \($0)" }) { _ in
      RecordingServer.Reply(status: 401, #"{"error": {"message": "no such key"}}"#)
    }
    #expect(outcome.exitStatus == 5)
    #expect(outcome.counts.pending == 20)
    #expect(outcome.counts.unanswered == requests)
    #expect(requests <= 4)
  }
}
