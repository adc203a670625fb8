internal import FacetJSON

extension ConfigurationDecoder {
  /// Reads `csv_analysis`, and its keys that published configurations have at the top level; `nil`
  /// if there is neither.
  mutating func csvAnalysis(in task: ObjectReader) -> CSVAnalysis? {
    let section = object("csv_analysis", in: task, keys: .csvAnalysis)
    let isPublished = KeyTable.publishedCSVKeys.contains { task[$0] != nil }
    guard section != nil || isPublished else { return nil }
    var settings = CSVAnalysis()
    for object in [task, section].compactMap({ $0 }) { read(object, into: &settings) }
    if let section { readOwn(section, into: &settings) }
    return settings
  }

  /// The keys that may also be at the top level; those in the section override them.
  private mutating func read(_ object: ObjectReader, into settings: inout CSVAnalysis) {
    value("question_gen_model", in: object, .nonEmptyString, allowsNull: true)
      .override(&settings.questionModel)
    settings.maxTurns =
      value("max_turns", in: object, .wholeNumber(from: 1)).value ?? settings.maxTurns
    value("n_consistency", in: object, .fewAnswers(from: 3), allowsNull: true)
      .override(&settings.consistencyRuns)
    value("float_tolerance", in: object, .amount, allowsNull: true)
      .override(&settings.floatTolerance)
  }

  private mutating func readOwn(_ section: ObjectReader, into settings: inout CSVAnalysis) {
    settings.maxInvalidReplies =
      value("max_invalid_replies", in: section, .wholeNumber(from: 0)).value
      ?? settings.maxInvalidReplies
    settings.maxContextTokens =
      value("max_context_tokens", in: section, .wholeNumber(from: 1000)).value
      ?? settings.maxContextTokens
    settings.maxActiveTurns =
      value("max_active_turns", in: section, .wholeNumber(from: 1), allowsNull: true).value
    settings.isDynamic =
      value("dynamic_triangulation", in: section, .bool).value ?? settings.isDynamic
    if let runs = object("triangulation_by_difficulty", in: section, keys: .difficulties) {
      for name in KeyTable.difficulties.known {
        if let count = value(name, in: runs, .fewAnswers(from: 1)).value {
          settings.runsByDifficulty[name] = count
        }
      }
    }
    value("relative_tolerance", in: section, .amount, allowsNull: true)
      .override(&settings.relativeTolerance)
    settings.stopsWhenDecided =
      value("stop_when_decided", in: section, .bool).value ?? settings.stopsWhenDecided
    settings.codeTool =
      choice("code_tool", in: section, of: CodeToolChoice.self) ?? settings.codeTool
    settings.executionTimeout =
      value("execution_timeout_s", in: section, .seconds).value ?? settings.executionTimeout
    settings.outputLimit =
      value("output_limit", in: section, .wholeNumber(from: 200)).value ?? settings.outputLimit
  }

  /// The name of the answering model from the published key `teacher_model`, if present.
  mutating func teacherModel(in task: ObjectReader) -> String? {
    var teacher = value("teacher_model", in: task, .nonEmptyString).value
    if let inner = task["csv_analysis"]?.value, case .object(let members) = inner.content,
      let member = members.first(where: { $0.key == "teacher_model" }),
      case .string(let name) = member.value.content, !name.isEmpty
    {
      teacher = name
    }
    return teacher
  }

  /// Sets the completions of the perspective without the hint to the maximum that a question may
  /// need.
  mutating func apply(
    _ settings: CSVAnalysis, to perspectives: inout [Perspective], in task: ObjectReader
  ) {
    guard let origin = task["agent_perspectives"]?.value.origin else { return }
    guard perspectives.count == 2 else {
      return report(.csvPerspectives(found: perspectives.count), at: origin)
    }
    for perspective in perspectives where !perspective.isPair {
      report(.csvSteps(), at: ConfigurationNode.Origin(location: perspective.location))
    }
    for perspective in perspectives where perspective.steps.contains(where: { $0.schema != nil }) {
      report(.csvSchema(), at: ConfigurationNode.Origin(location: perspective.location))
    }
    if perspectives[0].completions != 1 { report(.goldCompletions(), at: origin) }
    if let runs = settings.consistencyRuns { perspectives[1].completions = runs }
    if settings.isDynamic {
      perspectives[1].completions = max(3, settings.runsByDifficulty.values.max() ?? 3)
    }
    if perspectives[1].completions < 3 { report(.fewRuns(), at: origin) }
  }
}
