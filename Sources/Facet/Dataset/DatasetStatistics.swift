internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// Counts the answers of a dataset as they are written; memory is proportional to the number of
/// perspectives.
struct DatasetStatistics: Sendable {
  /// The answers of one step of one perspective by one model.
  private struct Tally {
    var perspective: Int
    var step: String
    var model: String
    var provider: String
    var answers = 0
    var usage = TokenUsage()
    var reported = 0
    var finishReasons: [FinishReason: Int] = [:]
    var latencies = LatencySketch()
    var cost = USDollars.zero
    var unpriced = 0
  }

  /// By perspective; each has one for each step.
  private var tallies: [[Tally]]
  /// By perspective and step.
  private var structured: [[String: RunStatistics.Structured]]
  private var slowest = OutstandingCells<Int>()
  private var mostExpensive = OutstandingCells<USDollars>()
  private var largest = OutstandingCells<Int>()

  init(perspectiveCount: Int) {
    tallies = Array(repeating: [], count: perspectiveCount)
    structured = Array(repeating: [:], count: perspectiveCount)
  }

  /// Adds one sample's cells, aligned with the columns.
  mutating func add(_ outcomes: [CellOutcome], of sample: Sample, columns: [PlannedColumn]) {
    for (outcome, column) in zip(outcomes, columns) where outcome.status != .pending {
      add(structured: outcome, column)
      var tokens = 0
      var cost: USDollars? = .zero
      var latency = Duration.zero
      for step in outcome.allRecords {
        guard let answer = step.answer else { continue }
        latency += answer.latency
        guard !step.isShared else { continue }
        tokens = tokens.adding(saturating: answer.usage.totalTokens)
        cost = cost.flatMap { sum in answer.cost.map { sum + $0 } }
        add(step, answer, perspective: column.perspective.index)
      }
      guard latency > .zero || tokens > 0 else { continue }
      let cell = RunStatistics.Cell(
        sampleID: sample.id, sampleIndex: sample.index, condition: column.condition,
        latency: latency, tokens: tokens, cost: cost)
      slowest.add(cell, by: latency.milliseconds)
      if let cost, cost > .zero { mostExpensive.add(cell, by: cost) }
      largest.add(cell, by: tokens)
    }
  }

  /// Counts the turns of steps with a schema.
  private mutating func add(structured outcome: CellOutcome, _ column: PlannedColumn) {
    for (index, record) in outcome.steps.enumerated() where !record.isShared {
      guard let turn = record.structured else { continue }
      let next = index + 1 < outcome.steps.count ? outcome.steps[index + 1] : nil
      var counts =
        structured[column.perspective.index][record.name]
        ?? RunStatistics.Structured(condition: column.perspective.label, step: record.name)
      if turn.mismatches.isEmpty {
        counts.matched += 1
        if turn.wrapping == .fence { counts.fenced += 1 }
        if turn.wrapping == .prose { counts.inProse += 1 }
      } else if next?.name == record.name {
        counts.sentBack += 1
      } else {
        counts.unmatched += 1
      }
      structured[column.perspective.index][record.name] = counts
    }
  }

  private mutating func add(
    _ step: StepRecord, _ answer: StepRecord.Answer, perspective: Int
  ) {
    let index =
      tallies[perspective].firstIndex {
        $0.step == step.name && $0.model == step.model && $0.provider == step.provider
      }
      ?? {
        tallies[perspective].append(
          Tally(
            perspective: perspective, step: step.name, model: step.model,
            provider: step.provider))
        return tallies[perspective].count - 1
      }()
    tallies[perspective][index].answers += 1
    tallies[perspective][index].usage += answer.usage
    tallies[perspective][index].reported += answer.isUsageReported ? 1 : 0
    tallies[perspective][index].finishReasons[answer.finishReason, default: 0] += 1
    tallies[perspective][index].latencies.add(answer.latency)
    if let cost = answer.cost {
      tallies[perspective][index].cost += cost
    } else {
      tallies[perspective][index].unpriced += 1
    }
  }

  /// The combined counts.
  func statistics(_ perspectives: [PlannedPerspective]) -> RunStatistics {
    let all = tallies.flatMap { $0 }
    var statistics = RunStatistics()
    statistics.byModel = groups(all) {
      "\($0.model)\u{0}\($0.provider)"
    } as: { tallies in
      var group = group(of: tallies, named: tallies[0].model)
      group.provider = tallies[0].provider
      return group
    }
    statistics.byPerspective = groups(all) {
      "\($0.perspective)"
    } as: { tallies in
      group(of: tallies, named: perspectives[tallies[0].perspective].label)
    }
    statistics.byStep = groups(all) {
      $0.step
    } as: {
      group(of: $0, named: $0[0].step)
    }
    statistics.latency = latency(of: all)
    statistics.truncations = all.compactMap { truncation($0, perspectives) }
    statistics.structured = perspectives.flatMap { perspective in
      perspective.steps.compactMap { structured[perspective.index][$0.name] }
    }
    statistics.slowest = slowest.cells
    statistics.mostExpensive = mostExpensive.cells
    statistics.largest = largest.cells
    return statistics
  }

  /// One value for all tallies with the same key, in the order of first appearance.
  private func groups(
    _ tallies: [Tally], key: (Tally) -> String, as group: ([Tally]) -> RunStatistics.Group
  ) -> [RunStatistics.Group] {
    var order: [String] = []
    var byKey: [String: [Tally]] = [:]
    for tally in tallies {
      let key = key(tally)
      if byKey[key] == nil { order.append(key) }
      byKey[key, default: []].append(tally)
    }
    return order.compactMap { byKey[$0].map(group) }
  }

  private func group(of tallies: [Tally], named name: String) -> RunStatistics.Group {
    var group = RunStatistics.Group(name: name)
    var usage = TokenUsage()
    var reported = 0
    if tallies.allSatisfy({ $0.unpriced == 0 }) {
      group.cost = tallies.reduce(.zero) { $0 + $1.cost }
    }
    for tally in tallies {
      group.answers += tally.answers
      usage += tally.usage
      reported += tally.reported
      for (reason, count) in tally.finishReasons {
        group.finishReasons[reason.rawValue, default: 0] += count
      }
    }
    group.usage = DatasetUsage(
      usage,
      source: reported == group.answers ? "reported" : reported == 0 ? "estimated" : "mixed")
    group.latency = latency(of: tallies)
    return group
  }

  private func latency(of tallies: [Tally]) -> RunStatistics.Latency? {
    var sketch = LatencySketch()
    for tally in tallies { sketch += tally.latencies }
    guard let p50 = sketch.percentile(50), let p95 = sketch.percentile(95),
      let p99 = sketch.percentile(99)
    else { return nil }
    return RunStatistics.Latency(p50: p50, p95: p95, p99: p99)
  }

  private func truncation(
    _ tally: Tally, _ perspectives: [PlannedPerspective]
  ) -> RunStatistics.Truncation? {
    guard let truncated = tally.finishReasons[.length] else { return nil }
    let perspective = perspectives[tally.perspective]
    let step = perspective.steps.first { $0.name == tally.step }
    return RunStatistics.Truncation(
      condition: perspective.label, step: tally.step, answers: tally.answers,
      truncated: truncated, maxTokens: step?.model.options.maxTokens)
  }
}
