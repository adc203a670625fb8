import FacetConversation
import FacetJSON
import FacetModels
import Testing

@testable import FacetCSV

@Suite("Conversations with a code tool")
struct CodeConversationTests {
  @Test("Code, reasoning and execution of a turn stay together however much context is omitted")
  func keepsTracesAligned() throws {
    var rules = ConversationRules(maxTurns: 8)
    rules.maxActiveTurns = 5
    for mode in CodeMode.allCases {
      var conversation = CodeConversation(opening: Self.opening, rules: rules)
      for turn in 0..<8 {
        if turn == 3 { conversation.take(Self.words("Let me think."), id: "aside") }
        conversation.take(Self.reply("code \(turn)", "because \(turn)", mode), id: "id \(turn)")
        #expect(conversation.next == .run("code \(turn)"))
        conversation.take(CodeExecution(standardOutput: "output \(turn)"))
      }
      let trace = conversation.trace
      #expect(trace.turns.count == 8)
      for (index, turn) in trace.turns.enumerated() {
        #expect(turn.id == "id \(index)")
        #expect(turn.code == "code \(index)")
        #expect(turn.reasoning == "because \(index)")
        #expect(turn.execution.standardOutput == "output \(index)")
      }
      #expect(trace.invalidReplies.map(\.turnsBefore) == [3])
      #expect(trace.ending == .outOfTurns)
    }
  }

  @Test("A request omits the oldest turns, call and result together, and says so")
  func prunesWholeTurns() {
    var rules = ConversationRules(maxTurns: 20)
    rules.maxContextTokens = 400
    var conversation = CodeConversation(opening: Self.opening, rules: rules)
    let output = String(repeating: "word ", count: 100)
    for turn in 0..<6 {
      conversation.take(Self.reply("code \(turn)", "", .tool), id: "\(turn)")
      conversation.take(CodeExecution(standardOutput: output))
      let messages = conversation.messages
      #expect(Array(messages.prefix(1)) == Array(Self.opening.prefix(1)))
      #expect(messages.dropFirst(2).map(\.role) == Self.alternating(messages.count - 2))
      #expect(Exchanges.estimatedTokens(of: messages) < 400 + 60)
    }
    let opening = conversation.messages[1].content
    #expect(opening.count == 2)
    guard case .text(let note) = opening[1] else { return #expect(Bool(false), "a note") }
    #expect(note.contains("earlier turns are omitted"))
  }

  @Test("Hooks beyond the limits of a piece and of a conversation are counted and reported")
  func limitsHooks() throws {
    let hooks = (0..<5000).map { number in
      CodeHook(name: "h", value: .number(JSONNumber(number)), valueHash: "")
    }
    // What a ledger of an earlier version holds.
    let stored = CodeExecution(hooks: hooks)
    let read = try #require(CodeExecution(json: stored.json))
    #expect(read.hooks.count == CodeExecution.maximumHooks)
    #expect(read.hooksLeftOut == 5000 - CodeExecution.maximumHooks)
    #expect(CodeExecution(json: read.json) == read)
    var conversation = CodeConversation(
      opening: Self.opening, rules: ConversationRules(maxTurns: 8))
    for turn in 0..<6 {
      conversation.take(Self.reply("code \(turn)", "", .fenced), id: "\(turn)")
      conversation.take(read)
      let told = conversation.messages.last?.content.first?.text ?? ""
      #expect(told.contains("values were not recorded"))
    }
    #expect(conversation.trace.hooks.count == CodeConversation.maximumHooks)
  }

  @Test("The transcript holds every message, including those omitted from requests")
  func keepsTranscripts() {
    var rules = ConversationRules(maxTurns: 9)
    rules.maxActiveTurns = 2
    for mode in CodeMode.allCases {
      var conversation = CodeConversation(opening: Self.opening, rules: rules)
      for turn in 0..<4 {
        conversation.take(Self.reply("code \(turn)", "words", mode), id: "\(turn)")
        conversation.take(CodeExecution(standardOutput: "output \(turn)"))
      }
      let transcript = conversation.transcript
      #expect(transcript.count == Self.opening.count + 8)
      #expect(Array(transcript.suffix(4)) == Array(conversation.messages.suffix(4)))
      let last = transcript.last?.chatJSON
      #expect(last?["role"]?.string == (mode == .tool ? "tool" : "user"))
      #expect(last?["content"]?.string?.contains("output 3") == true)
      let reply = transcript[transcript.count - 2].chatJSON
      #expect((reply["tool_calls"] != nil) == (mode == .tool))
    }
  }

  @Test("The answer of the last allowed turn counts, and its code is run")
  func takesTheLastTurn() {
    var conversation = CodeConversation(
      opening: Self.opening, rules: ConversationRules(maxTurns: 2))
    conversation.take(Self.reply("look()", "", .fenced), id: "1")
    conversation.take(CodeExecution())
    #expect(conversation.messages.last?.content.first?.text?.contains("One turn is left") == true)
    conversation.take(Self.reply("submit(0)", "", .fenced), id: "2")
    #expect(conversation.next == .run("submit(0)"))
    conversation.take(CodeExecution(submissions: [SubmittedAnswer(value: 0, hash: "h")]))
    #expect(conversation.next == .end)
    #expect(conversation.trace.ending == .answered)
    #expect(conversation.trace.finalAnswer?.value == 0)
    #expect(conversation.trace.json["final_answer_hash"] == "h")
  }

  @Test("An answer that was submitted before an error counts")
  func keepsAnswersOfFailedCode() {
    var conversation = CodeConversation(opening: Self.opening, rules: ConversationRules())
    conversation.take(Self.reply("submit(1); 1/0", "", .tool), id: "1")
    conversation.take(
      CodeExecution(
        failure: .raised(type: "ZeroDivisionError", message: "x"),
        submissions: [SubmittedAnswer(value: 1, hash: "h")]))
    #expect(conversation.trace.finalAnswer?.value == 1)
  }

  @Test("The number of invalid replies is limited")
  func boundsInvalidReplies() {
    var conversation = CodeConversation(opening: Self.opening, rules: ConversationRules())
    var count = 0
    while conversation.next == .ask, count < 50 {
      conversation.take(Self.words("Hm."), id: "\(count)")
      count += 1
    }
    #expect(count == 4)
    #expect(conversation.trace.ending == .tooManyInvalidReplies)
    #expect(conversation.trace.turns.isEmpty)
  }

  @Test("A tool call and a fenced block give the same trace")
  func agreesBetweenModes() {
    let traces = CodeMode.allCases.map { mode in
      var conversation = CodeConversation(opening: Self.opening, rules: ConversationRules())
      conversation.take(Self.reply("x = 1\nprint(x)", "First a look.", mode), id: "1")
      conversation.take(CodeExecution(standardOutput: "1\n"))
      conversation.take(Self.reply("submit(x)", "Now the answer.", mode), id: "2")
      conversation.take(CodeExecution(submissions: [SubmittedAnswer(value: 1, hash: "h")]))
      return conversation.trace
    }
    #expect(traces[0] == traces[1])
    #expect(traces[0].ending == .answered)
  }

  @Test("A conversation that ends in text is asked for its conclusion when its turns are used up")
  func concludes() {
    let rules = ConversationRules(
      maxTurns: 1, endsOnSubmission: false, closingRequest: "Write the list now.",
      plainReply: { text, turns in turns < 1 ? .invalid("Explore first.") : .concludes })
    var conversation = CodeConversation(opening: Self.opening, rules: rules)
    conversation.take(Self.words("[]"), id: "1")
    #expect(conversation.next == .ask)
    conversation.take(Self.reply("df.head()", "", .fenced), id: "2")
    conversation.take(CodeExecution(standardOutput: "rows"))
    #expect(
      conversation.messages.last?.content.first?.text?.hasSuffix("Write the list now.") == true)
    conversation.take(Self.reply("df.tail()", "", .fenced), id: "3")
    conversation.take(Self.words("[1]"), id: "4")
    #expect(conversation.trace.ending == .concluded)
    #expect(conversation.trace.conclusion == "[1]")
    #expect(conversation.trace.turns.count == 1)
  }

  @Test("Ungrounded values are reported to the model and named in the trace")
  func tellsUngroundedHooks() {
    var conversation = CodeConversation(opening: Self.opening, rules: ConversationRules())
    conversation.take(Self.reply("a = 1\nif a > 1: b = 2", "", .tool), id: "1")
    let hooks = [
      CodeHook(name: "a", value: 1, valueHash: "1", codeLine: "a  =  1", lineRan: true),
      CodeHook(name: "b", value: 2, valueHash: "2", codeLine: "if a > 1: b = 2", lineRan: false),
      CodeHook(name: "c", value: 3, valueHash: "3", codeLine: "c = 3", lineRan: false),
      CodeHook(name: "d", value: 4, valueHash: "4", dependsOn: ["a", "e"]),
    ]
    conversation.take(CodeExecution(hooks: hooks))
    guard case .toolResult(let result)? = conversation.messages.last?.content.first else {
      Issue.record("the execution is the call's result")
      return
    }
    for words in [
      "'b' names a line that was not run: if a > 1: b = 2",
      "'c' names a line that is not in the code: c = 3",
      "'d' depends on 'e', which was never recorded", "'d' names no line that computed it",
    ] {
      #expect(result.content.contains(words))
    }
    conversation.take(Self.reply("e = a\nsubmit(1)", "", .tool), id: "2")
    conversation.take(
      CodeExecution(
        hooks: [
          CodeHook(
            name: "e", value: 1, valueHash: "1", codeLine: "e = a", lineRan: true,
            dependsOn: ["a"])
        ], submissions: [SubmittedAnswer(value: 1, hash: "1")]))
    let named = conversation.trace.json["ungrounded_hooks"]?.array ?? []
    #expect(named.map { $0["variable_name"]?.string } == ["b", "c", "d", "d"])
    #expect(named.allSatisfy { $0["turn_index"] == 0 })
    #expect(conversation.trace.finalAnswer?.value == 1)
  }

  @Test("A trace survives JSON, and a corrective turn describes its correction")
  func roundTrip() throws {
    var conversation = CodeConversation(opening: Self.opening, rules: ConversationRules())
    conversation.take(Self.reply("a = 1\nb = c", "", .tool), id: "1")
    conversation.take(
      CodeExecution(
        standardError: "NameError: c", failure: .raised(type: "NameError", message: "c")))
    conversation.take(Self.reply("a = 1\nb = a", "", .tool), id: "2")
    conversation.take(
      CodeExecution(
        hooks: [CodeHook(name: "b", value: "NaN", valueHash: "v", dependsOn: ["a"])],
        submissions: [SubmittedAnswer(value: false, hash: "f")], seconds: 0.25))
    let json = conversation.trace.json
    #expect(ConversationTrace(json: json) == conversation.trace)
    let correction = json["turns"]?[1]?["correction"]
    #expect(correction?["error_type"] == "NameError")
    #expect(correction?["code_diff"]?["added_lines"] == ["b = a"])
    #expect(correction?["code_diff"]?["removed_lines"] == ["b = c"])
    #expect(json["turns"]?[0]?["correction"] == nil)
    #expect(json["final_answer"] == false)
  }

  @Test(
    "A reply is read for its code",
    arguments: [
      ("Why.\n```python\nx = 1\n```\n", .code("x = 1", reasoning: "Why.")),
      ("```py\nx = \"```\"\n```", .code("x = \"```\"", reasoning: "")),
      ("```python\nx = 1", .code("x = 1", reasoning: "")),
      ("```\nx = 1\n```", .code("x = 1", reasoning: "")),
      ("```json\n{}\n```\n```python\ny\n```", .code("y", reasoning: "{}")),
      ("No code", .plain("No code")),
    ] as [(String, CodeReply)])
  func reads(text: String, reply: CodeReply) {
    #expect(CodeReply(Self.words(text), .python) == reply)
  }

  @Test("Two blocks, two calls, arguments without code and a truncated reply are invalid turns")
  func refusesOthers() {
    let call = ToolCall(id: "1", name: "run_python", arguments: #"{"code":"x"}"#)
    let broken = ToolCall(id: "1", name: "run_python", arguments: #"{"code":"x"#)
    let other = ToolCall(id: "1", name: "search", arguments: "{}")
    let replies = [
      Self.words("```python\na\n```\n```python\nb\n```"), Self.words("```python\n\n```"),
      Completion(content: [.toolCall(call), .toolCall(call)], finishReason: .toolCalls),
      Completion(content: [.toolCall(broken)], finishReason: .toolCalls),
      Completion(content: [.toolCall(other)], finishReason: .toolCalls),
      Completion(content: [.text("```python\nx = ")], finishReason: .length),
    ]
    for reply in replies {
      guard case .invalid(let feedback) = CodeReply(reply, .python) else {
        Issue.record("\(reply) was taken")
        continue
      }
      #expect(!feedback.isEmpty)
    }
  }

  private static let opening = [
    ChatMessage(.system, text: "You analyse."), ChatMessage(.user, text: "How many?"),
  ]

  private static func words(_ text: String) -> Completion {
    Completion(content: [.text(text)], finishReason: .stop)
  }

  private static func reply(_ code: String, _ reasoning: String, _ mode: CodeMode) -> Completion {
    switch mode {
    case .fenced: words("\(reasoning)\n```python\n\(code)\n```")
    case .tool:
      Completion(
        content: [
          .text(reasoning),
          .toolCall(
            ToolCall(
              id: "call", name: CodeTool.python.name,
              arguments: JSONValue.object(["code": .string(code)]).text)),
        ], finishReason: .toolCalls)
    }
  }

  private static func alternating(_ count: Int) -> [ChatMessage.Role] {
    (0..<count).map { $0.isMultiple(of: 2) ? .assistant : .tool }
  }
}

extension ContentBlock {
  fileprivate var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}
