internal import FacetJSON

/// What a consumer refuses, or reads wrongly without a word, beside the rules for all rows.
struct TargetRules {
  let target: RowForm.Target
  let kind: TrainingKind

  /// Why the consumer cannot have a row, as counted; `nil` if it can.
  ///
  /// - Parameters:
  ///   - answer: The messages of the answer, or of the chosen one.
  ///   - rejected: Those of the rejected answer; `nil` if the row is no pair.
  func flaw(prompt: [JSONObject], answer: [JSONObject], rejected: [JSONObject]?) -> String? {
    switch target {
    case .trl, .verl, .nemoGym: return nil
    case .openai, .together:
      if Self.lacksResult(prompt + answer) { return "unanswered_call" }
    case .llamafactory:
      // Its reader takes only the text of both answers, and forgets results at the prompt's end.
      if let rejected, (answer + rejected).contains(where: { $0["tool_calls"] != nil }) {
        return "call_in_pair"
      }
      if kind == .dpo, prompt.last?["role"] == "tool" { return "result_before_pair" }
      if !Self.alternates(prompt + answer) { return "roles_do_not_alternate" }
    }
    if let rejected, answer.count != 1 || rejected.count != 1 { return "several_messages" }
    return nil
  }

  /// Whether the consumer reads a row without some text of an answer: of a message with calls,
  /// LLaMA-Factory reads only these, and of no message the thoughts beside its text.
  func isReadInPart(_ columns: JSONObject) -> Bool {
    guard target == .llamafactory else { return false }
    return ["messages", "prompt", "completion"].contains { name in
      (columns[name]?.array ?? []).contains { message in
        message["reasoning_content"] != nil
          || message["tool_calls"] != nil && message["content"]?.string?.isEmpty == false
      }
    }
  }

  /// Whether a call before the last message has no result.
  private static func lacksResult(_ messages: [JSONObject]) -> Bool {
    var pending: Set<String> = []
    for message in messages {
      if message["role"] == "tool" {
        if let name = message["tool_call_id"]?.string { pending.remove(name) }
      } else {
        if !pending.isEmpty { return true }
        pending = Set(CallNames.names(of: message))
      }
    }
    return false
  }

  /// Whether the model has every second turn; results that follow each other are one.
  private static func alternates(_ messages: [JSONObject]) -> Bool {
    var isModels = true
    var wasTool = false
    for message in messages where message["role"] != "system" {
      let isTool = message["role"] == "tool"
      defer { wasTool = isTool }
      if isTool, wasTool { continue }
      guard (message["role"] == "assistant") != isModels else { return false }
      isModels.toggle()
    }
    return isModels
  }
}
