internal import FacetLedger
internal import FacetModels

/// What answers have used, beside what was estimated: what an estimate learns from.
struct UsageMeasurement: Sendable {
  /// One answer whose usage was reported.
  struct Answer: Sendable {
    var key: StepKey
    /// Its lane's name.
    var lane: String
    /// What its prompt was estimated to have, by the lane's vocabulary.
    var estimatedPromptTokens: Int
    var usage: TokenUsage
  }

  struct Sums: Sendable {
    var answers = 0
    var estimatedPromptTokens = 0
    var usage = TokenUsage()

    mutating func add(_ answer: Answer) {
      answers += 1
      estimatedPromptTokens += answer.estimatedPromptTokens
      usage += answer.usage
    }

    /// Reported tokens of a prompt for each that was estimated.
    var promptRatio: Double? {
      guard estimatedPromptTokens > 0, usage.promptTokens > 0 else { return nil }
      return Double(usage.promptTokens) / Double(estimatedPromptTokens)
    }

    var meanCompletion: Double? {
      answers > 0 ? Double(usage.completionTokens) / Double(answers) : nil
    }
  }

  private(set) var steps: [StepKey: Sums] = [:]
  private(set) var lanes: [String: Sums] = [:]
  private(set) var spreads: [String: SampleSpread] = [:]

  /// Adds the answers of one sample.
  mutating func add(_ answers: [Answer]) {
    var ofSample: [String: Sums] = [:]
    for answer in answers {
      steps[answer.key, default: Sums()].add(answer)
      lanes[answer.lane, default: Sums()].add(answer)
      ofSample[answer.lane, default: Sums()].add(answer)
    }
    for (lane, sums) in ofSample {
      spreads[lane, default: SampleSpread()].add(
        estimated: Double(sums.estimatedPromptTokens), reported: Double(sums.usage.promptTokens),
        completion: Double(sums.usage.completionTokens) / Double(sums.answers))
    }
  }
}

extension UsageMeasurement {
  /// Adds one sample's cells; a reading that several of them share counts once, in the first.
  mutating func add(_ outcomes: [CellOutcome], columns: [PlannedColumn]) {
    var answers: [Answer] = []
    var read: Set<Fingerprint> = []
    for (outcome, column) in zip(outcomes, columns) {
      for step in outcome.steps {
        guard let answer = step.answer, answer.isUsageReported,
          let kind = PlannedStep.Kind(rawValue: step.name),
          kind == .strategy || read.insert(step.fingerprint).inserted
        else { continue }
        answers.append(
          Answer(
            key: StepKey(condition: column.perspective.condition, kind: kind), lane: step.lane,
            estimatedPromptTokens: answer.estimatedPromptTokens, usage: answer.usage))
      }
    }
    if !answers.isEmpty { add(answers) }
  }

  /// What a ledger keeps of it for later runs, by model.
  func calibrations(of lanes: [PlannedLane]) -> [LedgerCalibration] {
    lanes.compactMap { lane in
      guard let sums = self.lanes[lane.name] else { return nil }
      var calibration = LedgerCalibration(of: lane)
      calibration.reportedTokens = sums.usage.promptTokens
      calibration.estimatedTokens = sums.estimatedPromptTokens
      calibration.samples = sums.answers
      return calibration
    }
  }
}

extension LedgerCalibration {
  /// What is known of a lane's model before its first answer.
  init(of lane: PlannedLane) {
    self.init(
      model: lane.model, provider: lane.endpoint.provider.name,
      vocabulary: TokenEstimator.Vocabulary(model: lane.model).rawValue, reportedTokens: 0,
      estimatedTokens: 0, samples: 0)
  }

  mutating func add(reported: Int, estimated: Int) {
    reportedTokens += reported
    estimatedTokens += estimated
    samples += 1
  }
}

/// How much samples differ in what they use: what the width of an estimate rests on.
struct SampleSpread: Sendable {
  private(set) var samples = 0
  private var estimated = 0.0
  private var estimatedSquares = 0.0
  private var reported = 0.0
  private var reportedSquares = 0.0
  private var products = 0.0
  private var completion = 0.0
  private var completionSquares = 0.0

  /// - Parameters:
  ///   - estimated: Of the sample's prompts.
  ///   - reported: Of the same prompts.
  ///   - completion: Mean of its answers.
  mutating func add(estimated: Double, reported: Double, completion: Double) {
    samples += 1
    self.estimated += estimated
    estimatedSquares += estimated * estimated
    self.reported += reported
    reportedSquares += reported * reported
    products += estimated * reported
    self.completion += completion
    completionSquares += completion * completion
  }

  /// What a width is of.
  enum Extent: Sendable {
    /// All samples, those measured included.
    case whole
    /// Those that were not measured.
    case rest
  }

  /// The half width, relative to the estimate, within which the prompts lie 19 times in 20; `nil`
  /// where too few samples say so.
  ///
  /// - Parameter total: Samples of the whole, those measured included.
  func promptError(of extent: Extent = .whole, among total: Int) -> Double? {
    guard samples >= 3, estimated > 0, reported > 0 else { return nil }
    let ratio = reported / estimated
    let residual = max(
      0, reportedSquares - 2 * ratio * products + ratio * ratio * estimatedSquares)
    return width(of: extent, sum: reported, squares: residual, among: total)
  }

  /// The same for completions.
  func completionError(of extent: Extent = .whole, among total: Int) -> Double? {
    guard samples >= 3, completion > 0 else { return nil }
    let residual = max(0, completionSquares - completion * completion / Double(samples))
    return width(of: extent, sum: completion, squares: residual, among: total)
  }

  private func width(
    of extent: Extent, sum: Double, squares: Double, among total: Int
  ) -> Double {
    guard total > samples else { return 0 }
    let count = Double(samples)
    let unseen = (1 - count / Double(total)).squareRoot()
    let width = Self.width(variance: squares / (count - 1), count: samples) / (sum / count)
    // What is known of the whole is known for sure, and makes the rest no surer.
    return extent == .whole ? width * unseen : width / unseen
  }

  /// The half width within which the mean lies 19 times in 20 that so many are drawn from.
  static func width(variance: Double, count: Int) -> Double {
    // Student's t, expanded by the degrees of freedom.
    let freedom = Double(count - 1)
    let quantile =
      1.96 + 2.372 / freedom + 2.823 / (freedom * freedom)
      + 2.556 / (freedom * freedom * freedom)
    return quantile * (variance / Double(count)).squareRoot()
  }
}
