internal import FacetJSON
package import FacetModels

/// The content of a model's turn.
package enum CodeReply: Equatable {
  /// Code to run, and the text beside it.
  case code(String, reasoning: String)
  /// Text without code.
  case plain(String)
  /// An invalid turn, and the feedback to the model.
  case invalid(String)
  case refused

  /// Reads a completion; a fenced block is accepted even if a tool was offered.
  package init(_ completion: Completion, _ tool: CodeTool) {
    if completion.refusal != nil || completion.finishReason == .refusal
      || completion.finishReason == .contentFilter
    {
      self = .refused
      return
    }
    let wasCut = completion.finishReason == .length
    let calls = completion.toolCalls
    if !calls.isEmpty {
      self = Self.reply(of: calls, tool, text: completion.text, wasCut: wasCut)
      return
    }
    let fenced = FencedCode(completion.text, languages: tool.languages)
    if fenced.blocks.isEmpty {
      self = wasCut ? .invalid(Self.cut) : .plain(completion.text)
    } else if fenced.blocks.count > 1 {
      self = .invalid(
        "Nothing was run: the reply holds \(fenced.blocks.count) blocks of \(tool.noun). "
          + "Write exactly one."
      )
    } else if wasCut, fenced.isOpen {
      self = .invalid(Self.cut)
    } else {
      self = Self.reply(code: fenced.blocks[0], tool, reasoning: fenced.text)
    }
  }

  private static let cut =
    "Nothing was run: the reply reached the limit on its length before it was complete. "
    + "Be shorter."

  private static func reply(
    of calls: [ToolCall], _ tool: CodeTool, text: String, wasCut: Bool
  ) -> CodeReply {
    guard calls.count == 1, let call = calls.first else {
      return .invalid("Nothing was run: there were \(calls.count) calls. Make one call per turn.")
    }
    guard call.name == tool.name else {
      return .invalid(
        "There is no tool '\(call.name)'; call '\(tool.name)' with '\(tool.argument)'.")
    }
    guard let arguments = try? ResponseJSON.value(of: Array(call.arguments.utf8)),
      let code = arguments[tool.argument]?.string
    else {
      return .invalid(
        wasCut
          ? cut
          : "Nothing was run: the call needs '\(tool.argument)', a text, and nothing else.")
    }
    // Some models put a fence around the code inside the call.
    let fenced = FencedCode(code, languages: tool.languages)
    let inner = fenced.blocks.count == 1 && fenced.text.isEmpty ? fenced.blocks[0] : code
    return Self.reply(code: inner, tool, reasoning: text.trimmed)
  }

  private static func reply(
    code: String, _ tool: CodeTool, reasoning: String
  ) -> CodeReply {
    code.allSatisfy(\.isWhitespace)
      ? .invalid("Nothing was run: the \(tool.noun) is empty.") : .code(code, reasoning: reasoning)
  }
}

extension String {
  /// The text without leading and trailing white space.
  package var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
