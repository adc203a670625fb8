package import FacetJSON

/// The record of a conversation with a code tool, including turns that later requests omitted.
package struct ConversationTrace: Sendable, Equatable {
  /// A turn whose code was run.
  package struct Turn: Sendable, Equatable {
    /// The identifier of the completion: its fingerprint in the ledger.
    package var id: String
    package var reasoning: String
    package var code: String
    package var execution: CodeExecution
  }

  /// A reply that was not a valid turn.
  package struct InvalidReply: Sendable, Equatable {
    package var id: String
    /// The number of turns before it.
    package var turnsBefore: Int
    package var text: String
    /// The feedback to the model.
    package var feedback: String
  }

  /// Why a conversation ended.
  package enum Ending: String, Sendable, CaseIterable {
    case answered
    /// The model ended it with text.
    case concluded
    case outOfTurns = "out_of_turns"
    case tooManyInvalidReplies = "too_many_invalid_replies"
    case refused
    /// No further request could be sent.
    case failed
  }

  package var turns: [Turn] = []
  package var invalidReplies: [InvalidReply] = []
  /// `nil` until the conversation ends.
  package var ending: Ending?
  /// The text that concluded it.
  package var conclusion: String?
  /// All messages of the conversation in chat-completions form; empty if they are not kept.
  package var messages: [JSONValue] = []
  /// The tools that the model was offered, in the same form.
  package var tools: [JSONValue] = []

  package init() {}

  /// The last turn's submitted answer.
  package var finalAnswer: SubmittedAnswer? {
    ending == .answered ? turns.last?.execution.submissions.last : nil
  }

  /// The hooks of all turns, in order.
  package var hooks: [CodeHook] { turns.flatMap(\.execution.hooks) }

  /// The flaws that keep recorded values from being grounded in the executed code, each with the
  /// turn that recorded the value.
  package var ungroundedHooks: [(turn: Int, flaw: HookGraph.Flaw)] {
    let turnOfHook = turns.indices.flatMap { turn in
      turns[turn].execution.hooks.map { _ in turn }
    }
    return HookGraph.flaws(in: hooks, of: turns.map(\.code)).map { (turnOfHook[$0.position], $0) }
  }

  /// The run time of its code, in seconds.
  package var executionSeconds: Double { turns.reduce(0) { $0 + $1.execution.seconds } }
}

extension ConversationTrace {
  /// The trace under the published keys, followed by additional keys.
  package var json: JSONValue {
    let answer = finalAnswer
    var object: JSONObject = [
      "turns": .array(turns.indices.map(json(ofTurn:))),
      "final_answer": answer?.value ?? .null,
      "final_answer_hash": answer.map { .string($0.hash) } ?? .null,
      "success": .bool(answer != nil),
      "ending": ending.map { .string($0.rawValue) } ?? .null,
      "conclusion": conclusion.map { .string($0) } ?? .null,
      "ungrounded_hooks": .array(
        ungroundedHooks.map { turn, flaw in
          [
            "turn_index": .number(JSONNumber(turn)), "variable_name": .string(flaw.name),
            "reason": .string(flaw.reason),
          ]
        }),
      "invalid_replies": .array(
        invalidReplies.map { reply in
          [
            "turn_id": .string(reply.id), "turns_before": .number(JSONNumber(reply.turnsBefore)),
            "text": .string(reply.text), "feedback": .string(reply.feedback),
          ]
        }),
    ]
    if !messages.isEmpty {
      object["messages"] = .array(messages)
      object["tools"] = .array(tools)
    }
    return .object(object)
  }

  private func json(ofTurn index: Int) -> JSONValue {
    let turn = turns[index]
    var object: JSONObject = [
      "turn_index": .number(JSONNumber(index)), "turn_id": .string(turn.id),
      "reasoning": .string(turn.reasoning), "code": .string(turn.code),
      "execution": turn.execution.json,
    ]
    if let correction = Correction(ofTurn: index, in: turns) {
      object["correction"] = correction.json
    }
    return .object(object)
  }

  /// Reads ``json``; `nil` for anything else.
  package init?(json: JSONValue) {
    guard let turns = json["turns"]?.array else { return nil }
    for turn in turns {
      guard let id = turn["turn_id"]?.string, let reasoning = turn["reasoning"]?.string,
        let code = turn["code"]?.string,
        let execution = turn["execution"].flatMap(CodeExecution.init(json:))
      else { return nil }
      self.turns.append(Turn(id: id, reasoning: reasoning, code: code, execution: execution))
    }
    ending = json["ending"]?.string.flatMap(Ending.init(rawValue:))
    conclusion = json["conclusion"]?.string
    messages = json["messages"]?.array ?? []
    tools = json["tools"]?.array ?? []
    for reply in json["invalid_replies"]?.array ?? [] {
      invalidReplies.append(
        InvalidReply(
          id: reply["turn_id"]?.string ?? "", turnsBefore: reply["turns_before"]?.int ?? 0,
          text: reply["text"]?.string ?? "", feedback: reply["feedback"]?.string ?? ""))
    }
  }
}
