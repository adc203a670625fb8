internal import FacetJSON

extension RowMaker {
  /// Conversations for tuning: of each prompt, the answers that the rules keep.
  func tuned(
    _ candidates: [Candidate], _ funnel: inout Funnel
  ) throws(TrainingError) -> [Parts] {
    var parts: [Parts] = []
    let needsScore = rules.keep == .best || rules.minScore != nil
    let name =
      needsScore ? try scoreName(candidates) : rules.score ?? (try? scoreName(candidates))
    for group in CandidateGroup.groups(of: candidates) {
      for candidate in kept(of: group, score: name, &funnel) {
        funnel.pass("selection", "completions")
        parts += rows(of: candidate, score: name)
      }
    }
    return parts
  }

  /// The answers of a group that become rows.
  private func kept(
    of group: CandidateGroup, score: String?, _ funnel: inout Funnel
  ) -> [Candidate] {
    var left: [Candidate] = []
    for candidate in group.candidates {
      if isEpisodes, !isChosenRun(candidate) {
        funnel.drop("selection", "completions", because: "other_run")
      } else if rules.minScore != nil || rules.keep == .best, !isEpisodes,
        score.flatMap({ candidate.scores[$0] }) == nil
      {
        funnel.drop("selection", "completions", because: "unscored")
      } else if let least = rules.minScore, let value = score.flatMap({ candidate.scores[$0] }),
        value < least
      {
        funnel.drop("selection", "completions", because: "below_minimum")
      } else {
        left.append(candidate)
      }
    }
    guard rules.keep != .all, let chosen = chosen(of: left, score: score) else { return left }
    funnel.drop("selection", "completions", because: "not_\(rules.keep.rawValue)", left.count - 1)
    return [chosen]
  }

  private func isChosenRun(_ candidate: Candidate) -> Bool {
    let isGold = candidate.condition == RunChoices.gold
    let isRight = candidate.scores["right"] == 1_000_000
    return switch runs {
    case .gold: isGold
    case .matching: isRight
    case .right: isGold || isRight
    case .all: true
    }
  }

  /// One of a group's answers; of equally good ones the shortest, then the first.
  private func chosen(of candidates: [Candidate], score: String?) -> Candidate? {
    func length(_ candidate: Candidate) -> Int { MessageText.characters(candidate.answer) }
    func value(_ candidate: Candidate) -> Int {
      score.flatMap { candidate.scores[$0] } ?? (isEpisodes ? 0 : .min)
    }
    var best = candidates.first
    for candidate in candidates.dropFirst() {
      guard let current = best else { break }
      let isBetter =
        switch rules.keep {
        case .all, .first: false
        case .shortest: length(candidate) < length(current)
        case .best:
          value(candidate) > value(current)
            || value(candidate) == value(current) && length(candidate) < length(current)
        }
      if isBetter { best = candidate }
    }
    return best
  }

  private func rows(of candidate: Candidate, score name: String?) -> [Parts] {
    let prompt = opened(candidate.prompt)
    let answer = formed(candidate.answer)
    let score = name.flatMap { candidate.scores[$0] }
    let shown: JSONValue = score.map { .number(ScoreReading.number($0)) } ?? .null
    if rules.turns == .all {
      let columns: JSONObject = [
        "messages": MessageText.json(prompt + answer), "tools": Self.tools(candidate),
        "score": shown,
      ]
      return [
        Parts(
          columns: columns, prompt: prompt, answer: answer, candidates: [candidate], score: score,
          identity: MessageText.collapsed(prompt + answer))
      ]
    }
    var ends = answer.indices.filter {
      answer[$0]["role"]?.string == "assistant" && answer[$0]["weight"]?.int != 0
    }
    if rules.turns == .last { ends = ends.suffix(1) }
    return ends.map { end in
      let before = MessageText.without("weight", prompt + answer[..<end])
      let completion = MessageText.without("weight", [answer[end]])
      return Parts(
        columns: [
          "prompt": MessageText.json(before), "completion": MessageText.json(completion),
          "tools": Self.tools(candidate), "score": shown,
        ], prompt: before, answer: completion, candidates: [candidate], score: score,
        identity: MessageText.collapsed(before + completion), part: end)
    }
  }

  /// Single answers with a verdict.
  func judged(
    _ candidates: [Candidate], _ funnel: inout Funnel
  ) throws(TrainingError) -> [Parts] {
    let isContrast = rules.chosen != nil || rules.rejected != nil
    let name = isContrast ? nil : try scoreName(candidates)
    return candidates.compactMap { candidate in
      let condition = candidate.condition ?? ""
      let label: Bool
      if isContrast {
        if NamePattern.matches(rules.chosen ?? "", condition) {
          label = true
        } else if NamePattern.matches(rules.rejected ?? "", condition) {
          label = false
        } else {
          funnel.drop("selection", "completions", because: "other_perspective")
          return nil
        }
      } else if let value = name.flatMap({ candidate.scores[$0] }) {
        label = value >= rules.pass
      } else {
        funnel.drop("selection", "completions", because: "unscored")
        return nil
      }
      funnel.pass("selection", "completions")
      let prompt = MessageText.without("weight", opened(candidate.prompt))
      let answer = MessageText.without("weight", formed(candidate.answer))
      return Parts(
        columns: [
          "prompt": MessageText.json(prompt), "completion": MessageText.json(answer),
          "label": .bool(label), "tools": Self.tools(candidate),
        ], prompt: prompt, answer: answer, candidates: [candidate],
        score: name.flatMap { candidate.scores[$0] },
        identity: MessageText.collapsed(prompt + answer))
    }
  }

  /// Solutions with a label for each step.
  func steps(_ candidates: [Candidate], _ funnel: inout Funnel) -> [Parts] {
    candidates.compactMap { candidate in
      guard !candidate.steps.isEmpty else {
        funnel.drop("selection", "completions", because: "no_steps")
        return nil
      }
      funnel.pass("selection", "completions")
      let prompt = opened(candidate.prompt)
      let text = prompt.compactMap { $0["content"]?.string }.joined(separator: "\n\n")
      let steps = candidate.steps.map(\.text)
      return Parts(
        columns: [
          "prompt": .string(text), "completions": .array(steps.map { .string($0) }),
          "labels": .array(candidate.steps.map { .bool($0.isRight) }),
        ], prompt: prompt,
        answer: steps.map { ["role": "assistant", "content": .string($0)] },
        candidates: [candidate], score: nil,
        identity: MessageText.collapsed(prompt) + steps.joined(separator: "\u{2}"))
    }
  }
}
