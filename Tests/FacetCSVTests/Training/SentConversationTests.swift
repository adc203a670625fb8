import FacetConfiguration
import FacetConversation
import FacetJSON
import FacetModels
import FacetPlatform
import TestSupport
import Testing

@testable import Facet
@testable import FacetCSV

/// What an episode or an exploration stores is what the model was sent.
@Suite struct SentConversationTests {
  /// Replies to a request by the number of replies that it holds already.
  private static func reply(to request: RecordingServer.Request) -> RecordingServer.Reply {
    let body = (try? ResponseJSON.value(of: request.body)) ?? .null
    let messages = body["messages"]?.array ?? []
    let number = messages.count { $0["role"]?.string == "assistant" }
    var message: JSONObject = ["role": "assistant", "content": "Let me think about it."]
    if number > 0 {
      let code = ["fail()", "print('on the way')", "submit(100)"][min(number - 1, 2)]
      message["content"] = number == 2 ? .null : .string("I run code, step \(number).")
      message["tool_calls"] = [
        [
          "id": .string("call_\(number)"), "type": "function",
          "function": [
            "name": "run_python",
            "arguments": .string(JSONValue.object(["code": .string(code)]).text),
          ],
        ]
      ]
    }
    let answer: JSONValue = [
      "id": "r", "object": "chat.completion", "model": "rehearsal-small",
      "choices": [
        [
          "index": 0, "message": .object(message),
          "finish_reason": number > 0 ? "tool_calls" : "stop",
        ]
      ], "usage": ["prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15],
    ]
    return RecordingServer.Reply(answer.text)
  }

  /// What a message says, whatever its spelling.
  private static func content(_ message: JSONValue) -> String {
    let calls = (message["tool_calls"]?.array ?? []).map { $0["function"]?.text ?? "" }
    return [
      message["role"]?.string ?? "", message["content"]?.string ?? "", calls.joined(),
      message["tool_call_id"]?.string ?? "",
    ].joined(separator: "|")
  }

  @Test("The messages of each run of an episode are those of its last request and its reply")
  func episodesHoldWhatWasSent() async throws {
    let fixture = try EpisodeFixture(questions: 1)
    let settings = try #require(EpisodeSettings(fixture.configuration))
    try await RecordingServer.withServer(Self.reply) { server in
      var options = fixture.options
      options.rehearsal = RehearsalTarget(
        baseURLs: Dictionary(
          uniqueKeysWithValues: WireFormat.allCases.map { ($0, server.baseURL) }),
        identity: "recorded")
      let pipeline = try DataGenerationPipeline(
        configuration: fixture.configuration, options: options,
        answering: EpisodeAnswering(settings: settings, sessions: ScriptedSessions()))
      let outcome = try await pipeline.generateDataset()
      let line = try FileSystem.contents(of: outcome.datasetPath)
      let episode = try #require(EpisodeRecord(json: try ResponseJSON.value(of: line)))
      let sent = Set(
        server.requests.compactMap { request in
          (try? ResponseJSON.value(of: request.body))?["messages"]?.array?.map(Self.content)
        })
      #expect(episode.isVerified)
      for run in [episode.gold] + episode.runs {
        #expect(sent.contains(run.messages.dropLast().map(Self.content)))
        #expect(run.messages.last?["role"]?.string == "assistant")
        #expect(run.repliesLedOn.count == run.messages.count { $0["role"]?.string == "assistant" })
        #expect(run.repliesLedOn.last == true && run.repliesLedOn.first == false)
      }
      #expect(episode.acceptedAnswers == [100])
    }
  }

  @Test(
    "An exploration is rebuilt as it was sent", arguments: CodeMode.allCases, [3, 20])
  func explorationsAreRebuilt(mode: CodeMode, maxTurns: Int) throws {
    var limits = ExplorationRules()
    limits.maxTurns = maxTurns
    limits.minTurns = 1
    let opening = [
      ChatMessage(.system, text: mode.instructions),
      ChatMessage(.user, text: "Run 1 to \(maxTurns) pieces of code, then ask."),
    ]
    var conversation = CodeConversation(opening: opening, rules: limits.conversation)
    let questions =
      #"{"questions": [{"question": "How many?", "hint": "", "steps": ["a"], "n_steps": 1, "difficulty": "EASY"}]}"#
    var number = 0
    while conversation.next != .end {
      number += 1
      if case .run(let code) = conversation.next {
        var execution = CodeExecution(standardOutput: "output of \(code)")
        if number == 4 { execution.failure = .raised(type: "KeyError", message: "'x'") }
        conversation.take(execution)
        continue
      }
      let turn = conversation.trace.turns.count
      let completion: Completion
      if number == 1 {
        completion = Completion(content: [.text("Hm.")], finishReason: .stop)
      } else if turn == 3 {
        completion = Completion(
          content: [.text("```json\n\(questions)\n```")], finishReason: .stop)
      } else {
        completion = Self.completion("print(\(turn))\n", turn: turn, mode: mode)
      }
      conversation.take(completion, id: "r\(number)")
    }
    let sent = conversation.transcript.map(\.chatJSON)
    let exploration = Exploration(
      dataset: "d", model: "m",
      opening: [
        .init(role: "system", text: mode.instructions),
        .init(role: "user", text: "Run 1 to \(maxTurns) pieces of code, then ask."),
      ], trace: conversation.trace)
    let transcript = try #require(ExplorationTranscript(json: exploration.json))
    #expect(transcript.isComplete)
    #expect(transcript.messages.map(Self.content) == sent.map(Self.content))
    #expect(transcript.tools.isEmpty == (mode == .fenced))
    #expect(
      transcript.repliesLedOn.count == sent.count { $0["role"]?.string == "assistant" })
  }

  private static func completion(_ code: String, turn: Int, mode: CodeMode) -> Completion {
    guard mode == .tool else {
      return Completion(
        content: [.text("I look.\n\n```python\n\(code)\n```")], finishReason: .stop)
    }
    return Completion(
      content: [
        .text("I look."),
        .toolCall(
          ToolCall(
            id: "call_\(turn + 1)", name: CodeTool.python.name,
            arguments: JSONValue.object(["code": .string(code)]).text)),
      ], finishReason: .toolCalls)
  }
}
