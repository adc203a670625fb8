extension FinishReason {
  /// The reason that a provider's own word stands for.
  init(raw: String?) {
    guard let raw else {
      self = .unknown
      return
    }
    if raw.hasPrefix("IMAGE_") {
      self = .contentFilter
      return
    }
    self = Self.byWord[raw] ?? .unknown
  }

  /// The reason, corrected by what the answer holds: several providers end a call of a tool with
  /// the word for an ordinary end.
  func considering(toolCalls: Bool) -> FinishReason {
    toolCalls && (self == .stop || self == .unknown) ? .toolCalls : self
  }

  private static let byWord: [String: FinishReason] = [
    "stop": .stop, "end_turn": .stop, "stop_sequence": .stop, "STOP": .stop, "eos": .stop,
    "eos_token": .stop, "COMPLETE": .stop, "completed": .stop,
    "length": .length, "max_tokens": .length, "MAX_TOKENS": .length, "model_length": .length,
    "model_context_window_exceeded": .length, "max_output_tokens": .length,
    "tool_calls": .toolCalls, "function_call": .toolCalls, "tool_use": .toolCalls,
    "content_filter": .contentFilter, "SAFETY": .contentFilter, "RECITATION": .contentFilter,
    "LANGUAGE": .contentFilter, "BLOCKLIST": .contentFilter,
    "PROHIBITED_CONTENT": .contentFilter, "SPII": .contentFilter, "OTHER": .contentFilter,
    "ESCALATION": .contentFilter, "sensitive": .contentFilter,
    "guardrail_intervened": .contentFilter,
    "refusal": .refusal,
    "pause_turn": .pause,
    "error": .error, "network_error": .error, "insufficient_system_resource": .error,
    "MALFORMED_FUNCTION_CALL": .error, "MALFORMED_RESPONSE": .error,
    "UNEXPECTED_TOOL_CALL": .error, "TOO_MANY_TOOL_CALLS": .error,
    "MISSING_THOUGHT_SIGNATURE": .error,
  ]
}
