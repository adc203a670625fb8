package import Facet
package import FacetConfiguration
package import FacetJSON
internal import FacetPlatform
internal import FacetScore

/// A number of pairs at which a run ends: the rows that an export would make of its answers.
package final class PairGoal: RunGoal {
  package let noun = "pair"
  package let count: Int
  package let identity: String
  private let rules: MakeRules
  private let screen: SampleScreen
  private let isUnique: Bool
  /// Whether a further answer can change the scores of earlier ones.
  private let isScoredTogether: Bool
  private let data: DataConfiguration
  private let state: Lock<State>

  private struct State: Sendable {
    var check: ContaminationCheck
    /// What makes the rows so far equal to others.
    var seen: Set<SHA256> = []
    /// The prompts that have been asked.
    var prompts: Set<SHA256> = []
  }

  /// - Parameters:
  ///   - recipe: Its rules of pairs, limits and checks apply; `nil` for an export's defaults.
  ///   - score: The score that ranks; `nil` for the recipe's, else the task's only one.
  /// - Throws: ``TrainingError`` if no answer of the task can become part of a pair.
  package init(
    count: Int, recipe: ExportRecipe?, score: String?, of task: TaskConfiguration
  ) throws(TrainingError) {
    var recipe = recipe ?? ExportRecipe(name: task.taskType)
    if recipe.make.isEmpty { recipe.make = [MakeRules(.dpo)] }
    guard var rules = recipe.make.first(where: { $0.kind == .dpo }) else {
      throw TrainingError("the recipe '\(recipe.name)' makes no 'dpo' rows")
    }
    rules.score = score ?? rules.score
    // What comes after pairs decides nothing here.
    (rules.from, rules.mix, rules.bounds) = ([], MixRules(), [:])
    try Self.check(&rules, of: task)
    self.count = count
    self.rules = rules
    isUnique = recipe.duplicates.exact
    data = task.data
    isScoredTogether = task.scores.contains(where: \.isOfGroup)
    screen = SampleScreen(
      maker: RowMaker(
        rules: rules, form: recipe.form, limits: recipe.limits, runs: .right, isEpisodes: false),
      form: .rows)
    var check = try ContaminationCheck(recipe.contamination)
    check.exclude(prompts: task.ownPrompts)
    state = Lock(State(check: check))
    let parts = [
      "dpo", "\(count)", "\(rules)", "\(recipe.limits)", "\(recipe.form)", "\(isUnique)",
      "\(recipe.contamination)",
    ]
    identity = SHA256(of: Array(parts.joined(separator: "\u{0}").utf8)).description
  }

  /// Checks that the rules can give a pair, and names the score that ranks.
  private static func check(
    _ rules: inout MakeRules, of task: TaskConfiguration
  ) throws(TrainingError) {
    let names = task.scores.map(\.name)
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    let isContrast = rules.chosen != nil || rules.rejected != nil
    if !isContrast, rules.score == nil {
      guard names.count < 2 else {
        throw TrainingError("the task has the scores \(list); choose one with '--score'")
      }
      guard let only = names.first else {
        throw TrainingError(
          "pairs need 'scores' in the configuration that rank answers, or a recipe with 'chosen' "
            + "and 'rejected' perspectives")
      }
      rules.score = only
    }
    if let score = rules.score, !names.contains(score) {
      throw TrainingError(
        "the task has no score '\(score)'" + (names.isEmpty ? "" : "; its scores are \(list)"))
    }
    if !isContrast, task.perspectives.count > 1,
      let score = task.scores.first(where: \.comparesAllResponses)
    {
      throw TrainingError(
        "the score '\(score.name)' compares the responses of all perspectives, and such a run asks "
          + "each of them only for its own pairs; leave out '\"among\": \"sample\"'")
    }
    for pattern in [rules.chosen, rules.rejected].compactMap({ $0 })
    where !task.perspectives.contains(where: { NamePattern.matches(pattern, $0.condition) }) {
      throw TrainingError("no perspective is named '\(pattern)'")
    }
    if !isContrast, task.perspectives.allSatisfy({ $0.completions < 2 }) {
      throw TrainingError(
        "no perspective has two answers to compare; '\"completions\": 8' gives it at most eight")
    }
  }

  // MARK: Which cells are asked

  package func groups(of columns: [PlannedColumn]) -> [[PlannedColumn]] {
    let asked = columns.filter { $0.perspective.strategy != nil }
    guard isContrast else {
      var groups: [[PlannedColumn]] = []
      var places: [[String]: Int] = [:]
      for column in asked {
        let key = prompt(of: column.perspective)
        if let place = places[key] {
          groups[place].append(column)
        } else {
          places[key] = groups.count
          groups.append([column])
        }
      }
      return groups
    }
    let sides = asked.filter { side(of: $0) != nil }
    return sides.isEmpty ? [] : [sides]
  }

  /// Whether equal prompts give one pair together.
  private var countsPrompts: Bool { isUnique && rules.pairs == .bestWorst && !isContrast }

  /// What makes the pairs of a perspective equal to those of others, so that one pair of them all
  /// counts: several models are asked with one prompt.
  private func prompt(of perspective: PlannedPerspective) -> [String] {
    guard countsPrompts, perspective.completions > 1, let declared = perspective.declaration,
      declared.steps.count == 1
    else { return ["\(perspective.index)"] }
    let step = declared.steps[0]
    return [perspective.condition, step.prompt.text]
      + [step.system?.text ?? "", declared.system?.text ?? ""] + step.opening.texts
  }

  package func most(of group: [PlannedColumn]) -> Int {
    let others = group.count - 1
    let most =
      switch rules.pairs {
      case _ where isContrast: rules.maxPairsPerPrompt ?? 1
      case .bestWorst: 1
      case .adjacent: others
      // Earlier answers gave no pair with one another, so that each pair has the last one.
      case .all: isScoredTogether ? group.count * others / 2 : others
      }
    return min(most, rules.maxPairsPerPrompt ?? .max)
  }

  package func step(
    of group: [PlannedColumn], for asked: Sample, rows: [Int: JSONValue]
  ) -> GoalStep {
    let unasked = group.filter { rows[$0.index] == nil }
    guard unasked.count < group.count else {
      return isRepeat(group, asked) ? .unreachable : first(of: group)
    }
    var sample = RowSource.sample(of: rows.first?.value ?? .null, line: 0)
    sample.candidates = group.compactMap { rows[$0.index].map(RowSource.candidate) }
    let origin = RowOrigin(kind: .dpo, source: "run", taskType: "run", sample: sample)
    return state.withLock { state in
      var funnel = Funnel()
      guard let usable = screen.usable(origin, &state.check, &funnel) else { return .unreachable }
      let found = try? screen.rows(of: origin, from: usable, &state.check, &funnel)
      if let found, !found.isEmpty {
        let new = found.count { row in
          !isUnique || state.seen.insert(SHA256(of: Array(row.identity.utf8))).inserted
        }
        return .reached(new)
      }
      return next(of: unasked, beside: usable).map { .ask([$0]) } ?? .unreachable
    }
  }

  /// Whether an earlier sample was asked with the same prompt.
  private func isRepeat(_ group: [PlannedColumn], _ sample: Sample) -> Bool {
    guard countsPrompts, let perspective = group.first?.perspective,
      let steps = perspective.declaration?.steps
    else { return false }
    let names = Set(steps.flatMap(\.names)).union(["input"]).sorted()
    let values = names.map { $0 + "=" + (sample.text(of: $0, data: data) ?? "") }
    let conversation = data.messagesField.flatMap { sample.fields[$0]?.text } ?? ""
    let key = prompt(of: perspective) + values + [conversation]
    let digest = SHA256(of: Array(key.joined(separator: "\u{0}").utf8))
    return state.withLock { !$0.prompts.insert(digest).inserted }
  }

  private var isContrast: Bool { rules.chosen != nil || rules.rejected != nil }

  /// Whether a column is preferred; `nil` if it takes no part.
  private func side(of column: PlannedColumn) -> Bool? { side(of: column.perspective.condition) }

  private func side(of condition: String) -> Bool? {
    if NamePattern.matches(rules.chosen ?? "", condition) { return true }
    return NamePattern.matches(rules.rejected ?? "", condition) ? false : nil
  }

  /// The two completions without which there is no pair.
  private func first(of group: [PlannedColumn]) -> GoalStep {
    guard isContrast else {
      return group.count > 1 ? .ask(Array(group.prefix(2))) : .unreachable
    }
    guard let chosen = group.first(where: { side(of: $0) == true }),
      let rejected = group.first(where: { side(of: $0) == false })
    else { return .unreachable }
    return .ask([chosen, rejected])
  }

  /// The completion that may still make a pair; `nil` if none can.
  private func next(of unasked: [PlannedColumn], beside usable: [Candidate]) -> PlannedColumn? {
    guard isContrast else { return unasked.first }
    // The first answers of both sides are compared, so that more of a side would not count.
    let wanted = rules.maxPairsPerPrompt ?? 1
    let counts = [true, false].map { isChosen in
      usable.count { side(of: $0.condition ?? "") == isChosen }
    }
    guard counts.min() ?? 0 < wanted else { return nil }
    let needy = counts[0] <= counts[1]
    return unasked.first { side(of: $0) == needy }
  }
}

extension TaskConfiguration {
  /// The texts of all its prompts, which contaminate nothing.
  package var ownPrompts: [String] {
    perspectives.flatMap { perspective in
      perspective.steps.flatMap { [$0.system?.text, $0.prompt.text] + $0.opening.texts }
        .compactMap { $0 } + [perspective.system?.text].compactMap { $0 }
    }
      + scores.compactMap(\.kind.question).flatMap { question in
        [question.prompt.text] + [question.system?.text].compactMap { $0 }
      }
  }
}

extension PerspectiveStep {
  /// The names that its texts show.
  fileprivate var names: [String] {
    let opening: [String] =
      if case .messages(let messages) = opening { messages.flatMap(\.prompt.names) } else { [] }
    return prompt.names + (system?.names ?? []) + opening
  }
}

extension Opening {
  /// Its texts as written.
  fileprivate var texts: [String] {
    switch self {
    case .none: []
    case .examples(let examples):
      examples.flatMap { $0.members.compactMap { $0.value.string } }
    case .messages(let messages): messages.map(\.prompt.text)
    }
  }
}
