internal import FacetCSV
internal import FacetConversation
internal import FacetJSON

/// Writes calls of the code tool as fenced blocks, and their results as the user's messages, for
/// templates without tools.
enum FencedForm {
  static func apply(to candidate: inout Candidate) {
    candidate.tools = []
    for index in candidate.prompt.indices {
      guard let text = candidate.prompt[index]["content"]?.string else { continue }
      candidate.prompt[index]["content"] = .string(
        text.replacing(CodeMode.tool.instructions, with: CodeMode.fenced.instructions))
    }
    candidate.answer = candidate.answer.map(fenced)
  }

  private static func fenced(_ message: JSONObject) -> JSONObject {
    var message = message
    if message["role"]?.string == "tool" {
      return ["role": "user", "content": message["content"] ?? ""]
    }
    guard let calls = message["tool_calls"]?.array else { return message }
    message["tool_calls"] = nil
    var text = message["content"]?.string ?? ""
    for call in calls {
      let code = call["function"]?["arguments"]?["code"]?.string ?? ""
      text += (text.isEmpty ? "" : "\n\n") + "```python\n" + code + "\n```"
    }
    message["content"] = .string(text)
    return message
  }
}

/// Fenced Python in a text, as ``FencedForm`` and models write it.
enum CodeFence {
  /// The code of each block.
  static func blocks(in text: String) -> [String] {
    var blocks: [String] = []
    var block: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let lines = block {
        if line.hasPrefix("```") {
          blocks.append(lines.joined(separator: "\n"))
          block = nil
        } else {
          block?.append(line)
        }
      } else if ["```python", "```py", "```python3"].contains(line) {
        block = []
      }
    }
    return blocks
  }
}
