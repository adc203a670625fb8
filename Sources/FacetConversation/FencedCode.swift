/// Code of one language in the fenced blocks of a text.
package struct FencedCode: Equatable {
  /// The blocks of the language; if there are none, the blocks that name no language.
  package var blocks: [String]
  /// The text outside all fences.
  package var text: String
  /// Whether the last block is unclosed.
  package var isOpen: Bool

  /// - Parameter languages: The names of the language after a fence, in lower case.
  package init(_ reply: String, languages: [String]) {
    var named: [String] = []
    var unnamed: [String] = []
    var text: [Substring] = []
    var block: (language: String, fence: Substring, lines: [Substring])?
    func close() {
      guard let ended = block else { return }
      let code = ended.lines.joined(separator: "\n")
      if languages.contains(ended.language) {
        named.append(code)
      } else if ended.language.isEmpty {
        unnamed.append(code)
      } else {
        text += ended.lines
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
    blocks = named.isEmpty ? unnamed : named
    var outside = text.joined(separator: "\n")[...]
    while outside.first?.isWhitespace == true { outside.removeFirst() }
    while outside.last?.isWhitespace == true { outside.removeLast() }
    self.text = String(outside)
  }
}
