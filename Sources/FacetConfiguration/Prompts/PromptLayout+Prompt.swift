extension PromptLayout {
  /// The user message for a plain instruction and its subject: a sample, or the notes on it.
  package func prompt(instruction: String, context: String) -> String {
    switch self {
    case .contextFirst:
      let fence = Self.fence(around: context)
      return "\(fence)\n\(context)\n\(fence)\n\n\(instruction)"
    case .sandwich:
      return "\(instruction)\n\n```\(context)```\(instruction)\n\n"
    }
  }

  /// A fence that the text cannot close: three backticks, or one more than its longest run. It
  /// depends on the text alone, so that all prompts about it share a prefix.
  private static func fence(around context: String) -> String {
    var longest = 0
    var run = 0
    let bytes = context.utf8Span.span
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "`") {
        run += 1
        if run > longest { longest = run }
      } else {
        run = 0
      }
    }
    return String(repeating: "`", count: max(3, longest + 1))
  }
}
