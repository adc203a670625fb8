/// A text whose messages name their channel, as gpt-oss writes them: `final` is the answer, all
/// other channels are thoughts.
///
///     <|channel|>analysis<|message|>Let me see.<|end|><|start|>assistant<|channel|>final<|message|>4
struct ChannelText {
  private(set) var answer = ""
  private(set) var thoughts: [String] = []

  private enum Token: String, CaseIterable {
    case start = "<|start|>"
    case channel = "<|channel|>"
    case constrain = "<|constrain|>"
    case message = "<|message|>"
    case end = "<|end|>"
    case `return` = "<|return|>"
    case call = "<|call|>"
  }

  init(_ text: String) {
    var rest = text[...]
    var channel: Substring?
    var role: Token?
    while true {
      let (piece, token) = Self.piece(of: &rest)
      switch role {
      case .channel?: channel = piece.split(whereSeparator: \.isWhitespace).first ?? piece
      case .start?, .constrain?: break
      case nil where token == .message:
        // The prompt already contains the beginning of the header.
        channel = piece.split(whereSeparator: \.isWhitespace).last
      case nil, .message?, .end?, .return?, .call?: add(piece, of: channel)
      }
      if token == .start || token == .end || token == .return || token == .call { channel = nil }
      guard let token else { break }
      role = token
    }
    answer = answer.trimmed
  }

  /// The same after a server has removed its tokens, `analysisLet me see.assistantfinal4`; `nil`
  /// for a text that merely begins with the word.
  init?(stripped text: String) {
    let rest = text.dropFirst("analysis".count)
    if let end = rest.firstRange(of: "assistantfinal") {
      thoughts = [String(rest[..<end.lowerBound])]
      answer = String(rest[end.upperBound...]).trimmed
    } else if let first = rest.first, first.isUppercase {
      thoughts = [String(rest)]
    } else {
      return nil
    }
  }

  private mutating func add(_ piece: Substring, of channel: Substring?) {
    guard piece.contains(where: { !$0.isWhitespace }) else { return }
    if channel == nil || channel?.hasPrefix("final") == true {
      answer += piece
    } else {
      thoughts.append(String(piece))
    }
  }

  /// Removes and returns the text before the next token, and that token.
  private static func piece(of rest: inout Substring) -> (Substring, Token?) {
    var search = rest
    while let open = search.firstRange(of: "<|") {
      let tail = rest[open.lowerBound...]
      if let token = Token.allCases.first(where: { tail.hasPrefix($0.rawValue) }) {
        let piece = rest[..<open.lowerBound]
        rest = tail.dropFirst(token.rawValue.count)
        return (piece, token)
      }
      search = search[open.upperBound...]
    }
    let piece = rest
    rest = rest[rest.endIndex...]
    return (piece, nil)
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
