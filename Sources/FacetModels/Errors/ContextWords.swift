/// Recognises a prompt that is too long for the model: a count of tokens, or a length, beyond a
/// maximum, in any order.
enum ContextWords {
  /// Whether a code or a type reports an overflow.
  static func isOverflow(names: [String]) -> Bool {
    names.contains { name in
      let letters = name.filter(\.isLetter)
      return overflowNames.contains(where: letters.contains)
    }
  }

  /// Whether the words report an overflow.
  ///
  /// - Parameter parameter: The parameter that the provider blames.
  static func isOverflow(_ text: ErrorText, parameter: String?) -> Bool {
    if let parameter, !concernsPrompt(parameter) { return false }
    let isAboutOther =
      text.contains(anyOf: otherLengths) && !text.contains("tokens of image and text")
    if isAboutOther || isRateLimit(text) { return false }
    let isAboutOutput = text.contains(anyOf: outputs)
    if isAboutOutput {
      // Too large an output limit is a configuration mistake, unless the prompt counts too.
      guard text.contains(anyOf: prompts) || text.contains(anyOf: leftOver) else { return false }
      if text.contains(anyOf: leftOver) { return true }
    }
    if text.contains(anyOf: lengths), text.contains(anyOf: excess) { return true }
    if text.contains(anyOf: tooLong) { return true }
    if text.contains(anyOf: chineseTooLong), text.contains(anyOf: chinesePrompts) { return true }
    return !isAboutOutput && text.contains("token")
      && text.contains(anyOf: [
        "too large", "too many", "too long", "exceed", "longer than", "above the limit",
        "over the limit", "above the maximum", "over the maximum", "beyond the limit",
      ])
  }

  /// Whether a request exceeds an entire limit of tokens per minute: no wait makes it fit.
  static func isLargerThanLimit(_ text: ErrorText) -> Bool {
    text.contains(anyOf: ["request too large", "request is too large", "prompt is too large"])
      && text.contains("token")
  }

  private static func concernsPrompt(_ parameter: String) -> Bool {
    let parameter = parameter.lowercased()
    return ["messages", "prompt", "input", "contents", "max_", "tokens", "body"].contains {
      parameter.hasPrefix($0)
    }
  }

  private static func isRateLimit(_ text: ErrorText) -> Bool {
    (QuotaWords.namesShortPeriod(text) || QuotaWords.namesLongPeriod(text)
      || text.contains("rate limit")) && !isLargerThanLimit(text)
  }

  /// Parts of codes, letters only.
  private static let overflowNames = [
    "contextlengthexceeded", "exceedcontextsize", "contextwindowexceeded", "tokenslimitreached",
    "contextlimitexceeded", "maxcontextlength", "prompttoolong", "inputtoolong",
    "modelcontextwindow", "requesttoolarge", "tokenlimitexceeded",
  ]

  /// Measured things that can only be the prompt or the context.
  private static let lengths = [
    "context length", "remaining context", "context window", "context size", "context limit",
    "context_length",
    "context_window", "context-length", "context-window", "length of context", "max_model_len",
    "max_seq_len", "num_ctx", "n_ctx", "model length", "model's length", "sequence length",
    "sequence_length", "prompt length", "prompt size", "prompt (length", "length of the prompt",
    "length of prompt", "input length", "input size", "length of the input", "length of input",
    "inputs` must have", "inputs` tokens", "input tokens", "inputs tokens", "input token",
    "prompt tokens", "prompt token", "prompt contains", "number of tokens", "token count",
    "tokens in the prompt", "tokens in prompt", "tokens in your prompt", "tokens in the messages",
    "token limit", "tokens limit", "token size", "length of the messages", "length of messages",
    "messages resulted in", "max input", "maximum input", "max prompt", "maximum prompt",
    "prompt exceeds", "prompt exceed", "input exceeds", "input exceed", "messages exceed",
    "conversation exceed", "when context the overflows", "context overflow", "input characters",
    "current length",
  ]

  private static let excess = [
    "exceed", "longer than", "larger than", "greater than", "more than", "bigger than", "beyond",
    "too long", "too large", "too many", "too big", "overflow", "less than", "fewer than",
    "at most", "up to", "<=", "≤", ">", "should be [", "must be between", "maximum", "max ",
    "limit", "reduce", "shorten", "shorter", "not enough", "allowed", "does not fit", "only",
  ]

  private static let tooLong = [
    "prompt is too long", "prompt is too large", "prompt too long", "prompt too large",
    "input is too long", "input is too large", "input too long", "input too large",
    "inputs are too long", "messages are too long", "messages too long", "message is too long",
    "conversation is too long", "conversation too long", "context is too long",
    "context too long", "text is too long", "too many tokens", "too many input tokens",
    "prompt does not fit", "prompt doesn't fit", "request exceeds the maximum size",
    "request payload size exceeds", "输入长度", "上下文长度", "上下文窗口", "上下文限制", "内容过长", "输入过长", "文本过长",
    "提示词过长", "expected maxlength",
  ]

  /// Words for a length beyond a maximum, which may be that of any parameter.
  private static let chineseTooLong = [
    "最大长度", "超长", "过长", "长度超过", "长度超出", "超过模型上限", "超出模型上限", "超过模型的上限",
  ]

  private static let chinesePrompts = [
    "输入", "提示", "上下文", "消息", "文本", "内容", "对话", "会话", "请求过长", "请求超长", "模型最大", "模型的最大", "模型支持",
    "prompt", "messages",
    "input", "token", "context",
  ]

  private static let outputs = [
    "max_tokens", "max_completion_tokens", "max_new_tokens", "max_output_tokens",
    "maxoutputtokens", "max tokens", "completion tokens", "output tokens",
    "maximum tokens you requested",
  ]

  private static let prompts = [
    "input length", "input token", "number of input and", "inputs`", "inputs", "prompt", "messages",
    "text input",
    "your request has", "context length is", "context limit",
  ]

  /// Phrases for an output limit of which the prompt has left nothing.
  private static let leftOver = ["must be at least 1, got -", "at least 1, got -"]

  /// Lengths of other things.
  private static let otherLengths = [
    "string too long", "array too long", "image", "audio", "video", "pdf", "file", "tool name",
    "function name", "stop sequence", "stop word",
  ]
}
