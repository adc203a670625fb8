internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetReport

/// Reads a dataset in the form of one JSON document; its prompts are rendered again.
struct DatasetSource: SampleStream {
  private let rows: JSONRowReader
  private let path: String
  private let columns: [DatasetColumn]
  private(set) var faults = SourceFaults()

  init(path: String) throws(TrainingError) {
    self.path = path
    do {
      let survey = try TasksSource(path: path)
      var bytes: [UInt8] = []
      repeat {
        bytes.removeAll(keepingCapacity: true)
        try survey.read(into: &bytes)
      } while !bytes.isEmpty
      guard survey.hasTasks else {
        throw TrainingError("'\(path)' is not a dataset: it has no 'tasks'")
      }
      let frame = try ResponseJSON.value(of: survey.frame)
      columns = DatasetColumn.columns(of: frame)
      rows = JSONRowReader(source: try TasksSource(path: path))
    } catch let error as TrainingError {
      throw error
    } catch {
      throw TrainingError("'\(path)' cannot be read as a dataset: \(error)")
    }
  }

  mutating func next() throws(TrainingError) -> TrainingSample? {
    do throws(InputError) {
      guard let row = try rows.next() else { return nil }
      return sample(of: row.value, line: row.line)
    } catch {
      throw TrainingError("'\(path)' cannot be read as a dataset: \(error)")
    }
  }

  private func sample(of task: JSONValue, line: Int) -> TrainingSample {
    let index = task["index"]?.int.map(String.init) ?? String(line)
    var sample = TrainingSample(id: task["id"].flatMap(FieldText.text) ?? index)
    sample.line = line
    sample.context = task["context"].flatMap(FieldText.text)
    sample.reference = task["reference"].flatMap(FieldText.text)
    sample.fields = task["fields"]?.object ?? [:]
    for (position, column) in columns.enumerated() {
      var candidate = Candidate()
      candidate.condition = column.condition
      candidate.completion = column.completion
      let metadata = task["response_metadata"]?[position]
      candidate.model = metadata?["model"]?.string ?? column.model
      candidate.cost = metadata?["cost_usd"]?.number.flatMap { USDollars($0) }
      candidate.take(scores: metadata?["scores"])
      let response = task["responses"]?[position].flatMap(FieldText.text)
      let status = metadata?["status"]?.string ?? (response == nil ? "failed" : "ok")
      if status != "ok" {
        candidate.status = .unusable(status)
      } else if let response,
        let prompt = column.messages(
          sample: sample, notes: task["preparations"]?[position].flatMap(FieldText.text),
          steps: metadata?["steps"])
      {
        let steps = metadata?["steps"]?.object?.members
        candidate.take(
          messages: prompt, response: response,
          reasoning: steps?.last?.value["reasoning"]?.string)
      } else {
        candidate.status = .unusable("no_messages")
      }
      sample.candidates.append(candidate)
    }
    return sample
  }
}

/// A column of a dataset and its prompt.
struct DatasetColumn {
  var condition: String
  var completion: Int
  var model: String?
  let system: String?
  let strategy: String?
  let layout: PromptLayout
  let inputField: String
  let referenceField: String
  /// The names of the steps before the last, of a perspective with `steps`.
  let steps: [String]?
  /// The messages before the sample, the same for every sample.
  let opening: [JSONObject]
  /// Whether its prompt has parts that are not rendered here.
  let isOpaque: Bool

  /// The columns of a dataset's document, in order.
  static func columns(of frame: JSONValue) -> [DatasetColumn] {
    let metadata = frame["metadata"]
    let layout =
      metadata?["prompt_layout"]?.string.flatMap(PromptLayout.init(rawValue:)) ?? .contextFirst
    let data = metadata?["data_config"]
    return (frame["agent_perspectives"]?.array ?? []).map { column in
      let opening = ((column["steps"]?.array?.last ?? column)["opening"]?.array ?? [])
        .compactMap(\.object)
      return DatasetColumn(
        condition: (column["base_condition"] ?? column["condition"])?.string ?? "",
        completion: column["completion"]?.int ?? 0, model: column["model"]?.string,
        system: column["steps"]?.array?.last?["system"]?.string ?? column["system"]?.string,
        strategy: column["strategy"]?.string, layout: layout,
        inputField: data?["input_field"]?.string ?? "input",
        referenceField: data?["reference_field"]?.string ?? "reference",
        steps: column["steps"]?.array.map { $0.dropLast().compactMap { $0["name"]?.string } },
        opening: opening,
        // A template of an opening cannot be told from an example that shows one.
        isOpaque: opening.contains { $0["content"]?.string?.contains("{{") ?? true }
          || column["continue"] != nil || data?["messages_field"]?.string != nil)
    }
  }

  /// The messages that were sent for a sample; `nil` if they cannot be rendered.
  ///
  /// - Parameter metadata: The cell's steps, with the texts of those before the last.
  func messages(
    sample: TrainingSample, notes: String?, steps metadata: JSONValue?
  ) -> [JSONObject]? {
    guard let strategy, !isOpaque else { return nil }
    let answers = Dictionary(
      (steps ?? []).map { ($0, metadata?[$0]?["text"]?.string) }, uniquingKeysWith: { $1 })
    func render(_ text: String) -> String? { self.render(text, sample, notes, answers) }
    var messages: [JSONObject] = []
    if let system {
      guard let text = render(system) else { return nil }
      messages.append(["role": "system", "content": .string(text)])
    }
    messages += opening
    let text: String
    if PromptTemplate.isTemplate(strategy) {
      guard let rendered = render(strategy) else { return nil }
      text = rendered
    } else {
      // The subject of an instruction after other steps is not stored.
      guard steps?.isEmpty ?? true, let context = notes ?? sample.context else { return nil }
      text = layout.prompt(instruction: strategy, context: context)
    }
    messages.append(["role": "user", "content": .string(text)])
    return messages
  }

  private func render(
    _ text: String, _ sample: TrainingSample, _ notes: String?, _ answers: [String: String?]
  ) -> String? {
    guard PromptTemplate.isTemplate(text) else { return text }
    guard let template = try? PromptTemplate(text) else { return nil }
    return try? template.render { name in
      let parts = name.split(separator: ".").map(String.init)
      if let answer = answers[parts.first ?? ""] { return Self.part(parts.dropFirst(), of: answer) }
      switch name {
      case "notes": return notes
      case "input", inputField: return sample.context ?? field(name, sample)
      case "reference", referenceField: return sample.reference ?? field(name, sample)
      default: return field(name, sample)
      }
    }
  }

  /// A member of a step's answer, or all of it.
  private static func part(_ members: ArraySlice<String>, of answer: String?) -> String? {
    guard let answer, !members.isEmpty else { return answer }
    var value = try? ResponseJSON.value(of: Array(answer.utf8))
    for member in members { value = value?[member] }
    return value.map(PromptTemplate.fieldText)
  }

  private func field(_ name: String, _ sample: TrainingSample) -> String? {
    guard let value = sample.fields[name], !value.isNull else { return nil }
    return PromptTemplate.fieldText(value)
  }
}
