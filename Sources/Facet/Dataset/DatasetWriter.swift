internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// Writes a dataset as one JSON document, streamed: memory holds one sample at a time.
struct DatasetWriter: DatasetSink {
  private let plan: RunPlan
  private let scorers: [String]
  private var writer = JSONWriter(style: .indented)
  private let file: AtomicFile

  init(plan: RunPlan) throws(SystemError) {
    self.plan = plan
    scorers = plan.configuration.scores.map(\.name)
    file = try AtomicFile(in: plan.output.directory)
    writer.beginObject()
    writer.key("schema_version")
    writer.string("1.0")
    writer.key("task_type")
    writer.string(plan.configuration.taskType)
    writer.key("task_description")
    writer.string(plan.configuration.taskDescription)
    writer.key("agent_perspectives")
    writer.beginArray()
    for column in plan.columns { writer.value(.object(column.json)) }
    writer.endArray()
    writer.key("tasks")
    writer.beginArray()
  }

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError) {
    writer.beginObject()
    writer.key("id")
    writer.string(sample.id)
    writer.key("index")
    writer.number(sample.index)
    writer.key("context")
    CellJSON.write(sample.context, to: &writer)
    writer.key("reference")
    CellJSON.write(sample.reference, to: &writer)
    writer.key("fields")
    writer.value(.object(sample.otherFields(data: plan.configuration.data)))
    writer.key("responses")
    writer.beginArray()
    for outcome in outcomes { CellJSON.write(outcome.response, to: &writer) }
    writer.endArray()
    writer.key("preparations")
    writer.beginArray()
    for outcome in outcomes { CellJSON.write(outcome.preparation, to: &writer) }
    writer.endArray()
    writer.key("response_metadata")
    writer.beginArray()
    for (outcome, column) in zip(outcomes, plan.columns) {
      CellJSON.write(
        outcome, column: column, lanes: plan.lanes, scorers: scorers, to: &writer)
    }
    writer.endArray()
    writer.endObject()
    try flush()
  }

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    writer.endArray()
    writer.key("add_references")
    writer.bool(plan.configuration.addReferences)
    writer.key("metadata")
    writer.value(.object(metadata.object))
    writer.endObject()
    writer.bytes.append(UInt8(ascii: "\n"))
    try flush()
    let path = metadata.isComplete ? plan.output.path : plan.output.partialPath
    try file.commit(to: path)
    if metadata.isComplete { FileSystem.remove(plan.output.partialPath) }
    return path
  }

  private mutating func flush() throws(SystemError) {
    try file.append(writer.bytes)
    writer.bytes.removeAll(keepingCapacity: true)
  }
}
