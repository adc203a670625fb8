internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// Finds the input, counts the selected samples, and checks that prompts find their fields.
struct InputPlanner {
  let configuration: TaskConfiguration
  let options: RunOptions

  /// Samples whose fields decide whether a template's name is a mistake.
  private static let checkedSamples = 100

  /// - Throws: ``PlanError`` when the file is missing or malformed, when nothing is selected, or
  ///   when a prompt names a field that no sample has.
  func input(perspectives: [PlannedPerspective]) throws(PlanError) -> PlannedInput {
    let path: String
    do throws(Diagnostic) {
      path = try configuration.inputFile()
    } catch {
      throw PlanError([error.description])
    }
    var fields = PromptFields(data: configuration.data)
    let planned: PlannedInput
    do throws(SampleError) {
      let names = perspectives.flatMap(\.steps).flatMap(\.cost.fieldNames)
      var selection = try self.selection(
        of: path,
        neededFields: Set(perspectives.flatMap(\.steps).flatMap(\.cost.shownFields)).sorted())
      if let spread = options.spread {
        selection.positions = try positions(spread, of: selection, path: path)
      }
      var reader = try SampleReader(
        path: path, data: configuration.data, selection: selection, countsRepeats: false)
      var count = 0
      var tally = InputTally(names: Set(names).sorted(), data: configuration.data)
      while let sample = try reader.next() {
        if count < Self.checkedSamples { fields.add(sample) }
        tally.add(sample)
        count += 1
      }
      planned = PlannedInput(
        path: path, selection: selection, sampleCount: count,
        leavesSamplesOut: try reader.hasMore(), omissions: reader.omissions,
        sha256: try Self.digest(of: path),
        tally: tally)
    } catch {
      throw PlanError([error.description])
    }
    guard planned.sampleCount > 0 else {
      throw PlanError(["\(path): error: the selection holds no sample"])
    }
    let mistakes = fields.mistakes(in: perspectives, path: configuration.path)
    guard mistakes.isEmpty else { throw PlanError(mistakes) }
    return planned
  }

  private func selection(
    of path: String, neededFields: [String]
  ) throws(SampleError) -> SampleSelection {
    let sampleSize = configuration.data.sampleSize
    var limit = options.limit ?? sampleSize
    if options.isTest { limit = min(limit ?? .max, Planner.testSamples) }
    var selection = SampleSelection(
      range: options.samples, limit: limit, neededFields: neededFields)
    if let seed = configuration.data.shuffleSeed {
      let total = try SampleReader.count(
        of: path, data: configuration.data, neededFields: neededFields)
      // A range is cut from what chance has chosen; a limit alone is how many it chooses.
      let chosen = options.samples == nil ? limit : sampleSize
      selection.shuffle = SampleSelection.Shuffle(
        seed: seed, count: min(total, chosen ?? total), total: total)
    }
    return selection
  }

  /// So many positions, spread over the samples that a selection takes.
  private func positions(
    _ count: Int, of selection: SampleSelection, path: String
  ) throws(SampleError) -> [Int] {
    var reader = try SampleReader(path: path, data: configuration.data, selection: selection)
    var total = 0
    while try reader.next() != nil { total += 1 }
    return StratifiedChoice(of: total, atMost: count).positions
  }

  private static func digest(of path: String) throws(SampleError) -> SHA256 {
    do throws(SystemError) {
      return try SHA256(ofFile: path)
    } catch {
      throw SampleError(path: path, line: nil, message: error.description)
    }
  }
}

/// The fields of the first samples, and which names of prompts they lack.
struct PromptFields {
  private let data: DataConfiguration
  private var names: Set<String> = []
  /// In the order in which they were first seen.
  private var ordered: [String] = []

  init(data: DataConfiguration) {
    self.data = data
  }

  mutating func add(_ sample: Sample) {
    var present = sample.fields.keys
    if sample.context != nil { present.append("input") }
    if sample.reference != nil { present.append("reference") }
    for name in present where names.insert(name).inserted { ordered.append(name) }
  }

  /// One line for each name that no sample has, in the order of the perspectives.
  func mistakes(in perspectives: [PlannedPerspective], path: String) -> [String] {
    var mistakes: [String] = []
    if !names.contains("input"), let place = Self.firstInstruction(in: perspectives) {
      mistakes.append(
        Diagnostic(
          path: path, location: place,
          message: "the samples have no field '\(data.inputField)' to answer; name another with "
            + "'input_field': they have \(knownFields)"
        ).description)
    }
    for perspective in perspectives {
      for (prompt, hasNotes) in perspective.prompts {
        for name in missingNames(of: prompt, hasNotes: hasNotes) {
          let diagnostic = Diagnostic(
            path: path, location: prompt.location,
            message: name == "notes"
              ? "'{{notes}}' needs a 'reading', whose result the notes are"
              : "no sample has a field '\(name)'; the samples have \(knownFields)")
          if !mistakes.contains(diagnostic.description) { mistakes.append(diagnostic.description) }
        }
      }
    }
    return mistakes
  }

  private var knownFields: String { ordered.map { "'\($0)'" }.joined(separator: ", ") }

  /// Where the first prompt stands that needs the text to answer, without naming it.
  private static func firstInstruction(in perspectives: [PlannedPerspective]) -> SourceLocation? {
    perspectives.compactMap { $0.steps.first?.prompt }.first { !$0.isTemplate }?.location
  }

  private func missingNames(of prompt: Prompt, hasNotes: Bool) -> [String] {
    switch prompt.content {
    case .template(let template):
      return template.names.filter { name in
        name == "notes" ? !hasNotes && !names.contains(name) : !names.contains(name)
      }
    case .instruction:
      return []
    }
  }
}
