internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// A cell and its sample in; its row of a dataset as JSON Lines, out.
struct RowEncoder {
  private let plan: RunPlan
  private let renderer: PromptRenderer
  /// The columns that only some files of rows have.
  let columns: [RowColumn]
  private var writer = JSONWriter(style: .line)

  init(plan: RunPlan) {
    self.plan = plan
    columns = plan.rowColumns
    renderer = PromptRenderer(
      layout: plan.configuration.promptLayout, data: plan.configuration.data)
  }

  /// The row of a cell as JSON text, without a line break.
  mutating func row(
    of outcome: CellOutcome, column: PlannedColumn, sample: Sample
  ) -> [UInt8] {
    writer.removeAll(keepingCapacity: true)
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
    return writer.bytes
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
