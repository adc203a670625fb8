extension FinishReason {
  /// Facet's finish reason for an interrupted stream, whose server gave none.
  static let brokenOff = "stream_interrupted"

  /// The reason for a provider's own word, in any case.
  init(raw: String?) {
    guard let raw, !raw.isEmpty else {
      self = .unknown
      return
    }
    if let known = Self.byWord[raw] {
      self = known
      return
    }
    var word = String(raw.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })[...]
    for prefix in ["finish_reason_", "finishreason.", "stop_reason_"] where word.hasPrefix(prefix) {
      word = word.dropFirst(prefix.count)
    }
    self = Self.byWord[String(word)] ?? Self.resembling(word)
  }

  /// The reason, corrected by the answer's content: several providers end a tool call with the word
  /// for an ordinary end.
  func considering(toolCalls: Bool) -> FinishReason {
    toolCalls && (self == .stop || self == .unknown) ? .toolCalls : self
  }

  /// The reason for an unlisted word, by the parts of it that have one meaning everywhere.
  private static func resembling(_ word: Substring) -> FinishReason {
    for (parts, reason) in byPart where parts.contains(where: word.contains) { return reason }
    return .unknown
  }

  private static let byPart: [([String], FinishReason)] = [
    (
      [
        "abort", "cancel", "timeout", "timed_out", "time_out", "time_limit", "deadline", "error",
        "fail", "interrupt", "disconnect", "preempt", "evict", "unavailable", "overload",
        "exception", "killed", "terminated", "crash", "malformed", "broken", "shutdown",
      ], .error
    ),
    (
      ["image_", "filter", "safety", "moderat", "policy", "blocked", "prohibited"],
      .contentFilter
    ),
    (["length", "max_token", "max_output", "max_new", "token_limit", "truncat"], .length),
  ]

  private static let byWord: [String: FinishReason] = [
    "stop": .stop, "end_turn": .stop, "stop_sequence": .stop, "eos": .stop, "eos_token": .stop,
    "complete": .stop, "completed": .stop, "end": .stop, "done": .stop, "finished": .stop,
    "stop_token": .stop, "stop_string": .stop, "stop_word": .stop, "stop_words": .stop,
    "end_of_text": .stop, "endoftext": .stop, "end_of_turn": .stop, "STOP": .stop,
    "length": .length, "max_tokens": .length, "model_length": .length,
    "model_context_window_exceeded": .length, "limit": .length, "incomplete": .length,
    "MAX_TOKENS": .length,
    "tool_calls": .toolCalls, "tool_call": .toolCalls, "function_call": .toolCalls,
    "function_calls": .toolCalls, "tool_use": .toolCalls,
    "recitation": .contentFilter, "language": .contentFilter, "blocklist": .contentFilter,
    "spii": .contentFilter, "other": .contentFilter, "escalation": .contentFilter,
    "sensitive": .contentFilter, "guardrail_intervened": .contentFilter,
    "refusal": .refusal, "refused": .refusal,
    "pause_turn": .pause,
    "insufficient_system_resource": .error, "unexpected_tool_call": .error,
    "too_many_tool_calls": .error, "missing_thought_signature": .error,
  ]
}
