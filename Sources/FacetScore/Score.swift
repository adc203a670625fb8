package import FacetJSON

/// What a scorer says of a completion: a number, or nothing with a reason.
package struct Score: Sendable, Hashable {
  /// `nil` if there is a ``reason``.
  package var value: ScoreValue?
  /// Why there is no number.
  package var reason: NoScore?
  /// A sentence for people, such as a database's error; it does not change the score.
  package var detail: String?

  package init(_ value: ScoreValue, detail: String? = nil) {
    self.value = value
    self.detail = detail
  }

  package init(_ reason: NoScore, detail: String? = nil) {
    self.reason = reason
    self.detail = detail
  }

  /// 1 for a condition that holds, else 0.
  init(_ isRight: Bool) {
    self.init(isRight ? .one : .zero)
  }
}

/// Why a completion has no number; never 0, which would say that it is wrong.
package enum NoScore: String, Sendable, Hashable, CaseIterable {
  /// The cell has no response, or an empty one.
  case notAnswered = "not_answered"
  /// The model refused to answer.
  case refused
  /// The cell is the reference.
  case reference
  /// The scorer does not judge this perspective or sample.
  case excluded
  /// The response lacks the part to judge.
  case noExtract = "no_extract"
  /// The sample lacks what is expected, or has it in a form that cannot be compared.
  case noGold = "no_gold"
  /// The database is missing, or no SQLite database.
  case noDatabase = "no_database"
  /// The expected query fails.
  case goldFailed = "gold_failed"
  /// The box in which a score is made could not be used.
  case boxFailed = "box_failed"
  /// The program that scores ended, or said nothing that can be read.
  case commandFailed = "command_failed"
  /// The program that scores took too long.
  case timeout
  /// The program that scores said that it cannot tell.
  case unsure
  /// The judge was not asked, because the run was stopped.
  case notJudged = "not_judged"
  /// The judge's request failed.
  case judgeFailed = "judge_failed"
  /// The judge's answer is none of the choices.
  case judgeUnreadable = "judge_unreadable"
  /// The text is too long for the pattern.
  case tooLong = "too_long"
  /// The group has fewer than two answers.
  case oneCandidate = "one_candidate"
  /// No answer of the group has a strict majority.
  case noMajority = "no_majority"
  /// A part of the sum has no number.
  case missingPart = "missing_part"
}

extension NoScore {
  /// Whether another attempt may give a number, so that the ledger does not keep the reason.
  package var isTransient: Bool {
    switch self {
    case .boxFailed, .commandFailed, .timeout, .notJudged, .judgeFailed: true
    default: false
    }
  }

  /// Whether the scorer tried and could not tell, so that its `missing` applies.
  package var isScorersOwn: Bool {
    switch self {
    case .notAnswered, .refused, .reference, .excluded: false
    default: true
    }
  }
}
