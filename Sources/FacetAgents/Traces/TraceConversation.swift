internal import FacetJSON

/// The conversations of a trajectory, as Harbor's exporter writes them.
struct TraceConversation {
  let record: TrialRecord

  /// The messages up to a reply and with it, without what was said to it.
  ///
  /// - Parameter episode: The index of the reply.
  func messages(upTo episode: Int) -> [JSONValue] {
    var messages: [JSONValue] = []
    var hasTools = false
    for message in record.opening {
      var text = message["content"]?.string ?? ""
      if message["role"]?.string == "system", !hasTools, !record.tools.isEmpty {
        let tools = JSONValue.array(record.tools).bytes(style: .indented)
        text = "<tools>\n\(String(decoding: tools, as: UTF8.self))\n</tools>\n\n\(text)"
        hasTools = true
      }
      messages.append(Self.message("user", text))
    }
    for (index, turn) in record.turns.prefix(episode + 1).enumerated() {
      messages.append(Self.message("assistant", text(of: turn, at: index)))
      if index < episode, let observation = turn.observation {
        messages.append(Self.message("user", observation))
      }
    }
    return messages
  }

  private func text(of turn: TraceTurn, at index: Int) -> String {
    Self.text(
      of: turn, thoughts: record.reasoning.indices.contains(index) ? record.reasoning[index] : nil)
  }

  /// A reply as one text, with its calls as blocks.
  static func text(of turn: TraceTurn, thoughts: String? = nil) -> String {
    var parts: [String] = []
    if let thoughts, !thoughts.isEmpty { parts.append("<think>\(thoughts)</think>") }
    if !turn.message.isEmpty {
      // A server that begins the thoughts itself returns only their end.
      let isOpen = turn.message.contains("</think>") && !turn.message.contains("<think>")
      parts.append((isOpen ? "<think>" : "") + turn.message)
    }
    for call in turn.calls {
      let json = spaced([
        "name": .string(call.name), "arguments": .object(call.arguments),
      ])
      parts.append("<tool_call>\n\(json)\n</tool_call>")
    }
    return parts.joined(separator: "\n")
  }

  /// JSON with a space after each comma and colon, as Harbor's exporter writes calls.
  private static func spaced(_ value: JSONValue) -> String {
    switch value {
    case .object(let object):
      let members = object.members.map {
        "\(JSONValue.string($0.key).text): \(spaced($0.value))"
      }
      return "{\(members.joined(separator: ", "))}"
    case .array(let elements): return "[\(elements.map(spaced).joined(separator: ", "))]"
    default: return value.text
    }
  }

  private static func message(_ role: String, _ text: String) -> JSONValue {
    ["role": .string(role), "content": .string(text)]
  }
}
