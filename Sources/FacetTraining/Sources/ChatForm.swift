internal import FacetJSON

/// Brings messages of many spellings into one form: chat-completions messages whose calls have
/// objects as arguments.
enum ChatForm {
  /// Why a row is no conversation.
  struct Fault: Error, Sendable, Hashable {
    /// The reason as counted.
    var reason: String
  }

  /// The messages of a conversation as a list of `role` and `content`, or of `from` and `value`.
  static func messages(_ value: JSONValue) throws(Fault) -> [JSONObject] {
    guard let elements = value.array else { throw Fault(reason: "no_messages") }
    var messages: [JSONObject] = []
    for element in elements {
      guard let object = element.object else { throw Fault(reason: "no_messages") }
      messages.append(try message(object, after: messages.last))
    }
    CallNames.complete(&messages)
    return messages
  }

  private static let roles = [
    "system": "system", "developer": "system", "user": "user", "human": "user",
    "prompter": "user", "assistant": "assistant", "gpt": "assistant", "model": "assistant",
    "bot": "assistant", "chatgpt": "assistant", "bing": "assistant", "tool": "tool",
    "function": "tool", "observation": "tool", "function_call": "function_call",
    "tool_call": "function_call",
  ]

  private static func message(
    _ object: JSONObject, after last: JSONObject?
  ) throws(Fault) -> JSONObject {
    guard let name = (object["role"] ?? object["from"])?.string?.lowercased(),
      let role = roles[name]
    else { throw Fault(reason: "unknown_role") }
    var text = try text(object["content"] ?? object["value"] ?? .null)
    if role == "function_call" { return try call(text) }
    var message: JSONObject = ["role": .string(role)]
    // An observation that answers no call is what the environment says to the model.
    if role == "tool", last?["tool_calls"] == nil, last?["role"]?.string != "tool" {
      message["role"] = "user"
      if name == "observation" { text = "[Observation] " + text }
    }
    message["content"] = .string(text)
    for key in ["reasoning_content", "reasoning"] {
      if let thoughts = object[key]?.string, !thoughts.isEmpty {
        message["reasoning_content"] = .string(thoughts)
        break
      }
    }
    // Before 'tool_calls' a message held one call.
    var calls = try tools(object["tool_calls"], orThrow: "unreadable_call")
    if calls.isEmpty, let one = object["function_call"]?.object { calls = [.object(one)] }
    if !calls.isEmpty {
      var formed: [JSONValue] = []
      for call in calls { formed.append(try toolCall(call)) }
      message["tool_calls"] = .array(formed)
    }
    if message["role"] == "tool" {
      for key in ["tool_call_id", "name"] {
        if let value = object[key]?.string { message[key] = .string(value) }
      }
    }
    // A weight may be written as 0, 0.0 or false; trainers know 0 and 1.
    if role == "assistant",
      let weight = object["weight"]?.double ?? object["weight"]?.bool.map({ $0 ? 1 : 0 })
    {
      message["weight"] = weight > 0 ? 1 : 0
    }
    return message
  }

  /// A content as text: its text parts, joined.
  private static func text(_ value: JSONValue) throws(Fault) -> String {
    switch value {
    case .null: return ""
    case .string(let text): return text
    case .array(let parts):
      var text = ""
      for part in parts {
        if let piece = part.string {
          text += piece
        } else if let piece = part["text"]?.string {
          text += piece
        } else {
          throw Fault(reason: "not_text")
        }
      }
      return text
    default: throw Fault(reason: "not_text")
    }
  }

  /// A call written as JSON text in a message of its own.
  private static func call(_ text: String) throws(Fault) -> JSONObject {
    guard let value = try? ResponseJSON.value(of: Array(text.utf8)) else {
      throw Fault(reason: "unreadable_call")
    }
    return [
      "role": "assistant", "content": "", "tool_calls": .array([try toolCall(value)]),
    ]
  }

  private static func toolCall(_ value: JSONValue) throws(Fault) -> JSONValue {
    let function = value["function"] ?? value
    guard let name = function["name"]?.string, !name.isEmpty else {
      throw Fault(reason: "unreadable_call")
    }
    let arguments: JSONValue
    switch function["arguments"] ?? function["parameters"] ?? .object([:]) {
    case .string(let text) where text.allSatisfy(\.isWhitespace): arguments = .object([:])
    case .string(let text):
      guard let read = try? ResponseJSON.value(of: Array(text.utf8)), read.object != nil else {
        throw Fault(reason: "unreadable_call")
      }
      arguments = read
    case .object(let object): arguments = .object(object)
    case .null: arguments = .object([:])
    default: throw Fault(reason: "unreadable_call")
    }
    var call: JSONObject = [:]
    if let id = value["id"]?.string { call["id"] = .string(id) }
    call["type"] = "function"
    call["function"] = ["name": .string(name), "arguments": arguments]
    return .object(call)
  }

  /// Declared tools, or calls, as a list; a list, its JSON text or nothing.
  static func tools(
    _ value: JSONValue?, orThrow reason: String = "unreadable_tools"
  ) throws(Fault) -> [JSONValue] {
    switch value {
    case nil, .null?: return []
    case .array(let tools)?: return tools
    case .string(let text)?:
      if text.allSatisfy(\.isWhitespace) { return [] }
      guard let read = try? ResponseJSON.value(of: Array(text.utf8)), let tools = read.array else {
        throw Fault(reason: reason)
      }
      return tools
    default: throw Fault(reason: reason)
    }
  }

  /// Splits a conversation before its first answer, or before its last one.
  static func split(
    _ messages: [JSONObject], atLast: Bool = false
  ) -> (prompt: [JSONObject], answer: [JSONObject]) {
    let isAnswer = { (message: JSONObject) in message["role"]?.string == "assistant" }
    guard
      let index = atLast
        ? messages.lastIndex(where: isAnswer) : messages.firstIndex(where: isAnswer)
    else { return (messages, []) }
    return (Array(messages[..<index]), Array(messages[index...]))
  }
}
