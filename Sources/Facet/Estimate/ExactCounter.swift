internal import FacetConfiguration
internal import FacetModels

/// Counts prompts exactly with a vocabulary on this machine, and compares their estimates with the
/// counts.
struct ExactCounter {
  let plan: RunPlan

  /// The maximum bytes counted; beyond that, only a share of the samples is counted.
  static let manyBytes = 16_000_000

  /// By lane; only for lanes whose model's vocabulary is known and present.
  func ratios() throws -> [Int: ExactRatio] {
    var ratios: [Int: ExactRatio] = [:]
    for (index, lane) in plan.lanes.enumerated() {
      guard Self.isKnown(lane) else { continue }
      let vocabulary = TokenEstimator.Vocabulary(model: lane.model)
      let file = VocabularyFile(vocabulary).content(environment: plan.options.environment)
      guard file.state == .found,
        let exact = BytePairVocabulary(file: file.bytes, vocabulary: vocabulary)
      else { continue }
      if let ratio = try ratio(ofLane: index, exact) { ratios[index] = ratio }
    }
    return ratios
  }

  /// Whether the model uses a public vocabulary.
  private static func isKnown(_ lane: PlannedLane) -> Bool {
    let name = lane.model.lowercased()
    return ["openai", "azure"].contains(lane.endpoint.provider.name) || name.contains("gpt-oss")
  }

  private func ratio(ofLane lane: Int, _ exact: BytePairVocabulary) throws -> ExactRatio? {
    let all = plan.perspectives.flatMap(\.steps).filter { $0.lane == lane }
    let steps = all.filter { $0.promptSize.steps.isEmpty }
    let hasAnswers = steps.count < all.count
    let renderer = PromptRenderer(
      layout: plan.configuration.promptLayout, data: plan.configuration.data)
    // A token has about four bytes. The text of a sample is counted once and reused in each prompt.
    let bytes = plan.input.tally.context.o200k * 4 * (1 + steps.count / 16)
    let samples = plan.input.sampleCount
    let choice = StratifiedChoice(
      of: samples, atMost: bytes > Self.manyBytes ? samples * Self.manyBytes / bytes : samples)
    var chosen = try ChosenSamples(choice, of: plan)
    var known: [Substring: Int] = [:]
    var spread = SampleSpread()
    var sums = (exact: 0, estimated: 0)
    while let sample = try chosen.next() {
      let text = SharedTextCount(sample.context ?? "", exact, known: &known)
      var ofSample = (exact: 0, estimated: 0)
      for step in steps {
        guard let rendered = try? renderer.messages(of: step, sample: sample) else {
          continue
        }
        ofSample.exact +=
          3
          + rendered.messages.reduce(0) {
            $0 + 3 + text.tokens(of: $1.joinedText, exact, known: &known)
          }
        ofSample.estimated += rendered.estimatedTokens
      }
      spread.add(
        estimated: Double(ofSample.estimated), reported: Double(ofSample.exact), completion: 1)
      sums.exact += ofSample.exact
      sums.estimated += ofSample.estimated
    }
    guard sums.estimated > 0, sums.exact > 0 else { return nil }
    // Answers do not exist yet and cannot be counted, so the count for prompts that show them is
    // only an estimate.
    let error = choice.isAll ? 0 : spread.promptError(among: samples) ?? 0.05
    return ExactRatio(
      ratio: Double(sums.exact) / Double(sums.estimated),
      error: hasAnswers ? max(error, 0.02) : error
    )
  }
}
