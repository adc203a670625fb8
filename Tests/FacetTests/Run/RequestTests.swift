import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import Facet

@Suite("Requests of a run")
struct RequestTests {
  private static let answer = #"""
    {"id": "1", "choices": [{"index": 0, "finish_reason": "stop",
    "message": {"role": "assistant", "content": "yes"}}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}}
    """#

  private static func refusal(_ message: String, _ parameter: String) -> RecordingServer.Reply {
    RecordingServer.Reply(
      status: 400,
      #"""
      {"error": {"message": "\#(message)", "type": "invalid_request_error",
      "param": "\#(parameter)", "code": "unsupported_parameter"}}
      """#)
  }

  /// Runs a task against a server that answers as told.
  private func run(
    _ task: TaskFixture, environment: [String: String] = [:],
    _ script: @escaping RecordingServer.Script
  ) async throws -> (outcome: RunOutcome, requests: [RecordingServer.Request]) {
    try await RecordingServer.withServer(script) { server in
      task.configuration.model.baseURLs = [server.baseURL]
      for index in task.configuration.perspectives.indices {
        task.configuration.perspectives[index].strategy.model.baseURLs = [server.baseURL]
      }
      var options = task.options
      options.environment = environment
      let pipeline = try DataGenerationPipeline(
        configuration: task.configuration, options: options)
      let outcome = try await pipeline.generateDataset()
      return (outcome, server.requests)
    }
  }

  private func bodies(_ requests: [RecordingServer.Request]) throws -> [JSONValue] {
    try requests.map { try ConfigurationJSON.value(of: $0.body).plain }
  }

  @Test("Carry the configured seed, another for each draw")
  func seeds() async throws {
    let task = try TaskFixture(
      samples: ["one"],
      perspectives: #"{"condition": "A", "strategy": "S", "completions": 4}"#,
      model: #""seed": 40"#)
    let (outcome, requests) = try await run(task) { _ in RecordingServer.Reply(Self.answer) }
    #expect(outcome.ending == .complete)
    #expect(try bodies(requests).compactMap { $0["seed"]?.int }.sorted() == [40, 41, 42, 43])
  }

  @Test("Of repeated samples and perspectives carry seeds of their own")
  func seedsOfRepetitions() async throws {
    let task = try TaskFixture(
      samples: ["same", "same"],
      perspectives: #"""
        {"condition": "A", "strategy": "S", "completions": 2}, {"condition": "B", "strategy": "S"}
        """#, model: #""seed": 1"#)
    let (_, requests) = try await run(task) { _ in RecordingServer.Reply(Self.answer) }
    let seeds = try bodies(requests).compactMap { $0["seed"]?.int }
    #expect(seeds.count == 6)
    #expect(Set(seeds).count == 6)
  }

  @Test("Leave out options that the model refused, after the first refusal")
  func learnsFromRefusals() async throws {
    let task = try TaskFixture(
      samples: (0..<12).map { "text \($0)" }, model: #""temperature": 0.7, "max_tokens": 9"#)
    task.configuration.limits.maxConcurrency = 1
    let (outcome, requests) = try await run(task) { request in
      let body = try? ConfigurationJSON.value(of: request.body).plain
      return body?["temperature"] == nil
        ? RecordingServer.Reply(Self.answer)
        : Self.refusal("Unsupported parameter: 'temperature' is not supported.", "temperature")
    }
    #expect(outcome.ending == .complete)
    #expect(outcome.counts.ok == 12)
    #expect(requests.count == 13)
    #expect(try bodies(requests).count { $0["temperature"] != nil } == 1)
    #expect(try bodies(requests).allSatisfy { $0["max_tokens"]?.int == 9 })
  }

  @Test("That are under way together when the model refuses an option all get their answer")
  func learnsTogether() async throws {
    let task = try TaskFixture(
      samples: (0..<40).map { "text \($0)" }, model: #""temperature": 0.7, "top_p": 0.9"#)
    task.configuration.limits.maxConcurrency = 12
    let (outcome, _) = try await run(task) { request in
      let body = try? ConfigurationJSON.value(of: request.body).plain
      for option in ["temperature", "top_p"] where body?[option] != nil {
        return Self.refusal("Unsupported parameter: '\(option)' is not supported.", option)
      }
      return RecordingServer.Reply(Self.answer)
    }
    #expect(outcome.counts.ok == 40, "\(outcome.ending) \(outcome.failures)")
    #expect(outcome.ending == .complete)
  }

  @Test("Fail if a refused option cannot be left out")
  func refusedForGood() async throws {
    let task = try TaskFixture(samples: ["one"])
    let (outcome, requests) = try await run(task) { _ in
      Self.refusal("Unsupported value: 'messages'.", "messages")
    }
    #expect(outcome.ending == .completeWithFailures)
    #expect(requests.count == 1)
  }

  @Test(
    "Pass one that was told to wait, however many they are, and it waits as long as it was told")
  func passTheWaiting() async throws {
    let task = try TaskFixture(samples: (0..<30).map { "text <\($0)>" })
    task.configuration.limits.maxConcurrency = 1
    let seen = Lock<[(text: String, at: ContinuousClock.Instant)]>([])
    let (outcome, _) = try await run(task) { request in
      let text = String(decoding: request.body, as: UTF8.self)
      let isFirst = seen.withLock { seen in
        seen.append((text, ContinuousClock.now))
        return seen.count == 1
      }
      return isFirst
        ? RecordingServer.Reply(
          status: 429, headers: [("retry-after-ms", "1500")],
          #"{"error": {"message": "slow down", "type": "rate_limit_error"}}"#)
        : RecordingServer.Reply(Self.answer)
    }
    #expect(outcome.counts.ok == 30)
    let requests = seen.withLock { $0 }
    #expect(requests.count == 31)
    let own = requests.indices.filter { requests[$0].text.contains("<0>") }
    #expect(own.first == 0)
    let again = try #require(own.last)
    // On an idle machine it is the last of all; more than a window's worth have passed it in any case.
    #expect(own.count == 2 && again > 8)
    #expect(requests[again].at - requests[0].at >= .milliseconds(1500))
  }

  @Test("Go out sample by sample, a sample's own before the next one's")
  func order() async throws {
    let task = try TaskFixture(
      samples: (0..<6).map { "text <\($0)>" },
      perspectives: #"""
        {"condition": "A", "strategy": "One."},
        {"condition": "B", "strategy": "Two.", "model_config": {"max_tokens": 7}}
        """#)
    task.configuration.limits.maxConcurrency = 1
    let (_, requests) = try await run(task) { _ in RecordingServer.Reply(Self.answer) }
    let texts = requests.map { String(decoding: $0.body, as: UTF8.self) }
    let expected = (0..<6).flatMap { ["<\($0)>", "<\($0)>"] }
    #expect(texts.count == 12)
    #expect(zip(texts, expected).allSatisfy { $0.contains($1) })
    #expect(texts.enumerated().allSatisfy { $1.contains($0 % 2 == 0 ? "One." : "Two.") })
  }

  @Test("Carry the key of the configured server alone")
  func keys() async throws {
    let task = try TaskFixture(samples: ["one"])
    let environment = ["TOGETHER_API_KEY": "theirs", "OPENAI_API_KEY": "other"]
    let (_, requests) = try await run(task, environment: environment) { _ in
      RecordingServer.Reply(Self.answer)
    }
    #expect(requests.count == 1)
    #expect(requests[0].header("authorization") == nil)
    #expect(!requests[0].head.contains("theirs"))
  }

  @Test("Share what precedes the instruction among the perspectives of a sample")
  func layout() async throws {
    let task = try TaskFixture(
      samples: ["A long sample ```."],
      perspectives:
        #"{"condition": "A", "strategy": "One."}, {"condition": "B", "strategy": "Two."}"#)
    let (_, requests) = try await run(task) { _ in RecordingServer.Reply(Self.answer) }
    let texts = try bodies(requests).compactMap { $0["messages"]?[0]?["content"]?.string }
    #expect(texts.count == 2)
    let shared = texts[0].commonPrefix(with: texts[1])
    #expect(shared.contains("A long sample ```."))
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
