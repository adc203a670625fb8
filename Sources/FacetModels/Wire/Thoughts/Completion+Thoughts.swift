extension Completion {
  /// Moves the thoughts in the model's text to ``reasoning``.
  mutating func separateThoughts() {
    guard
      content.contains(where: { block in
        if case .text(let text) = block { ThoughtText(text) != nil } else { false }
      })
    else { return }
    inlineText = text
    var thoughts: [String] = []
    var blocks: [ContentBlock] = []
    for block in content {
      // Thoughts may begin in one text and end in the next.
      if case .text(let text) = block, case .text(let earlier)? = blocks.last {
        blocks[blocks.count - 1] = .text(earlier + text)
      } else {
        blocks.append(block)
      }
    }
    content = blocks.compactMap { block in
      guard case .text(let text) = block, let parts = ThoughtText(text) else { return block }
      thoughts += parts.thoughts
      return parts.answer.isEmpty ? nil : .text(parts.answer)
    }
    addReasoning(thoughts)
  }

  /// Appends thoughts to the existing ones.
  mutating func addReasoning(_ thoughts: [String]) {
    let all = ([reasoning].compactMap(\.self) + thoughts).filter { !$0.isEmpty }
    reasoning = all.isEmpty ? nil : all.joined(separator: "\n\n")
  }
}
