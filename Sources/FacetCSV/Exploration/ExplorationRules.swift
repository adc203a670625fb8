internal import FacetJSON

/// The number of questions that an exploration must produce, and the limits on its length.
package struct ExplorationRules: Sendable, Equatable {
  package var questionCount = 15
  package var difficulties = Difficulty.allCases
  /// The fewest executed pieces of code before questions are accepted.
  package var minTurns = 3
  package var maxTurns = 20
  package var maxInvalidReplies = 3
  package var maxContextTokens = 80_000

  package init() {}

  /// `4 EASY, 5 MEDIUM, …`
  var difficultyCounts: String {
    let quota = DifficultyQuota(total: questionCount, among: difficulties)
    return Difficulty.allCases.compactMap { difficulty in
      quota.counts[difficulty].map { "\($0) \(difficulty.rawValue)" }
    }.joined(separator: ", ")
  }

  /// The rules of its conversation: it ends with a reply of questions, not with an answer that code
  /// submits.
  var conversation: ConversationRules {
    let least = minTurns
    return ConversationRules(
      maxTurns: maxTurns, maxInvalidReplies: maxInvalidReplies,
      maxContextTokens: maxContextTokens, endsOnSubmission: false,
      closingRequest: "The turns are used up. Reply with the questions now, as JSON in one block "
        + "that begins with ```json."
    ) { text, turns in
      guard turns >= least else {
        return .invalid(
          "Look closer before you write questions: you have run \(turns) of at least \(least) "
            + "pieces of code.")
      }
      switch ProposedQuestion.questions(in: text) {
      case .success: return .concludes
      case .failure(let problem):
        return .invalid(
          "The questions could not be read: \(problem.reason). Reply with all of them again, as "
            + "JSON in one block that begins with ```json.")
      }
    }
  }
}
