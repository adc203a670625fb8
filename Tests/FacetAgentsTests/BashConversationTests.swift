import FacetConfiguration
import FacetConversation
import FacetJSON
import FacetModels
import Testing

@testable import FacetAgents

@Suite("Conversation of an agent that runs commands")
struct BashConversationTests {
  private static func conversation(
    mode: CodeMode = .tool, configure: (inout AgentRules) -> Void = { _ in }
  ) -> BashConversation {
    var rules = AgentRules(kind: .bash)
    configure(&rules)
    return BashConversation(
      opening: [ChatMessage(.user, text: "Do it.")], rules: rules, mode: mode)
  }

  private static func call(_ command: String, id: String = "c1") -> Completion {
    let arguments = JSONValue.object(["command": .string(command)]).text
    return Completion(
      content: [
        .text("Next."), .toolCall(ToolCall(id: id, name: "bash", arguments: arguments)),
      ], finishReason: .toolCalls)
  }

  private static func text(_ text: String, _ reason: FinishReason = .stop) -> Completion {
    Completion(content: [.text(text)], finishReason: reason)
  }

  @Test(
    "Each reply leads to its next step",
    arguments: [
      (call("ls"), AgentStep.act(.command("ls")), nil),
      (text("Look.\n```bash\nls -l\n```"), .act(.command("ls -l")), nil),
      (text("```sh\nls\npwd\n```"), .act(.command("ls\npwd")), nil),
      (text("All is well.\n\nTASK COMPLETE"), .end, .completed),
      (text("**Task complete.**"), .end, .completed),
      (text("The task is not complete yet."), .ask, nil),
      (text("```bash\nls\n```\n```bash\npwd\n```"), .ask, nil),
      (text("```python\nprint(1)\n```"), .ask, nil), (call(""), .ask, nil),
      (call("echo \0"), .ask, nil),
      (call(String(repeating: "x", count: 100_001)), .ask, nil),
      (text("```bash\nls", .length), .ask, nil), (text("", .length), .ask, nil),
      (text("I cannot help.", .contentFilter), .end, .refused),
    ] as [(Completion, AgentStep, TrialEnding?)])
  func steps(reply: Completion, next: AgentStep, ending: TrialEnding?) {
    var conversation = Self.conversation()
    conversation.take(reply)
    #expect(conversation.next == next)
    #expect(conversation.ending == ending)
    #expect(conversation.turns.count == 1)
    #expect(conversation.turns[0].isInvalid == (next == .ask))
  }

  @Test("An observation answers the call that it belongs to")
  func answersCalls() throws {
    var conversation = Self.conversation()
    conversation.take(Self.call("ls", id: "c7"))
    conversation.take(Observation("a.txt", seconds: 1))
    let last = try #require(conversation.messages.last)
    guard case .toolResult(let result)? = last.content.first else {
      Issue.record("no result of a tool")
      return
    }
    #expect(last.role == .tool)
    #expect(result.callID == "c7")
    #expect(result.content == "a.txt")
    #expect(conversation.turns[0].observation == "a.txt")
  }

  @Test("Each of several calls has an answer of its own in a trace")
  func answersEachCall() {
    var conversation = Self.conversation()
    let calls = ["c1", "c2"].map {
      ToolCall(id: $0, name: "bash", arguments: #"{"command": "ls"}"#)
    }
    conversation.take(
      Completion(content: calls.map { .toolCall($0) }, finishReason: .toolCalls))
    let answers = conversation.transcript.flatMap(\.chatMessages)
      .filter { $0["role"]?.string == "tool" }
    #expect(answers.map { $0["tool_call_id"]?.string } == ["c1", "c2"])
    let text = "Nothing was run: there were 2 calls. Make one call per turn."
    #expect(answers.allSatisfy { $0["content"]?.string == text })
  }

  @Test("The last turn is announced, and its command is run")
  func countsTurns() {
    var conversation = Self.conversation { $0.maxTurns = 2 }
    conversation.take(Self.call("one"))
    conversation.take(Observation("1", seconds: 0))
    #expect(conversation.turns[0].observation == "1\n\nOne turn is left.")
    conversation.take(Self.call("two"))
    #expect(conversation.next == .act(.command("two")))
    conversation.take(Observation("2", seconds: 0))
    #expect(conversation.ending == .outOfTurns)
  }

  @Test("Replies without a command end the trial once there are too many", arguments: [0, 2])
  func countsInvalidReplies(most: Int) {
    var conversation = Self.conversation { $0.maxInvalidReplies = most }
    for _ in 0..<most {
      conversation.take(Self.text("Hm."))
      #expect(conversation.next == .ask)
    }
    conversation.take(Self.text("Hm."))
    #expect(conversation.ending == .tooManyInvalidReplies)
    #expect(conversation.turns.count == most + 1)
  }
}
