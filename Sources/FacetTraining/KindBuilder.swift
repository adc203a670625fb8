internal import FacetCSV
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// Samples in; the rows of one kind, divided and in their final order, out.
struct KindBuilder {
  let recipe: ExportRecipe
  let rules: MakeRules
  let spool: RowSpool
  var funnel = Funnel()
  /// Shared by all kinds, so that a group has the same split in each.
  let groups: GroupTable
  var facts: [RowFacts] = []
  /// How many rows had each identifier.
  private var identifiers: [UInt64: Int] = [:]
  var taskTypes = NameTable()
  var models = NameTable()
  /// The cost of all answers that were read, and the number of those whose cost is unknown, by
  /// the number of their source.
  var paid: [Int: USDollars] = [:]
  var unpriced: [Int: Int] = [:]
  /// The answers in rows, and those of each row in turn.
  var answers = AnswerTable()
  var rowAnswers: [Int32] = []
  var faults = SourceFaults()
  var held: Set<Int32> = []
  var warnings: [String] = []
  var mixCounts: [JSONValue] = []

  init(
    recipe: ExportRecipe, rules: MakeRules, directory: String, groups: GroupTable
  ) throws(TrainingError) {
    self.recipe = recipe
    self.rules = rules
    self.groups = groups
    spool = try RowSpool(in: directory)
  }

  // MARK: Reading

  /// Reads a file of a source.
  mutating func read(
    _ file: SourceFile, of source: TrainingSource, number: Int, _ check: inout ContaminationCheck
  ) throws(TrainingError) {
    var stream = try file.stream(options: source.episodes)
    let maker = RowMaker(
      rules: rules, form: recipe.form, limits: recipe.limits, runs: source.episodes.runs,
      isEpisodes: file.form == .episodes, scoreFields: ScoreFields(of: file, rules))
    var left = recipe.testLimit ?? .max
    while left > 0, let sample = try stream.next() {
      left -= 1
      try take(sample, from: file, of: source, number: number, maker, &check)
    }
    faults.loneSurrogates += stream.faults.loneSurrogates
    for (reason, count) in stream.faults.skipped {
      funnel.drop("read", "samples", because: reason, count)
    }
  }

  private mutating func take(
    _ sample: TrainingSample, from file: SourceFile, of source: TrainingSource, number: Int,
    _ maker: RowMaker, _ check: inout ContaminationCheck
  ) throws(TrainingError) {
    funnel.pass("read", "samples")
    for candidate in sample.candidates {
      if let cost = candidate.cost {
        paid[number, default: .zero] += cost
      } else {
        unpriced[number, default: 0] += 1
      }
    }
    let screen = SampleScreen(
      maker: maker, form: file.form, place: file.path, isStrict: recipe.contamination.isStrict,
      ownsSystemMessages: file.ownsSystemMessages)
    var origin = RowOrigin(
      kind: rules.kind, source: source.name, taskType: source.taskType ?? file.taskType,
      sample: sample)
    origin.place = file.path
    for row in try screen.rows(of: origin, &check, &funnel) {
      try keep(row, origin, number: number)
    }
  }

  private mutating func keep(
    _ found: TrainingRow, _ origin: RowOrigin, number: Int
  ) throws(TrainingError) {
    var row = found
    makeUnique(&row)
    let group = splitGroup(of: row)
    if isHeldOut(row, origin) { held.insert(group) }
    var fact = RowFacts(row.columns)
    fact.firstAnswer = Int32(clamping: rowAnswers.count)
    rowAnswers += row.answers.map { answers.number(of: $0) }
    fact.endAnswer = Int32(clamping: rowAnswers.count)
    fact.taskType = taskTypes.number(of: origin.taskType)
    fact.isReadInPart = TargetRules(target: recipe.form.target, kind: rules.kind)
      .isReadInPart(row.columns)
    if let model = row.columns["model"]?.string { fact.model = models.number(of: model) }
    facts.append(fact)
    let formed = try TargetForm(recipe: recipe, kind: rules.kind).columns(of: row)
    var written = row
    written.columns = formed
    try spool.append(written, source: number, group: group, seed: recipe.seed)
  }

  /// Gives a row another identifier if an earlier one has the same: files of one source may number
  /// their samples alike.
  private mutating func makeUnique(_ row: inout TrainingRow) {
    let key = UInt64(row.id, radix: 16) ?? 0
    let earlier = identifiers[key, default: 0]
    identifiers[key] = earlier + 1
    guard earlier > 0 else { return }
    let digest = SHA256(of: Array("\(row.id)\u{0}\(earlier)".utf8)).description
    row.id = String(digest.prefix(16))
    row.columns["id"] = .string(row.id)
  }

  /// The row's group under the first alternative for which it has keys, connected to those of the
  /// others.
  private mutating func splitGroup(of row: TrainingRow) -> Int32 {
    var first: Int32?
    let alternatives = recipe.split.by
    for alternative in alternatives where alternative != ["near_duplicate"] {
      var values: [String] = []
      for name in alternative {
        let value =
          name == "group"
          ? row.group : (row.keys[name] ?? row.columns[name]).flatMap(FieldText.text)
        if let value { values.append(value) }
      }
      guard values.count == alternative.count else { continue }
      var key = values.joined(separator: "\u{1F}")
      if alternatives.count > 1, alternative != ["group"] {
        key = alternative.joined(separator: ",") + "=" + key
      }
      let number = groups.number(of: key)
      if let first { groups.connect(first, number) } else { first = number }
    }
    return first ?? groups.number(of: row.group)
  }

  private func isHeldOut(_ row: TrainingRow, _ origin: RowOrigin) -> Bool {
    recipe.split.holdout.contains { field, patterns in
      guard let value = (row.keys[field] ?? row.columns[field]).flatMap(FieldText.text) else {
        return false
      }
      return patterns.contains { NamePattern.matches($0, value) }
    }
  }
}

/// Names as numbers.
struct NameTable {
  private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]

  mutating func number(of name: String) -> Int32 {
    if let known = numbers[name] { return known }
    let number = Int32(clamping: names.count)
    numbers[name] = number
    names.append(name)
    return number
  }
}
