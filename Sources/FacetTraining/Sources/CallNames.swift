internal import FacetJSON

/// The identifiers that connect calls of tools with their results.
enum CallNames {
  /// Gives calls and results without identifiers those that connect them.
  ///
  /// A result without one belongs to the first call of its name without a result, else to the first
  /// one. A result whose identifier no call has names a call without one if its name or the number
  /// of both leaves no doubt; otherwise it stays as it is, and the row has a stray result.
  static func complete(_ messages: inout [JSONObject]) {
    var taken = Set(messages.flatMap(names))
    taken.formUnion(messages.compactMap { $0["tool_call_id"]?.string })
    var number = 0
    for index in messages.indices {
      guard var calls = messages[index]["tool_calls"]?.array?.compactMap(\.object) else { continue }
      let results = messages.indices[(index + 1)...].prefix {
        messages[$0]["role"]?.string == "tool"
      }
      adopt(results.map { messages[$0] }, in: &calls)
      for place in calls.indices where calls[place]["id"]?.string == nil {
        repeat { number += 1 } while taken.contains("call_\(number)")
        calls[place]["id"] = .string("call_\(number)")
      }
      messages[index]["tool_calls"] = .array(calls.map { .object($0) })
      // A result that names its call leaves the others to those that name none.
      let answered = Set(results.compactMap { messages[$0]["tool_call_id"]?.string })
      var pending = calls.filter { !answered.contains($0["id"]?.string ?? "") }
      for result in results where messages[result]["tool_call_id"] == nil && !pending.isEmpty {
        let name = messages[result]["name"]
        let place = pending.firstIndex { name != nil && function($0) == name } ?? 0
        messages[result]["tool_call_id"] = pending.remove(at: place)["id"]
      }
    }
  }

  /// Gives calls without identifiers those of the results that can only be theirs.
  private static func adopt(_ results: [JSONObject], in calls: inout [JSONObject]) {
    let known = Set(calls.compactMap { $0["id"]?.string })
    func open() -> [Int] { calls.indices.filter { calls[$0]["id"]?.string == nil } }
    var foreign = results.filter { result in
      result["tool_call_id"]?.string.map { !known.contains($0) } ?? false
    }
    guard Set(foreign.map { $0["tool_call_id"] }).count == foreign.count else { return }
    let all = foreign
    foreign.removeAll { result in
      guard let name = result["name"] else { return false }
      let own = open().filter { function(calls[$0]) == name }
      let others = all.count { other in
        other["name"] == name && !calls.contains { $0["id"] == other["tool_call_id"] }
      }
      guard own.count == others, let place = own.first else { return false }
      calls[place]["id"] = result["tool_call_id"]
      return true
    }
    let rest = open()
    guard rest.count == foreign.count else { return }
    for (place, result) in zip(rest, foreign) {
      // Calls and results of different names are not each other's.
      guard result["name"] == nil || result["name"] == function(calls[place]) else { continue }
      calls[place]["id"] = result["tool_call_id"]
    }
  }

  private static func function(_ call: JSONObject) -> JSONValue? { call["function"]?["name"] }

  /// The identifiers of a message's calls.
  static func names(of message: JSONObject) -> [String] {
    (message["tool_calls"]?.array ?? []).compactMap { $0["id"]?.string }
  }
}
