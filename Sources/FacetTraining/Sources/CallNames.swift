internal import FacetJSON

/// The identifiers that connect calls of tools with their results.
enum CallNames {
  /// Gives each call without an identifier one of its own, and each result without one that of the
  /// first call before it that has no result yet.
  static func complete(_ messages: inout [JSONObject]) {
    var taken = Set(messages.flatMap(names))
    var number = 0
    var pending: [String] = []
    for index in messages.indices {
      if messages[index]["role"]?.string == "tool" {
        if let name = messages[index]["tool_call_id"]?.string {
          pending.removeAll { $0 == name }
        } else if !pending.isEmpty {
          messages[index]["tool_call_id"] = .string(pending.removeFirst())
        }
        continue
      }
      guard let calls = messages[index]["tool_calls"]?.array else {
        pending = []
        continue
      }
      let named = calls.map { call -> JSONValue in
        guard call["id"] == nil, var object = call.object else { return call }
        repeat { number += 1 } while taken.contains("call_\(number)")
        taken.insert("call_\(number)")
        object["id"] = .string("call_\(number)")
        return .object(object)
      }
      messages[index]["tool_calls"] = .array(named)
      // A result that names its call leaves the others to those that name none.
      let results = messages[(index + 1)...].prefix { $0["role"]?.string == "tool" }
      let answered = Set(results.compactMap { $0["tool_call_id"]?.string })
      pending = names(of: messages[index]).filter { !answered.contains($0) }
    }
  }

  /// The identifiers of a message's calls.
  static func names(of message: JSONObject) -> [String] {
    (message["tool_calls"]?.array ?? []).compactMap { $0["id"]?.string }
  }
}
