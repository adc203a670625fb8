internal import FacetJSON

/// The rules that the messages of a row must keep.
struct RowRules {
  let limits: RowLimits
  let kind: TrainingKind

  /// Why a row is dropped, as counted; `nil` if it stays.
  ///
  /// - Parameters:
  ///   - prompt: The messages before the answer.
  ///   - answer: The messages of the answer; none of prompts for reinforcement learning.
  func flaw(prompt: [JSONObject], answer: [JSONObject]) -> String? {
    let messages = prompt + answer
    if let flaw = Self.roleFlaw(messages, endsWithUser: kind == .rl) ?? Self.callFlaw(messages) {
      return flaw
    }
    let least = kind == .rl ? 1 : limits.messages.lowerBound
    if messages.count < least { return "too_few_messages" }
    if messages.count > limits.messages.upperBound { return "too_many_messages" }
    if MessageText.characters(messages) > limits.characters { return "too_long" }
    for message in messages {
      let role = message["role"]?.string
      if role == "tool" || message["tool_calls"] != nil { continue }
      let length = Self.strippedLength(message["content"]?.string ?? "")
      if length < limits.contentCharacters { return "short_content" }
    }
    if kind == .rl,
      Self.strippedLength(messages.last?["content"]?.string ?? "") < limits.promptCharacters
    {
      return "short_prompt"
    }
    return nil
  }

  /// The number of characters without white space at the ends.
  private static func strippedLength(_ text: String) -> Int {
    var scalars = text.unicodeScalars[...]
    while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
    while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
    return scalars.count
  }

  /// A result names a call of the turn before it, and has a call of its own.
  private static func callFlaw(_ messages: [JSONObject]) -> String? {
    var pending: Set<String> = []
    for message in messages {
      if message["role"]?.string == "tool" {
        guard let name = message["tool_call_id"]?.string, pending.remove(name) != nil else {
          return "stray_tool_message"
        }
      } else {
        pending = Set(CallNames.names(of: message))
      }
    }
    return nil
  }

  /// A system message only in front, no two of the user's in a row, and an end that fits.
  private static func roleFlaw(_ messages: [JSONObject], endsWithUser: Bool) -> String? {
    var previous: String?
    for (index, message) in messages.enumerated() {
      let role = message["role"]?.string
      if role == "system", index > 0 { return "late_system_message" }
      if role == "user", previous == "user" { return "two_user_messages" }
      if role == "tool", previous != "assistant", previous != "tool" { return "stray_tool_message" }
      previous = role
    }
    if previous != (endsWithUser ? "user" : "assistant") { return "wrong_last_message" }
    return messages.contains { $0["role"]?.string == "user" } ? nil : "no_user_message"
  }
}
