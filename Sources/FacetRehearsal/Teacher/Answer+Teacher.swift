internal import FacetJSON

extension Answer {
  /// A teacher's reply: a call if the request offers a tool, else a fenced block.
  init(_ reply: RehearsalTeacher.Reply, to question: Question, in answer: Answer) {
    self = answer
    text = reply.text
    ending = .stop
    if let code = reply.code {
      let block = "\n```\(reply.language)\n\(code)\n```\n"
      if let tool = question.tool, !reply.isDoubled {
        let argument = tool.schema["properties"]?.object?.members.first?.key ?? "code"
        ending = .toolCall(
          name: tool.name, arguments: .object([argument: .string(code)]))
      } else {
        text += reply.isDoubled ? block + block : block
      }
    }
    completionTokens = TokenCount.tokens(in: text + (reply.code ?? ""))
  }
}
