internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform
internal import FacetScore

/// Finds the input, counts the selected samples, and checks that prompts find their fields.
struct InputPlanner {
  let configuration: TaskConfiguration
  let options: RunOptions

  /// - Throws: ``PlanError`` if the file is missing or malformed, if nothing is selected, or if a
  ///   prompt names a field that no selected sample has.
  func input(perspectives: [PlannedPerspective]) throws(PlanError) -> PlannedInput {
    let path: String
    do throws(Diagnostic) {
      path = try configuration.inputFile()
    } catch {
      throw PlanError([error.description])
    }
    var fields = PromptFields(
      path: configuration.path, data: configuration.data, perspectives: perspectives,
      scorers: configuration.scores)
    let planned: PlannedInput
    let chosenCount: Int
    do throws(SampleError) {
      let names = perspectives.flatMap(\.allSteps).flatMap(\.promptSize.fieldNames)
      var selection = try self.selection(
        of: path,
        neededFields: Set(perspectives.flatMap(\.steps).flatMap(\.promptSize.shownFields)).sorted())
      if let spread = options.spread {
        selection.positions = try positions(spread, of: selection, path: path)
      }
      // A prompt's names are looked for in the samples of all shards.
      var reader = try SampleReader(
        path: path, data: configuration.data, selection: selection, countsRepeats: false,
        digests: true)
      var selected = 0
      var count = 0
      var tally = InputTally(names: Set(names).sorted(), data: configuration.data)
      while let sample = try reader.next() {
        let missing = fields.add(sample)
        selected += 1
        if let shard = options.shard, !shard.holds(selected - 1) { continue }
        tally.add(sample, lacking: missing + unmet(by: sample))
        count += 1
      }
      selection.shard = options.shard
      chosenCount = reader.chosenCount
      planned = PlannedInput(
        path: path, selection: selection, sampleCount: count, selectionCount: selected,
        leavesSamplesOut: try reader.hasMore(), omissions: reader.omissions,
        sha256: try reader.digest(), dialect: reader.dialect, tally: tally, gaps: fields.gaps,
        hidingSteps: fields.hidingSteps)
    } catch {
      throw PlanError([error.description])
    }
    if let mistake = emptiness(of: planned, chosenCount: chosenCount) {
      throw PlanError(["\(path): error: \(mistake)"])
    }
    let mistakes = fields.mistakes()
    guard mistakes.isEmpty else { throw PlanError(mistakes) }
    return planned
  }

  /// The mistake in a selection without a sample, or in a shard without one; nil if there are some.
  private func emptiness(of planned: PlannedInput, chosenCount: Int) -> String? {
    let samples = planned.selectionCount
    if samples == 0 { return Self.nothingSelected(of: chosenCount, by: options.samples) }
    guard planned.sampleCount == 0, let shard = options.shard else { return nil }
    return "shard \(shard) has nothing to answer: the selection holds \(samples) "
      + (samples == 1 ? "sample" : "samples") + "; use at most \(samples) "
      + (samples == 1 ? "shard" : "shards")
  }

  /// The conditions of judges, and of perspectives that continue conversations, that a sample does
  /// not meet.
  private func unmet(by sample: Sample) -> [String] {
    var unmet: [String] = []
    if case .messages(let turns)? = sample.conversation, turns.last?.role != .user {
      unmet.append(PlannedPerspective.openTurn)
    }
    return unmet
      + configuration.scores.compactMap { scorer in
        guard scorer.asksModel, let name = scorer.conditionName else { return nil }
        return scorer.applies(toFields: { sample.value(of: $0, data: configuration.data) })
          ? nil : name
      }
  }

  private static func nothingSelected(of count: Int, by range: Range<Int>?) -> String {
    guard let range, range.lowerBound >= count, count > 0 else { return "no sample is selected" }
    return
      "no sample is selected: '--samples \(range.lowerBound):\(range.upperBound)' begins after "
      + "the last of \(count) \(count == 1 ? "sample" : "samples"), counted from 0"
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
      // A range is taken from the random choice; a limit alone is the size of the random choice.
      let chosen = options.samples == nil ? limit : sampleSize
      selection.shuffle = SampleSelection.Shuffle(
        seed: seed, count: min(total, chosen ?? total), total: total)
    }
    return selection
  }

  /// The given number of positions, spread over the samples of a selection.
  private func positions(
    _ count: Int, of selection: SampleSelection, path: String
  ) throws(SampleError) -> [Int] {
    var reader = try SampleReader(path: path, data: configuration.data, selection: selection)
    var total = 0
    while try reader.next() != nil { total += 1 }
    return StratifiedChoice(of: total, atMost: count).positions
  }
}
