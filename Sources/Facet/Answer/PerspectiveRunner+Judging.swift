internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetScore

extension PerspectiveRunner {
  /// Asks a judge about the response of a cell, or about two responses.
  ///
  /// - Parameters:
  ///   - answers: The answers of the cell's steps before its response.
  ///   - responses: The responses that are shown, in this order.
  func verdict(
    of step: PlannedStep, on cell: Cell, after answers: [StepText],
    showing responses: [ShownResponse], from source: some StepSource
  ) async -> JudgeVerdict {
    guard let first = responses.first else { return JudgeVerdict(.failure(Unscored(.notAnswered))) }
    var progress = Progress(
      judging: answers + responses.map(\.text), after: first.fingerprint)
    do throws(Obstacle) {
      let answer = try await answer(to: step, of: cell, after: &progress, source)
      var verdict = JudgeVerdict(
        answer.text.value?["choice"]?.string.map {
          .success(
            JudgeVerdict.Choice(word: $0, reasons: answer.text.value?["reasons"]?.string))
        } ?? .failure(Unscored(.judgeUnreadable)))
      verdict.records = progress.records
      return verdict
    } catch {
      if case .asking(.failed(_, let record)) = error { progress.records.append(record) }
      var verdict = JudgeVerdict(.failure(error.ofJudge))
      verdict.records = progress.records
      if case .asking(.stopped) = error { verdict.wasStopped = true }
      return verdict
    }
  }
}

/// What a judge says, and its requests.
struct JudgeVerdict: Sendable {
  /// The word that it chooses, and why.
  struct Choice: Sendable {
    var word: String
    var reasons: String?
  }

  var choice: Result<Choice, Unscored>
  /// A record for each turn.
  var records: [StepRecord] = []
  /// Whether it was not asked because the run was stopped.
  var wasStopped = false

  init(_ choice: Result<Choice, Unscored>) {
    self.choice = choice
  }

  /// The number of the choice.
  func score(by rule: Scorer.JudgeRule) -> Score {
    switch choice {
    case .success(let choice):
      rule.choices.first { $0.word == choice.word }.map { Score($0.value, detail: choice.reasons) }
        ?? Score(.judgeUnreadable)
    case .failure(let unscored): Score(unscored.reason, detail: unscored.detail)
    }
  }

  /// The better of two responses.
  ///
  /// - Parameter isOneFirst: Whether the pair's first response was shown first.
  func winner(isOneFirst: Bool) -> Result<Tournament.Winner, Unscored> {
    let words = Scorer.PairwiseRule.words
    return choice.flatMap { choice in
      switch choice.word {
      case words.first: .success(isOneFirst ? .one : .other)
      case words.second: .success(isOneFirst ? .other : .one)
      case words.tie: .success(.neither)
      default: .failure(Unscored(.judgeUnreadable))
      }
    }
  }
}

extension PerspectiveRunner.Obstacle {
  /// Why a judge has no verdict.
  fileprivate var ofJudge: Unscored {
    switch self {
    case .asking(.stopped): Unscored(.notJudged)
    case .asking(.failed(let reason, _)): Unscored(.judgeFailed, detail: reason.message)
    case .contaminated(let found):
      Unscored(.judgeFailed, detail: "its prompt holds text of a benchmark: \(found)")
    case .unmatched(let error): Unscored(.judgeUnreadable, detail: error.message)
    case .unrendered(let error, _): Unscored(.noGold, detail: error.message)
    }
  }
}
