internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

extension RunPlan {
  /// The file that rows are written to. Where nothing may be sent, it replaces the output once it
  /// is complete.
  fileprivate var rowsPath: String {
    options.usesOnlyLedger ? output.partialPath : output.path
  }
}

/// Writes a dataset as JSON Lines during the run, one row per cell, with a companion file of
/// metadata.
struct RowWriter: DatasetSink {
  private let plan: RunPlan
  private let renderer: PromptRenderer
  private let columns: [RowColumn]
  private var writer = JSONWriter(style: .line)
  /// Rows that are complete but not yet in the file.
  private var rows: [UInt8] = []
  private let file: ContinuedFile

  init(plan: RunPlan) throws(SystemError) {
    self.plan = plan
    columns = plan.rowColumns
    renderer = PromptRenderer(
      layout: plan.configuration.promptLayout, data: plan.configuration.data)
    try FileSystem.makeDirectories(plan.output.directory)
    file = try ContinuedFile(path: plan.rowsPath)
    try RowCard(folder: plan.output.directory).add(
      FileSystem.name(of: plan.output.path), with: columns)
  }

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError) {
    // A cell that was not requested has no row yet; a resumed run adds it.
    for (outcome, column) in zip(outcomes, plan.columns) where outcome.status != .pending {
      write(outcome, column: column, sample: sample)
    }
    try file.append(rows)
    rows.removeAll(keepingCapacity: true)
  }

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    try file.finish()
    if plan.rowsPath != plan.output.path {
      // Rows of another session stay until these are as many.
      guard metadata.isComplete else { return plan.rowsPath }
      try FileSystem.rename(plan.rowsPath, to: plan.output.path)
    }
    var companion = metadata.object
    companion["agent_perspectives"] = .array(plan.columns.map { .object($0.json) })
    companion["task_type"] = .string(plan.configuration.taskType)
    companion["task_description"] = .string(plan.configuration.taskDescription)
    let document = try AtomicFile(in: plan.output.directory)
    try document.append(JSONValue.object(companion).bytes(style: .indented) + [0x0A])
    try document.commit(to: plan.output.metadataPath)
    return plan.output.path
  }

  private mutating func write(
    _ outcome: CellOutcome, column: PlannedColumn, sample: Sample
  ) {
    let perspective = column.perspective
    let lane = perspective.strategy.map { plan.lanes[$0.lane] }
    let last = outcome.steps.last
    writer.beginObject()
    writer.key("sample_id")
    writer.string(sample.id)
    writer.key("sample_index")
    writer.number(sample.index)
    writer.key("fields")
    writer.value(.object(sample.otherFields(data: plan.configuration.data)))
    writer.key("condition")
    writer.string(column.perspective.condition)
    writer.key("perspective_index")
    writer.number(column.perspective.index)
    writer.key("completion")
    writer.number(column.completion)
    writer.key("model")
    CellJSON.write(last?.model ?? lane?.model, to: &writer)
    writer.key("provider")
    CellJSON.write(last?.provider ?? lane?.endpoint.provider.name, to: &writer)
    writer.key("status")
    writer.string(outcome.status.rawValue)
    writer.key("finish_reason")
    CellJSON.write(last?.answer?.finishReason.rawValue, to: &writer)
    writer.key("context")
    CellJSON.write(sample.context, to: &writer)
    writer.key("reference")
    CellJSON.write(sample.reference, to: &writer)
    writer.key("preparation")
    CellJSON.write(outcome.preparation, to: &writer)
    writer.key("response")
    CellJSON.write(outcome.response, to: &writer)
    writer.key("reasoning")
    CellJSON.write(last?.answer?.reasoning, to: &writer)
    writer.key("messages")
    writeMessages(of: outcome, column: column, sample: sample)
    writer.key("usage")
    writeUsage(of: outcome.ownAnswers)
    writer.key("cost_usd")
    writeCost(outcome.cost)
    writer.key("error")
    CellJSON.write(outcome.error, to: &writer)
    for column in columns {
      switch column {
      case .steps: writeSteps(of: outcome, in: perspective)
      case .value:
        writer.key("value")
        if let value = outcome.value { writer.value(value) } else { writer.null() }
      case .scores(let names): CellJSON.write(outcome.scores, names: names, to: &writer)
      }
    }
    writer.endObject()
    rows += writer.bytes
    rows.append(UInt8(ascii: "\n"))
    writer.removeAll(keepingCapacity: true)
  }

  /// Writes the texts of the steps before the response.
  private mutating func writeSteps(of outcome: CellOutcome, in perspective: PlannedPerspective) {
    writer.key("steps")
    writer.beginArray()
    if perspective.showsSteps {
      for (step, answer) in zip(perspective.steps, outcome.answers) {
        writer.beginObject()
        writer.key("name")
        writer.string(step.name)
        writer.key("text")
        writer.string(answer.text)
        writer.endObject()
      }
    }
    writer.endArray()
  }

  /// Writes a cost with a decimal point, so that no loader infers a column of integers.
  private mutating func writeCost(_ cost: USDollars?) {
    let start = writer.bytes.count
    CellJSON.write(cost, to: &writer)
    guard cost != nil, !writer.bytes[start...].contains(UInt8(ascii: ".")) else { return }
    writer.bytes += Array(".0".utf8)
  }

  /// The strategy's conversation with its answer, in the format of chat fine-tuning; null for a cell
  /// that failed before an answer that it shows.
  private mutating func writeMessages(
    of outcome: CellOutcome, column: PlannedColumn, sample: Sample
  ) {
    guard let strategy = column.perspective.strategy,
      outcome.answers.count >= column.perspective.steps.count - 1,
      let rendered = try? renderer.messages(
        of: strategy, sample: sample, answers: outcome.answers)
    else { return writer.null() }
    var messages = rendered.messages
    if let response = outcome.response { messages.append(ChatMessage(.assistant, text: response)) }
    writer.beginArray()
    for message in messages {
      writer.beginObject()
      writer.key("role")
      writer.string(message.role.rawValue)
      writer.key("content")
      writer.string(message.joinedText)
      writer.endObject()
    }
    writer.endArray()
  }

  /// The usage of the answers that count in this row.
  private mutating func writeUsage(of answers: [StepRecord.Answer]) {
    var total: StepRecord.Answer?
    for answer in answers {
      guard var sum = total else {
        total = answer
        continue
      }
      sum.usage += answer.usage
      sum.isUsageReported = sum.isUsageReported && answer.isUsageReported
      total = sum
    }
    if let total { CellJSON.write(total, to: &writer) } else { writer.null() }
  }
}
