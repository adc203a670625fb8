internal import FacetJSON

/// Brings a canonical row into the form that a consumer loads.
struct TargetForm {
  let recipe: ExportRecipe
  let kind: TrainingKind

  /// The columns of a row in the consumer's form.
  func columns(of row: TrainingRow) throws(TrainingError) -> JSONObject {
    let columns = row.columns
    switch recipe.form.target {
    case .trl: return arguments(in: columns, default: .object)
    case .llamafactory: return llamaFactory(arguments(in: columns, default: .object))
    case .openai:
      return openAI(
        arguments(in: Self.withoutReasoning(columns), default: .string), keepsColumns: true)
    case .together:
      return openAI(arguments(in: columns, default: .string), keepsColumns: false)
    case .verl: return verl(columns)
    case .nemoGym: return nemoGym(columns)
    }
  }

  /// Why a consumer has no form for a kind; `nil` if it has one.
  static func gap(_ target: RowForm.Target, _ kind: TrainingKind) -> String? {
    let kinds: Set<TrainingKind> =
      switch target {
      case .trl: Set(TrainingKind.allCases)
      case .openai: [.sft, .dpo, .rl]
      case .together: [.sft, .dpo]
      case .llamafactory: [.sft, .dpo, .kto]
      case .verl: [.sft, .rl]
      case .nemoGym: [.rl]
      }
    if kinds.contains(kind) { return nil }
    let names = TrainingKind.allCases.filter(kinds.contains).map(\.rawValue)
    return "'\(target.rawValue)' loads \(names.joined(separator: ", ")), not \(kind.rawValue)"
  }

  // MARK: Arguments

  private static let conversations = ["messages", "prompt", "completion", "chosen", "rejected"]

  private func arguments(
    in columns: JSONObject, default form: RowForm.Arguments
  ) -> JSONObject {
    guard (recipe.form.arguments ?? form) == .string else { return columns }
    var columns = columns
    for name in Self.conversations {
      guard let messages = columns[name]?.array else { continue }
      columns[name] = .array(messages.map(Self.withTextArguments))
    }
    return columns
  }

  /// A message whose calls have the JSON text of their arguments.
  static func withTextArguments(_ message: JSONValue) -> JSONValue {
    guard var object = message.object, let calls = object["tool_calls"]?.array else {
      return message
    }
    object["tool_calls"] = .array(
      calls.map { call in
        guard var outer = call.object, var function = outer["function"]?.object,
          let arguments = function["arguments"], arguments.string == nil
        else { return call }
        function["arguments"] = .string(arguments.text)
        outer["function"] = .object(function)
        return .object(outer)
      })
    return .object(object)
  }

  private static func withoutReasoning(_ columns: JSONObject) -> JSONObject {
    var columns = columns
    for name in conversations {
      guard let messages = columns[name]?.array else { continue }
      columns[name] = .array(
        messages.map { message in
          guard var object = message.object else { return message }
          object["reasoning_content"] = nil
          return .object(object)
        })
    }
    return columns
  }

  private static func tools(_ columns: JSONObject) -> JSONValue? {
    guard let text = columns["tools"]?.string,
      let value = try? ResponseJSON.value(of: Array(text.utf8))
    else { return nil }
    return value
  }

  // MARK: OpenAI and Together

  private func openAI(_ columns: JSONObject, keepsColumns: Bool) -> JSONObject {
    let tools = Self.tools(columns)
    var row: JSONObject = [:]
    switch kind {
    case .dpo:
      var input: JSONObject = ["messages": columns["prompt"] ?? .null]
      if let tools { input["tools"] = tools }
      if keepsColumns, tools != nil { input["parallel_tool_calls"] = false }
      row["input"] = .object(input)
      row["preferred_output"] = columns["chosen"]
      row["non_preferred_output"] = columns["rejected"]
    case .rl:
      row["messages"] = columns["prompt"]
      for member in columns.members where !["prompt", "tools"].contains(member.key) {
        row[member.key] = member.value
      }
      return row
    default:
      var messages = columns["messages"]
      if messages == nil, let prompt = columns["prompt"]?.array,
        let completion = columns["completion"]?.array
      {
        // Only the completion is learnt.
        messages = .array(prompt.map(Self.unlearnt) + completion)
      }
      row["messages"] = messages
      if let tools { row["tools"] = tools }
      if keepsColumns, tools != nil { row["parallel_tool_calls"] = false }
    }
    return row
  }

  private static func unlearnt(_ message: JSONValue) -> JSONValue {
    guard var object = message.object, object["role"]?.string == "assistant" else {
      return message
    }
    object["weight"] = 0
    return .object(object)
  }

  // MARK: LLaMA-Factory

  /// Its preferences are one message each; its labels are truth values beside whole conversations.
  private func llamaFactory(_ columns: JSONObject) -> JSONObject {
    var columns = columns
    switch kind {
    case .dpo:
      columns["chosen"] = columns["chosen"]?.array?.last
      columns["rejected"] = columns["rejected"]?.array?.last
    case .kto:
      columns["messages"] = .array(
        (columns["prompt"]?.array ?? []) + (columns["completion"]?.array ?? []))
      columns["prompt"] = nil
      columns["completion"] = nil
    default:
      if let prompt = columns["prompt"]?.array {
        columns["messages"] = .array(prompt + (columns["completion"]?.array ?? []))
        columns["prompt"] = nil
        columns["completion"] = nil
      }
    }
    return columns
  }

  // MARK: verl

  private func verl(_ columns: JSONObject) -> JSONObject {
    guard kind == .rl else {
      var row = columns
      if let messages = columns["messages"]?.array {
        row["messages"] = .array(messages.map(Self.withTextArguments))
      }
      row["tools"] = Self.tools(columns) ?? .null
      return row
    }
    // It tells a prompt's rollouts by the index.
    var extra: JSONObject = ["index": columns["id"] ?? .null]
    for member in columns.members
    where !["prompt", "ground_truth", "tools"].contains(member.key) && !member.value.isNull {
      extra[member.key] = member.value
    }
    return [
      "data_source": columns["source"] ?? .null, "prompt": columns["prompt"] ?? .null,
      "ability": columns["task_type"] ?? .null,
      "reward_model": [
        "style": "rule", "ground_truth": columns["ground_truth"] ?? .null,
      ],
      "extra_info": .object(extra), "id": columns["id"] ?? .null,
      "group": columns["group"] ?? .null,
    ]
  }

  // MARK: NeMo Gym

  private func nemoGym(_ columns: JSONObject) -> JSONObject {
    var parameters: JSONObject = [
      "input": TargetForm.plainMessages(columns["prompt"] ?? .null)
    ]
    if let tools = Self.tools(columns)?.array {
      parameters["tools"] = .array(tools.map(Self.flat))
    }
    var row: JSONObject = ["responses_create_params": .object(parameters)]
    for member in columns.members where !["prompt", "tools"].contains(member.key) {
      row[member.key] = member.value
    }
    return row
  }

  private static func plainMessages(_ value: JSONValue) -> JSONValue {
    .array(
      (value.array ?? []).map { message in
        ["role": message["role"] ?? .null, "content": message["content"] ?? .null]
      })
  }

  /// A tool as the Responses API declares it.
  private static func flat(_ tool: JSONValue) -> JSONValue {
    guard let function = tool["function"]?.object else { return tool }
    var flat: JSONObject = ["type": "function"]
    for member in function.members { flat[member.key] = member.value }
    return .object(flat)
  }
}
