package import FacetJSON

extension CodeExecution {
  /// The result as stored in traces and the ledger.
  package var json: JSONValue {
    let answer = submissions.last
    var object: JSONObject = [
      "success": .bool(succeeded), "stdout": .string(standardOutput),
      "stderr": .string(standardError), "failure": failure?.json ?? .null,
      "hooks": .array(hooks.map(\.json)), "submitted_answer": answer?.value ?? .null,
      "submitted_answer_hash": answer.map { .string($0.hash) } ?? .null,
      "submissions": .array(
        submissions.map { ["value": $0.value, "hash": .string($0.hash)] }),
      "seconds": .number(JSONNumber(seconds)),
    ]
    if hooksLeftOut > 0 { object["hooks_left_out"] = .number(JSONNumber(hooksLeftOut)) }
    return .object(object)
  }

  /// Reads ``json``; `nil` for anything else.
  package init?(json: JSONValue) {
    guard let output = json["stdout"]?.string, let error = json["stderr"]?.string,
      let hooks = json["hooks"]?.array, let submissions = json["submissions"]?.array
    else { return nil }
    self.init(standardOutput: output, standardError: error, seconds: json["seconds"]?.double ?? 0)
    failure = json["failure"].flatMap(Failure.init(json:))
    if json["success"]?.bool != succeeded { return nil }
    hooksLeftOut = max(0, json["hooks_left_out"]?.int ?? 0)
    // A ledger of version 0.1 may hold any number.
    hooksLeftOut += max(0, hooks.count - Self.maximumHooks)
    for hook in hooks.prefix(Self.maximumHooks) {
      guard let hook = CodeHook(json: hook) else { return nil }
      self.hooks.append(hook)
    }
    for submission in submissions {
      guard let value = submission["value"], let hash = submission["hash"]?.string else {
        return nil
      }
      self.submissions.append(SubmittedAnswer(value: value, hash: hash))
    }
  }
}

extension CodeExecution.Failure {
  var json: JSONValue {
    switch self {
    case .raised(let type, let message):
      ["kind": "raised", "type": .string(type), "message": .string(message)]
    case .timedOut(let seconds):
      ["kind": "timed_out", "seconds": .number(JSONNumber(seconds))]
    case .crashed(let reason):
      ["kind": "crashed", "reason": .string(reason)]
    }
  }

  init?(json: JSONValue) {
    switch json["kind"]?.string {
    case "raised":
      guard let type = json["type"]?.string, let message = json["message"]?.string else {
        return nil
      }
      self = .raised(type: type, message: message)
    case "timed_out":
      guard let seconds = json["seconds"]?.double else { return nil }
      self = .timedOut(seconds: seconds)
    case "crashed":
      guard let reason = json["reason"]?.string else { return nil }
      self = .crashed(reason: reason)
    default: return nil
    }
  }

  /// The kind of error as named in a trace, and its message.
  var summary: (type: String, message: String) {
    switch self {
    case .raised(let type, let message): (type, message)
    case .timedOut(let seconds): ("Timeout", "the code ran longer than \(seconds) s")
    case .crashed(let reason): ("Crash", reason)
    }
  }
}
