internal import FacetJSON
internal import FacetModels

/// Reads Facet's rows, sample by sample, also if the rows of a sample are not neighbours.
struct RowSource: SampleStream {
  private var lines: JSONLines
  private let path: String
  /// The line of each sample's last row.
  private let ends: [String: Int]
  private var open: [String: TrainingSample] = [:]
  private(set) var faults = SourceFaults()

  init(path: String) throws(TrainingError) {
    self.path = path
    var survey = try JSONLines(path: path)
    var ends: [String: Int] = [:]
    while let row = try survey.next(before: ",\"fields\":", after: ",\"sample_index\":") {
      ends[Self.key(of: row)] = survey.line
    }
    self.ends = ends
    lines = try JSONLines(path: path)
  }

  mutating func next() throws(TrainingError) -> TrainingSample? {
    while let row = try lines.next() {
      faults.loneSurrogates = lines.loneSurrogates
      guard row["condition"]?.string != nil else {
        throw TrainingError(
          "\(path):\(lines.line): the row has no 'condition', which every row of a run has")
      }
      let key = Self.key(of: row)
      var sample = open[key] ?? Self.sample(of: row, line: lines.line)
      sample.candidates.append(Self.candidate(of: row))
      if ends[key] == lines.line {
        open[key] = nil
        return sample
      }
      open[key] = sample
    }
    return nil
  }

  private static func key(of row: JSONValue) -> String {
    "\(row["sample_id"]?.text ?? "") \(row["sample_index"]?.text ?? "")"
  }

  static func sample(of row: JSONValue, line: Int) -> TrainingSample {
    let index = row["sample_index"]?.int.map(String.init) ?? String(line - 1)
    var sample = TrainingSample(id: row["sample_id"].flatMap(FieldText.text) ?? index)
    sample.line = line
    sample.context = row["context"].flatMap(FieldText.text)
    sample.reference = row["reference"].flatMap(FieldText.text)
    sample.fields = row["fields"]?.object ?? [:]
    return sample
  }

  static func candidate(of row: JSONValue) -> Candidate {
    var candidate = Candidate()
    candidate.condition = row["condition"]?.string
    candidate.completion = row["completion"]?.int ?? 0
    candidate.model = row["model"]?.string
    candidate.cost = row["cost_usd"]?.number.flatMap { USDollars($0) }
    candidate.take(scores: row["scores"])
    let status = row["status"]?.string ?? "ok"
    guard status == "ok" else {
      candidate.status = .unusable(status)
      return candidate
    }
    guard let response = row["response"].flatMap(FieldText.text),
      let messages = try? ChatForm.messages(row["messages"] ?? .null), !messages.isEmpty
    else {
      candidate.status = .unusable("no_messages")
      return candidate
    }
    candidate.take(messages: messages, response: response, reasoning: row["reasoning"]?.string)
    candidate.tools = (try? ChatForm.tools(row["tools"])) ?? []
    return candidate
  }
}

extension Candidate {
  /// Takes a sent conversation whose last message may be the response already.
  mutating func take(messages: [JSONObject], response: String, reasoning: String?) {
    if messages.last?["role"]?.string == "assistant" {
      prompt = Array(messages.dropLast())
      answer = messages.suffix(1)
    } else {
      prompt = messages
      answer = [["role": "assistant", "content": .string(response)]]
    }
    if let reasoning, !reasoning.isEmpty { answer[0]["reasoning_content"] = .string(reasoning) }
  }
}

/// Values of fields as text.
enum FieldText {
  /// A text as it is, anything else as JSON; nothing for null.
  static func text(_ value: JSONValue) -> String? {
    switch value {
    case .null: nil
    case .string(let text): text
    default: value.text
    }
  }
}
