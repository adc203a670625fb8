internal import FacetJSON
internal import FacetModels

/// A sample in; the rows of one kind that its answers make, out, with a count for everything that
/// gave none.
struct RowMaker {
  let rules: MakeRules
  let form: RowForm
  let limits: RowLimits
  let runs: RunChoices.Runs
  let isEpisodes: Bool
  /// The fields on which the answers' scores depend: columns, so that scores can be made again.
  var scoreFields = ScoreFields()

  /// What a row is made of before it is complete.
  struct Parts {
    /// Columns of the kind, in order.
    var columns: JSONObject
    var prompt: [JSONObject]
    var answer: [JSONObject]
    /// The rejected answer of a pair.
    var rejected: [JSONObject]?
    var candidates: [Candidate]
    var score: Int?
    var identity: String
    /// Distinguishes several rows of the same completions.
    var part = 0
    /// The answers whose cost the row bears, if not those of ``candidates``.
    var paid: [Candidate]?
  }

  /// The rows of a sample whose unusable answers have been left out.
  func rows(
    of origin: RowOrigin, _ candidates: [Candidate], _ funnel: inout Funnel
  ) throws(TrainingError) -> [TrainingRow] {
    let parts =
      switch rules.kind {
      case .sft: try tuned(candidates, &funnel)
      case .dpo: try pairs(candidates, &funnel)
      case .kto: try judged(candidates, &funnel)
      case .rl: try prompts(origin, candidates, &funnel)
      case .prm: steps(candidates, &funnel)
      }
    return parts.compactMap { part in
      if let flaw = flaw(of: part) {
        funnel.drop("rules", "rows", because: flaw)
        return nil
      }
      funnel.pass("rules", "rows")
      return row(of: part, origin)
    }
  }

  /// Why a row is dropped, as counted; a pair must keep the rules on both sides.
  private func flaw(of part: Parts) -> String? {
    if rules.kind == .prm { return nil }
    let checks = RowRules(limits: limits, kind: rules.kind)
    for answer in [part.answer] + [part.rejected].compactMap({ $0 }) {
      if let flaw = checks.flaw(prompt: part.prompt, answer: answer) { return flaw }
    }
    return TargetRules(target: form.target, kind: rules.kind)
      .flaw(prompt: part.prompt, answer: part.answer, rejected: part.rejected)
  }

  /// The name of the score that ranks; `nil` if the answers have none.
  func scoreName(_ candidates: [Candidate]) throws(TrainingError) -> String? {
    if let name = rules.score { return name }
    var names: Set<String> = []
    for candidate in candidates { names.formUnion(candidate.scores.keys) }
    guard names.count > 1 else { return names.first }
    let list = names.sorted().map { "'\($0)'" }.joined(separator: ", ")
    throw TrainingError("the answers have the scores \(list); choose one with 'score'")
  }

  /// The messages before an answer in the form that the export asks for.
  func opened(_ messages: [JSONObject]) -> [JSONObject] {
    guard let text = form.systemText, !messages.isEmpty else { return formed(messages) }
    let rest = messages.first?["role"]?.string == "system" ? messages.dropFirst() : messages[...]
    return formed([["role": "system", "content": .string(text)]] + rest)
  }

  /// Messages in the form that the export asks for.
  func formed(_ messages: [JSONObject]) -> [JSONObject] {
    var messages = messages
    if form.reasoning == .drop { messages = MessageText.without("reasoning_content", messages) }
    guard form.system != .keep, messages.first?["role"]?.string == "system" else {
      return messages
    }
    let system = messages.removeFirst()["content"]?.string ?? ""
    if form.system == .merge, !messages.isEmpty, messages[0]["role"]?.string == "user" {
      let text = messages[0]["content"]?.string ?? ""
      messages[0]["content"] = .string(system + "\n\n" + text)
    }
    return messages
  }

  static func tools(_ candidate: Candidate) -> JSONValue {
    candidate.tools.isEmpty ? .null : .string(JSONValue.array(candidate.tools).text)
  }

  // MARK: The common columns

  private func row(of part: Parts, _ origin: RowOrigin) -> TrainingRow {
    let first = part.candidates.first
    let id = origin.id(
      condition: first?.condition, model: first?.model,
      completions: part.candidates.map(\.completion), part: part.part)
    var columns = part.columns
    columns["id"] = .string(id)
    columns["source"] = .string(origin.source)
    columns["task_type"] = .string(origin.taskType)
    columns["group"] = .string(origin.group)
    columns["sample_id"] = .string(origin.sample.id)
    columns["model"] = first?.model.map { .string($0) } ?? .null
    columns["condition"] = first?.condition.map { .string($0) } ?? .null
    columns["cost_usd"] = Self.cost(part.paid ?? part.candidates)
    for (name, value) in fieldColumns(of: origin) where columns[name] == nil {
      columns[name] = value
    }
    return TrainingRow(
      id: id, columns: columns, group: origin.group, score: part.score, identity: part.identity,
      tokens: MessageText.tokens(part.prompt + part.answer), keys: origin.sample.fields,
      answers: (part.paid ?? part.candidates).map(origin.answer))
  }

  /// The sum of the costs of the completions in a row; null if one is unknown.
  private static func cost(_ candidates: [Candidate]) -> JSONValue {
    var sum = USDollars.zero
    for candidate in candidates {
      guard let cost = candidate.cost else { return .null }
      sum += cost
    }
    // The JSON loader of 'datasets' keeps ten decimals.
    let text = sum.rounded(toPlaces: 10).description
    return .number(JSONNumber(validated: text.contains(".") ? text : text + ".0"))
  }

  /// Names that belong to Facet, or that make a loader take the file for another format.
  private static let taken: Set<String> = [
    "messages", "prompt", "completion", "chosen", "rejected", "label", "tools", "ground_truth",
    "completions", "labels", "id", "source", "task_type", "group", "sample_id", "model",
    "condition", "cost_usd", "chosen_score", "rejected_score", "score", "pass_rate", "pass_count",
    "pass_of", "pass_model", "scorer", "env", "system_prompt", "type", "message", "payload",
    "version", "cwd", "images",
  ]

  /// The name of a field's column; loaders end names at a NUL, and some know no difference of case.
  static func column(named field: String) -> String {
    field.isEmpty || taken.contains(field.lowercased())
      ? "sample_\(field)" : field.replacing("\0", with: "\u{FFFD}")
  }

  /// The chosen fields of the sample: numbers, truth values and texts as they are, anything else as
  /// JSON text.
  private func fieldColumns(of origin: RowOrigin) -> [(String, JSONValue)] {
    let fields = origin.sample.fields
    let names = rules.fields ?? (rules.kind == .rl ? fields.keys : [])
    var columns: [(String, JSONValue)] = []
    for member in origin.sample.environment.members
    where rules.kind == .rl || ["csv_path", "csv_sha256", "csv_reading"].contains(member.key) {
      columns.append((member.key, member.value))
    }
    if rules.kind != .rl, isEpisodes, let answer = origin.sample.reference {
      columns.append(("answer", .string(answer)))
    }
    for (name, value) in scoreFields.values(of: origin.sample) {
      columns.append((Self.column(named: name), .string(value)))
    }
    for name in names == ["*"] ? fields.keys : names {
      guard let value = fields[name] else { continue }
      let column = Self.column(named: name)
      switch value {
      case .array, .object:
        // Nested values become columns only if they were asked for by name.
        if rules.fields != nil { columns.append((column, .string(value.text))) }
      default: columns.append((column, value))
      }
    }
    return columns
  }
}
