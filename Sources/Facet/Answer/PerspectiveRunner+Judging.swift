internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetScore

extension PerspectiveRunner {
  /// Asks a judge about a cell's response; its requests are added to the outcome.
  func verdict(
    of judge: PlannedJudge, by rule: Scorer.JudgeRule, on cell: Cell,
    _ outcome: inout CellOutcome, from source: some StepSource
  ) async -> Score {
    guard let response = outcome.response, !outcome.steps.isEmpty else {
      return Score(.notAnswered)
    }
    var progress = Progress(judging: outcome, response)
    defer { outcome.judgements += progress.records }
    do throws(Obstacle) {
      let answer = try await answer(to: judge.step, of: cell, after: &progress, source)
      guard let word = answer.text.value?["choice"]?.string,
        let choice = rule.choices.first(where: { $0.word == word })
      else { return Score(.judgeUnreadable) }
      return Score(choice.value, detail: answer.text.value?["reasons"]?.string)
    } catch {
      switch error {
      case .asking(.stopped):
        outcome.awaitsJudge = true
        return Score(.notJudged)
      case .asking(.failed(let reason, let record)):
        progress.records.append(record)
        return Score(.judgeFailed, detail: reason.message)
      case .contaminated(let found):
        return Score(.judgeFailed, detail: "its prompt holds text of a benchmark: \(found)")
      case .unmatched(let error): return Score(.judgeUnreadable, detail: error.message)
      case .unrendered(let error, _): return Score(.noGold, detail: error.message)
      }
    }
  }
}

/// How the judges of a run are asked.
struct Judging: Sendable {
  let runner: PerspectiveRunner
  let asker: StepAsker
}
