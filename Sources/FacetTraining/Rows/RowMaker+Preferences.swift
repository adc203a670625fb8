internal import FacetJSON

extension RowMaker {
  /// Pairs of a preferred and a rejected answer.
  func pairs(
    _ candidates: [Candidate], _ funnel: inout Funnel
  ) throws(TrainingError) -> [Parts] {
    let isContrast = rules.chosen != nil || rules.rejected != nil
    let name = isContrast && rules.score == nil ? nil : try scoreName(candidates)
    let selection = PairSelection(rules: rules, score: name)
    let groups =
      isContrast
      ? [CandidateGroup(condition: nil, model: nil, candidates: candidates)]
      : CandidateGroup.groups(of: candidates)
    var parts: [Parts] = []
    for group in groups {
      do throws(PairSelection.NoPair) {
        let pairs =
          isContrast
          ? try selection.contrast(of: group.candidates) : try selection.pairs(of: group)
        let made = pairs.enumerated().compactMap { self.parts(of: $1, number: $0, score: name) }
        if made.isEmpty { throw PairSelection.NoPair(reason: "no_differing_turn") }
        funnel.pass("selection", "prompts")
        parts += made
      } catch {
        funnel.drop("selection", "prompts", because: error.reason)
      }
    }
    return parts
  }

  private func parts(of pair: CandidatePair, number: Int, score: String?) -> Parts? {
    var prompt = pair.chosen.prompt
    var (chosen, rejected) = (pair.chosen.answer, pair.rejected.answer)
    if rules.pairForm == .step {
      guard let step = StepPair.step(of: pair) else { return nil }
      (prompt, chosen, rejected) = step
    }
    prompt = MessageText.without("weight", opened(prompt))
    chosen = MessageText.without("weight", formed(chosen))
    rejected = MessageText.without("weight", formed(rejected))
    func shown(_ candidate: Candidate) -> JSONValue {
      score.flatMap { candidate.scores[$0] }.map { .number(ScoreReading.number($0)) } ?? .null
    }
    let isSingle = rules.pairs == .bestWorst && rules.chosen == nil
    return Parts(
      columns: [
        "prompt": MessageText.json(prompt), "chosen": MessageText.json(chosen),
        "rejected": MessageText.json(rejected), "chosen_score": shown(pair.chosen),
        "rejected_score": shown(pair.rejected), "tools": Self.tools(pair.chosen),
      ], prompt: prompt, answer: chosen, rejected: rejected,
      candidates: [pair.chosen, pair.rejected],
      score: score.flatMap { pair.chosen.scores[$0] },
      identity: MessageText.collapsed(isSingle ? prompt : prompt + chosen + rejected),
      part: number)
  }

  /// Prompts for reinforcement learning, each once for a perspective and model.
  func prompts(
    _ origin: RowOrigin, _ candidates: [Candidate], _ funnel: inout Funnel
  ) throws(TrainingError) -> [Parts] {
    let name = try scoreName(candidates)
    let isFiltered = rules.score != nil || rules.band != nil
    return CandidateGroup.groups(of: candidates).compactMap { group in
      guard let first = group.candidates.first else { return nil }
      let scored = group.candidates.compactMap { candidate in
        name.flatMap { candidate.scores[$0] }
      }
      let passed = scored.count { $0 >= rules.pass }
      if isFiltered, let reason = reason(passed: passed, of: scored.count) {
        funnel.drop("selection", "prompts", because: reason)
        return nil
      }
      funnel.pass("selection", "prompts")
      let prompt = MessageText.without("weight", opened(first.prompt))
      let share = scored.isEmpty ? nil : Double(passed) / Double(scored.count)
      let truth =
        rules.groundTruth.flatMap { origin.sample.fields[$0] }.flatMap(FieldText.text)
        ?? origin.sample.reference
      func number(_ value: Int) -> JSONValue {
        scored.isEmpty ? .null : .number(JSONNumber(value))
      }
      var columns: JSONObject = [
        "prompt": MessageText.json(prompt), "ground_truth": truth.map { .string($0) } ?? .null,
        "tools": Self.tools(first),
        "pass_rate": share.map { .number(ScoreReading.number(ScoreReading.millionths($0))) }
          ?? .null,
        "pass_count": number(passed), "pass_of": number(scored.count),
        "pass_model": scored.isEmpty ? .null : first.model.map { .string($0) } ?? .null,
      ]
      columns["scorer"] =
        origin.sample.environment["scorer"] ?? name.map { .string($0) } ?? .null
      columns["env"] =
        origin.sample.environment["env"]
        ?? (origin.sample.fields["gold_sql"]?.string != nil ? "sql" : "none")
      // The row's name does not depend on the number of completions.
      return Parts(
        columns: columns, prompt: prompt, answer: [], candidates: [first], score: nil,
        identity: MessageText.collapsed(prompt), paid: group.candidates)
    }
  }

  private func reason(passed: Int, of scored: Int) -> String? {
    if scored < rules.minOf { return scored == 0 ? "unscored" : "few_scored" }
    if let band = rules.band {
      let share = Double(passed) / Double(scored)
      // Shares such as 1/8 are exact; the slack is for bounds such as 0.1.
      return share < band.lowerBound - 1e-9 || share > band.upperBound + 1e-9
        ? "out_of_band" : nil
    }
    return passed == 0 ? "none_passed" : passed == scored ? "all_passed" : nil
  }
}
