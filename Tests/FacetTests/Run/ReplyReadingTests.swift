import FacetConfiguration
import FacetJSON
import FacetLedger
import FacetModels
import FacetPlatform
import TestSupport
import Testing

@testable import Facet

@Suite("Replies of servers that do not keep to the rules")
struct ReplyReadingTests {
  private struct Run {
    var dataset: JSONValue
    var requests: [RecordingServer.Request]

    var cells: [JSONValue] {
      (dataset["tasks"]?.array ?? []).flatMap { $0["response_metadata"]?.array ?? [] }
    }
    var statuses: [String] { cells.compactMap { $0["status"]?.string } }
    var responses: [JSONValue] {
      (dataset["tasks"]?.array ?? []).flatMap { $0["responses"]?.array ?? [] }
    }
  }

  private static func reply(
    _ content: String?, finish: String = "stop",
    usage: String = #"{"prompt_tokens": 9, "completion_tokens": 4}"#,
    further: String = ""
  ) -> String {
    let text = content.map { JSONValue.string($0).text } ?? "null"
    return """
      {"choices": [{"message": {"content": \(text)\(further)}, "finish_reason": "\(finish)"}],
      "usage": \(usage)}
      """
  }

  private func run(
    perspectives: String = TaskFixture.onePerspective, model: String = "",
    key: String = "sk-test-0123456789abcdef", resuming: TaskFixture? = nil,
    _ script: @escaping @Sendable (Int) -> String
  ) async throws -> Run {
    let task = try TaskFixture(
      samples: ["one"], perspectives: perspectives, model: model,
      members: #""retry": {"max_attempts": 2}"#)
    let count = Lock(0)
    return try await RecordingServer.withServer { _ in
      let number = count.withLock {
        $0 += 1
        return $0
      }
      return RecordingServer.Reply(script(number))
    } _: { server in
      var options = task.options
      options.baseURL = server.baseURL
      options.environment = ["OPENAI_API_KEY": key, "TOGETHER_API_KEY": key]
      let pipeline = try DataGenerationPipeline(
        configuration: task.configuration, options: options)
      let outcome = try await pipeline.generateDataset()
      let bytes = try FileSystem.contents(of: outcome.datasetPath)
      return Run(
        dataset: try ConfigurationJSON.value(of: bytes).plain, requests: server.requests)
    }
  }

  @Test("An answer without JSON is sent back with its schema, one with JSON without it")
  func sendsBack() async throws {
    let perspectives = #"""
      {"condition": "A", "strategy": "S", "repair": 2, "schema": {"type": "object",
        "properties": {"n": {"type": "integer"}}, "required": ["n"]}}
      """#
    let replies = ["Seven.", #"{"n": "7"}"#, #"{"n": 7}"#]
    let run = try await run(perspectives: perspectives) { Self.reply(replies[$0 - 1]) }
    #expect(run.responses == [#"{"n": 7}"#])
    let last = run.requests.map { request in
      (try? ResponseJSON.value(of: request.body))?["messages"]?.array?.last?["content"]?.string
        ?? ""
    }
    #expect(last.count == 3)
    #expect(last[1].contains("is not JSON") && last[1].contains(#""properties":{"n""#))
    #expect(last[2].contains("/n") && !last[2].contains("properties"))
  }

  @Test("Thoughts are separate from the response, or in it if the configuration says so")
  func thoughts() async throws {
    let text = "<think>hm</think>\n\nLima"
    let separate = try await run { _ in Self.reply(text) }
    #expect(separate.responses == ["Lima"])
    #expect(separate.cells.first?["steps"]?["strategy"]?["reasoning"] == "hm")
    let inline = try await run(model: #""reasoning": "inline""#) { _ in Self.reply(text) }
    #expect(inline.responses == [.string(text)])
    #expect(inline.cells.first?["steps"]?["strategy"]?["reasoning"] == "hm")
  }

  @Test("A reading's thoughts are not part of its notes")
  func thoughtsOfReading() async throws {
    let run = try await run(
      perspectives: #"{"condition": "A", "reading": "Read.", "strategy": "Write."}"#
    ) { Self.reply($0 == 1 ? "<think>secret plan</think>The notes" : "Lima") }
    #expect(run.statuses == ["ok"])
    #expect(run.requests.count == 2)
    let second = String(decoding: run.requests[1].body, as: UTF8.self)
    #expect(second.contains("The notes"))
    #expect(!second.contains("secret plan"))
    #expect(run.cells.first?["steps"]?["reading"]?["reasoning"] == "secret plan")
  }

  @Test(
    "An answer of thoughts alone is empty, or truncated if it reached the limit",
    arguments: [("stop", "empty", 2), ("length", "truncated", 1)])
  func thoughtsAlone(finish: String, status: String, requests: Int) async throws {
    let run = try await run { _ in Self.reply("<think>hm", finish: finish) }
    #expect(run.statuses == [status])
    #expect(run.responses == [""])
    #expect(run.requests.count == requests)
  }

  @Test("A call of a tool that was not offered counts as empty, and is retried once")
  func unofferedCall() async throws {
    let call =
      #", "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]"#
    let always = try await run { _ in Self.reply(nil, finish: "tool_calls", further: call) }
    #expect(always.statuses == ["empty"])
    #expect(always.requests.count == 2)
    let once = try await run {
      $0 == 1 ? Self.reply(nil, finish: "tool_calls", further: call) : Self.reply("Lima")
    }
    #expect(once.statuses == ["ok"])
    #expect(once.responses == ["Lima"])
  }

  @Test(
    "A reading without text ends its cell; the strategy is not sent",
    arguments: [("stop", "empty", 2), ("length", "truncated", 1)])
  func emptyReading(finish: String, status: String, requests: Int) async throws {
    let run = try await run(
      perspectives: #"{"condition": "A", "reading": "Read.", "strategy": "Write."}"#
    ) { _ in Self.reply("", finish: finish) }
    #expect(run.statuses == [status])
    #expect(run.requests.count == requests)
  }

  @Test("An interrupted answer is retried, and kept as truncated if the retry does not help")
  func interrupted() async throws {
    let once = try await run { $0 == 1 ? Self.reply("Li", finish: "abort") : Self.reply("Lima") }
    #expect(once.statuses == ["ok"])
    #expect(once.responses == ["Lima"])
    let always = try await run { _ in Self.reply("Li", finish: "Cancelled") }
    #expect(always.statuses == ["truncated"])
    #expect(always.responses == ["Li"])
    #expect(always.requests.count == 2)
    let step = always.cells.first?["steps"]?["strategy"]
    #expect(step?["raw_finish_reason"] == "Cancelled")
    let stream = try await run { _ in
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Li\"}}]}\n\n"
    }
    #expect(stream.statuses == ["truncated"])
    #expect(stream.responses == ["Li"])
  }

  @Test("An unknown finish reason is recorded in the metadata")
  func unknownReason() async throws {
    let run = try await run { _ in Self.reply("Lima", finish: "voice_ended") }
    #expect(run.statuses == ["ok"])
    #expect(run.cells.first?["steps"]?["strategy"]?["raw_finish_reason"] == "voice_ended")
    #expect(run.dataset["metadata"]?["unknown_finish_reasons"] == ["voice_ended": 1])
  }

  @Test(
    "Usage that cannot be is estimated and marked so",
    arguments: ["1e999", "NaN", "-5", "1e30", "9223372036854775807"])
  func usage(number: String) async throws {
    let run = try await run { _ in
      Self.reply("Lima", usage: #"{"prompt_tokens": \#(number), "completion_tokens": 4}"#)
    }
    let usage = run.cells.first?["steps"]?["strategy"]?["usage"]
    #expect(usage?["source"] == "estimated")
    #expect((usage?["prompt_tokens"]?.int ?? 0) > 0)
  }

  @Test(
    "An implausible cost is kept as written, but not counted", arguments: ["9000000", "-18"])
  func cost(amount: String) async throws {
    let run = try await run { _ in
      Self.reply(
        "Lima", usage: #"{"prompt_tokens": 9, "completion_tokens": 4, "cost": \#(amount)}"#)
    }
    let step = run.cells.first?["steps"]?["strategy"]
    #expect(step?["implausible_cost_usd"] == .string(amount))
    #expect(step?["reported_cost_usd"] == nil)
  }

  @Test("A key that a server repeats is neither in the dataset nor in the ledger")
  func repeatedKey() async throws {
    let key = "sk-test-0123456789abcdef"
    let run = try await run(key: key) { _ in Self.reply("You sent Bearer \(key).") }
    #expect(run.responses == ["You sent Bearer <redacted>."])
  }

  @Test("A dataset says which options a model was not sent, in the provider's words")
  func adjustments() async throws {
    let task = try TaskFixture(samples: ["one"], model: #""temperature": 0.2"#)
    let run = try await RecordingServer.withServer(Self.refusingTemperature) { server in
      try await self.run(task, at: server)
    }
    #expect(run.adjustments.count == 1)
    let adjustment = run.adjustments.first
    #expect(adjustment?["option"] == "temperature")
    #expect(adjustment?["change"] == "left_out")
    #expect(adjustment?["reason"]?.string?.contains("not supported") == true)
    #expect(run.outcome.adjustments.count == 1)
  }

  @Test("A dataset of reused answers lists the options that they were not sent")
  func reusedAdjustments() async throws {
    let task = try TaskFixture(samples: ["one", "two"], model: #""temperature": 0.2, "seed": 4"#)
    try await RecordingServer.withServer(Self.refusingTemperature) { server in
      let first = try await self.run(task, at: server)
      FileSystem.remove(first.outcome.datasetPath)
      let requests = server.requests.count
      let again = try await self.run(task, at: server)
      #expect(server.requests.count == requests)
      #expect(again.adjustments == first.adjustments)
      #expect(again.outcome.adjustments == first.outcome.adjustments)
      // Another run that reuses the answers.
      task.options.output = task.folder.path(of: "other.json")
      #expect(try await self.run(task, at: server).adjustments == first.adjustments)
      #expect(server.requests.count == requests)
    }
    let stored = try await Ledger.withLedger(at: task.folder.path(of: "data/agents/ledger.sqlite"))
    { ledger in
      AdjustedOption.all(of: try ledger.adjustments(paidBy: 1))
    }
    #expect(stored.map(\.option) == ["temperature"])
    #expect(stored.map(\.lane) == ["rehearsal-small at Together"])
  }

  @Sendable private static func refusingTemperature(
    _ request: RecordingServer.Request
  ) -> RecordingServer.Reply {
    String(decoding: request.body, as: UTF8.self).contains("temperature")
      ? RecordingServer.Reply(
        status: 400,
        #"{"error": {"message": "'temperature' is not supported", "param": "temperature", "code": "unsupported_parameter"}}"#
      )
      : RecordingServer.Reply(reply("Lima"))
  }

  private func run(
    _ task: TaskFixture, at server: RecordingServer
  ) async throws -> (outcome: RunOutcome, adjustments: [JSONValue]) {
    var options = task.options
    options.baseURL = server.baseURL
    options.environment = ["TOGETHER_API_KEY": "sk-test-0123456789abcdef"]
    let outcome = try await DataGenerationPipeline(
      configuration: task.configuration, options: options
    ).generateDataset()
    let bytes = try FileSystem.contents(of: outcome.datasetPath)
    let metadata = try ConfigurationJSON.value(of: bytes).plain["metadata"]
    return (outcome, metadata?["adjustments"]?.array ?? [])
  }
}
