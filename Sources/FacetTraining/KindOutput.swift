internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// The written rows of one kind with their statistics.
struct KindOutput {
  /// A written split.
  struct Split {
    var name: String
    var path: String
    var rows = 0
    var bytes = 0
    var groups = 0
  }

  let kind: TrainingKind
  let rules: MakeRules
  var splits: [Split] = []
  let columns: [RowOutput.Column]
  let leftOut: [String: String]
  var funnel: Funnel
  var warnings: [String]
  /// The cost of the answers in the rows.
  var cost = USDollars.zero
  /// The cost of all answers that were read, and the number of those whose cost is unknown, by
  /// the number of their source.
  let paid: [Int: USDollars]
  let unpriced: [Int: Int]
  let loneSurrogates: Int
  let mixCounts: [JSONValue]
  var statistics: JSONObject = [:]
  var models: [String] = []
  var largestGroup: JSONValue = .null
  /// A row for the card.
  var example: [UInt8] = []
  /// The bytes of the longest line.
  private var longest = 0
  /// Whether the rows are conversations for verl, which reads nested types.
  private let isForVerl: Bool
  private var toolParameters = ToolParameters()
  private(set) var taskCounts: [String: Int] = [:]
  private(set) var sourceCounts: [String: Int] = [:]

  /// Columns that Facet's rows always have.
  static let own: Set<String> = [
    "messages", "prompt", "completion", "chosen", "rejected", "chosen_score", "rejected_score",
    "label", "tools", "ground_truth", "pass_rate", "pass_count", "pass_of", "pass_model", "scorer",
    "env", "completions", "labels", "score", "id", "source", "task_type", "group", "sample_id",
    "model", "condition", "cost_usd", "answer",
  ]

  init(_ builder: KindBuilder, in folder: ExportFolder) throws(TrainingError) {
    kind = builder.rules.kind
    rules = builder.rules
    let target = builder.recipe.form.target
    isForVerl = target == .verl && kind == .sft
    let output = RowOutput(
      spool: builder.spool, own: Self.own,
      omitsNulls: target == .openai || target == .together || target == .nemoGym)
    columns = output.columns
    leftOut = output.leftOut
    funnel = builder.funnel
    warnings = builder.warnings
    paid = builder.paid
    unpriced = builder.unpriced
    loneSurrogates = builder.faults.loneSurrogates
    mixCounts = builder.mixCounts
    for name in output.readAsDates {
      warnings.append(
        "the column '\(name)' holds only times, which a loader of JSON turns into dates; write "
          + "Parquet with '--parquet'")
    }
    for (number, share) in builder.recipe.split.shares.enumerated() {
      try write(number, share.name, builder, output, folder)
    }
    splits.removeAll { $0.rows == 0 }
    if builder.recipe.form.parquet || isForVerl { try writeParquet(target, folder) }
    summarize(builder)
  }

  private mutating func write(
    _ number: Int, _ name: String, _ builder: KindBuilder, _ output: RowOutput,
    _ folder: ExportFolder
  ) throws(TrainingError) {
    let order = output.order(split: number)
    guard !order.isEmpty else { return }
    var split = Split(name: name, path: "\(kind.rawValue)/\(name).jsonl")
    let file = try folder.file(split.path)
    var groups: Set<Int32> = []
    for (row, copy) in order {
      let group = builder.spool.entries[row].group
      groups.insert(group)
      let line = try output.line(of: row, copy: copy, group: builder.groups.name(group))
      if example.isEmpty { example = line }
      longest = max(longest, line.count)
      if isForVerl { toolParameters.add(line) }
      try file.append(line)
    }
    split.rows = order.count
    split.bytes = file.size
    split.groups = groups.count
    try folder.finish(file, rows: split.rows)
    try readBack(split, folder)
    splits.append(split)
  }

  /// Puts Parquet in the place of the written lines.
  private mutating func writeParquet(
    _ target: RowForm.Target, _ folder: ExportFolder
  ) throws(TrainingError) {
    let form = ParquetForm(
      columns: columns, target: target, longest: longest, toolParameters: toolParameters.type)
    if isForVerl, toolParameters.differ {
      warnings.append(
        "the parameters of the tools are JSON text, because not all tools have the same ones")
    }
    for index in splits.indices {
      let path = "\(kind.rawValue)/\(splits[index].name).parquet"
      try form.write(
        from: "\(folder.temporary)/\(splits[index].path)", to: "\(folder.temporary)/\(path)")
      folder.discard(splits[index].path)
      splits[index].path = path
      try folder.adopt(path, rows: splits[index].rows)
      splits[index].bytes = folder.files.last?.bytes ?? 0
    }
  }

  /// Counts the rows that are on the device.
  private func readBack(_ split: Split, _ folder: ExportFolder) throws(TrainingError) {
    var count = 0
    do throws(SystemError) {
      try FileSystem.forEachChunk(of: "\(folder.temporary)/\(split.path)") { chunk in
        count += chunk.count { $0 == 0x0A }
      }
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    guard count == split.rows else {
      throw TrainingError(
        "'\(split.path)' has \(count) rows after \(split.rows) were written", isMistake: false)
    }
  }

  private mutating func summarize(_ builder: KindBuilder) {
    var numbers: [String: [Double]] = [:]
    var sizes: [Int32: Int] = [:]
    var used: Set<Int32> = []
    // An answer in several rows was paid for once.
    var isPaid = Array(repeating: false, count: builder.answers.costs.count)
    for (index, entry) in builder.spool.entries.enumerated() where entry.isKept {
      let fact = builder.facts[index]
      let copies = Int(entry.repeats) + 1
      taskCounts[builder.taskTypes.names[Int(fact.taskType)], default: 0] += copies
      sourceCounts[builder.recipe.sources[Int(entry.source)].name, default: 0] += copies
      sizes[entry.group, default: 0] += copies
      for answer in builder.rowAnswers[Int(fact.firstAnswer)..<Int(fact.endAnswer)]
      where !isPaid[Int(answer)] {
        isPaid[Int(answer)] = true
        if let price = builder.answers.costs[Int(answer)] { cost += price }
      }
      if fact.model >= 0 { used.insert(fact.model) }
      numbers["turn_count", default: []].append(Double(fact.turns))
      numbers["message_count", default: []].append(Double(fact.messages))
      numbers["total_chars_per_sample", default: []].append(Double(fact.characters))
      guard kind == .dpo else { continue }
      numbers["chosen_length_chars", default: []].append(Double(fact.chosenLength))
      numbers["rejected_length_chars", default: []].append(Double(fact.rejectedLength))
      guard let chosen = fact.chosenScore, let rejected = fact.rejectedScore else { continue }
      numbers["chosen_score", default: []].append(Double(chosen) / 1e6)
      numbers["rejected_score", default: []].append(Double(rejected) / 1e6)
      numbers["score_diff", default: []].append(Double(chosen - rejected) / 1e6)
    }
    let inPart = zip(builder.spool.entries, builder.facts).count { $0.isKept && $1.isReadInPart }
    if inPart > 0 {
      warnings.append(
        "LLaMA-Factory does not read the thoughts, or the texts beside calls, of \(inPart) row"
          + (inPart == 1 ? "" : "s"))
    }
    models = used.map { builder.models.names[Int($0)] }.sorted()
    if let largest = sizes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) {
      largestGroup = [
        "group": .string(builder.groups.name(largest.key)),
        "rows": .number(JSONNumber(largest.value)),
      ]
    }
    statistics = Self.statistics(
      numbers, kind: kind, total: splits.reduce(0) { $0 + $1.rows }, funnel: funnel)
  }

  private static func statistics(
    _ numbers: [String: [Double]], kind: TrainingKind, total: Int, funnel: Funnel
  ) -> JSONObject {
    var statistics: JSONObject = ["total": .number(JSONNumber(total))]
    if kind == .dpo {
      statistics["total_pairs"] = .number(JSONNumber(total))
      let selection = funnel.steps.first { $0.name == "selection" }
      for (reason, count) in (selection?.reasons ?? [:]).sorted(by: { $0.key < $1.key }) {
        statistics["skipped_\(reason)"] = .number(JSONNumber(count))
      }
    }
    for (name, values) in numbers.sorted(by: { $0.key < $1.key }) {
      statistics[name] = NumberSummary.json(values)
    }
    return statistics
  }
}
