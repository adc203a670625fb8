/// Python in the fenced blocks of a text.
struct FencedCode: Equatable {
  /// The Python blocks; if there are none, the blocks that name no language.
  var blocks: [String]
  /// The text outside all fences.
  var text: String
  /// Whether the last block is unclosed.
  var isOpen: Bool

  init(_ reply: String) {
    var python: [String] = []
    var unnamed: [String] = []
    var text: [Substring] = []
    var block: (language: String, fence: Substring, lines: [Substring])?
    func close() {
      guard let ended = block else { return }
      let code = ended.lines.joined(separator: "\n")
      switch ended.language {
      case "python", "py", "python3": python.append(code)
      case "": unnamed.append(code)
      default: text += ended.lines
      }
      block = nil
    }
    for line in reply.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.drop { $0 == " " }
      let fence = trimmed.prefix { $0 == "`" }
      if let open = block {
        let isEnd =
          fence.count >= open.fence.count
          && trimmed.dropFirst(fence.count).allSatisfy(\.isWhitespace)
        if isEnd { close() } else { block?.lines.append(line) }
      } else if fence.count >= 3 {
        let word = trimmed.dropFirst(fence.count).filter { !$0.isWhitespace }
        block = (word.lowercased(), fence, [])
      } else {
        text.append(line)
      }
    }
    isOpen = block != nil
    close()
    blocks = python.isEmpty ? unnamed : python
    var outside = text.joined(separator: "\n")[...]
    while outside.first?.isWhitespace == true { outside.removeFirst() }
    while outside.last?.isWhitespace == true { outside.removeLast() }
    self.text = String(outside)
  }
}
