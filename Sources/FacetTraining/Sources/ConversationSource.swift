internal import FacetJSON

/// Reads conversations of other origin: `messages`, `conversations` of `from` and `value`, `prompt`
/// and `completion`, or `prompt`, `chosen` and `rejected`.
struct ConversationSource: SampleStream {
  /// The rows' values: JSON Lines, or a JSON array.
  private enum Rows {
    case lines(JSONLines)
    case array(JSONRowReader, SurrogateSource)
  }

  private var rows: Rows
  private let path: String
  private var index = 0
  private(set) var faults = SourceFaults()

  init(path: String, isArray: Bool) throws(TrainingError) {
    self.path = path
    if isArray {
      do throws(InputError) {
        let source = SurrogateSource(try FileByteSource(path: path))
        rows = .array(JSONRowReader(source: source), source)
      } catch {
        throw TrainingError("'\(path)': \(error)")
      }
    } else {
      rows = .lines(try JSONLines(path: path))
    }
  }

  mutating func next() throws(TrainingError) -> TrainingSample? {
    while let (value, line) = try nextRow() {
      defer { index += 1 }
      do throws(ChatForm.Fault) {
        return try sample(of: value, line: line)
      } catch {
        faults.skipped[error.reason, default: 0] += 1
      }
    }
    return nil
  }

  private mutating func nextRow() throws(TrainingError) -> (JSONValue, Int)? {
    switch rows {
    case .lines(var lines):
      let value = try lines.next()
      faults.loneSurrogates = lines.loneSurrogates
      rows = .lines(lines)
      return value.map { ($0, lines.line) }
    case .array(let reader, let source):
      do throws(InputError) {
        let row = try reader.next()
        faults.loneSurrogates = source.count
        return row.map { ($0.value, $0.line) }
      } catch {
        let isOneObject = index == 0 && error.message.contains("does not end on its line")
        throw TrainingError(
          "'\(path)': "
            + (isOneObject
              ? "the file is one object and not a dataset; conversations are an array, or one a line"
              : "\(error)"))
      }
    }
  }

  /// The keys that hold the conversation; all others are fields.
  private static let own: Set<String> = [
    "messages", "conversations", "conversation", "prompt", "completion", "chosen", "rejected",
    "response", "tools", "scores", "chosen_score", "rejected_score", "system", "model", "cost_usd",
    "condition", "group", "ground_truth", "label",
  ]

  private func sample(of row: JSONValue, line: Int) throws(ChatForm.Fault) -> TrainingSample {
    guard let object = row.object else { throw ChatForm.Fault(reason: "not_an_object") }
    let identifier = object["id"] ?? object["sample_id"] ?? object["conversation_id"]
    var sample = TrainingSample(id: identifier.flatMap(FieldText.text) ?? String(index))
    sample.line = line
    sample.group = object["group"].flatMap(FieldText.text)
    sample.reference = (object["ground_truth"] ?? object["reference"]).flatMap(FieldText.text)
    for member in object.members where !Self.own.contains(member.key) {
      sample.fields[member.key] = member.value
    }
    sample.candidates = try candidates(of: object)
    return sample
  }

  private func candidates(of object: JSONObject) throws(ChatForm.Fault) -> [Candidate] {
    var candidate = Candidate()
    candidate.model = object["model"]?.string
    candidate.condition = object["condition"]?.string
    candidate.tools = try ChatForm.tools(object["tools"])
    candidate.take(scores: object["scores"])
    switch (object["label"]?.bool, object["label"]?.double) {
    case (true?, _), (_, 1?): candidate.scores["label"] = 1_000_000
    case (false?, _), (_, 0?): candidate.scores["label"] = 0
    default: break
    }
    // Tables have null in the place of a key that a row lacks.
    func value(_ key: String) -> JSONValue? {
      guard let value = object[key], !value.isNull else { return nil }
      return value
    }
    if let list = value("messages") ?? value("conversations") ?? value("conversation") {
      var messages = try ChatForm.messages(list)
      if let system = object["system"]?.string, !system.isEmpty,
        messages.first?["role"]?.string != "system"
      {
        messages.insert(["role": "system", "content": .string(system)], at: 0)
      }
      (candidate.prompt, candidate.answer) = ChatForm.split(messages)
      if candidate.answer.isEmpty { candidate.status = .unusable("no_answer") }
      return [candidate]
    }
    let pair = (value("chosen"), value("rejected"))
    candidate.prompt =
      if value("prompt") == nil, let chosen = pair.0, let rejected = pair.1 {
        try Self.commonPrompt(of: chosen, rejected)
      } else {
        try Self.part(object["prompt"], role: "user")
      }
    guard !candidate.prompt.isEmpty else { throw ChatForm.Fault(reason: "no_messages") }
    if let chosen = pair.0, let rejected = pair.1 {
      return try zip([chosen, rejected], ["chosen", "rejected"]).map {
        (value, name) throws(ChatForm.Fault) in
        var one = candidate
        one.answer = try Self.part(value, role: "assistant")
        // Some sets repeat the prompt in front of each answer.
        if !one.prompt.isEmpty, one.answer.starts(with: one.prompt) {
          one.answer.removeFirst(one.prompt.count)
        }
        one.completion = name == "chosen" ? 0 : 1
        let score = object[name + "_score"]?.double ?? (name == "chosen" ? 1 : 0)
        one.scores["preference"] = ScoreReading.millionths(score)
        return one
      }
    }
    candidate.answer = try Self.part(value("completion") ?? value("response"), role: "assistant")
    if candidate.answer.isEmpty { candidate.status = .unusable("no_answer") }
    return [candidate]
  }

  /// The messages with which two whole conversations begin, up to the user's last one.
  private static func commonPrompt(
    of chosen: JSONValue, _ rejected: JSONValue
  ) throws(ChatForm.Fault) -> [JSONObject] {
    let (one, other) = (try ChatForm.messages(chosen), try ChatForm.messages(rejected))
    let common = zip(one, other).prefix { $0 == $1 }.map(\.0)
    let end = common.lastIndex { $0["role"]?.string == "user" }
    return end.map { Array(common[...$0]) } ?? []
  }

  /// A text, a message or a list of messages.
  private static func part(_ value: JSONValue?, role: String) throws(ChatForm.Fault) -> [JSONObject]
  {
    switch value {
    case nil, .null?: []
    case .string(let text)?: [["role": .string(role), "content": .string(text)]]
    case .object(let message)?: try ChatForm.messages(.array([.object(message)]))
    case .some(let list): try ChatForm.messages(list)
    }
  }
}
