/// Which rows one kind of training data consists of.
package struct MakeRules: Sendable {
  /// How the answers to one prompt are chosen for tuning.
  package enum Keep: String, Sendable, CaseIterable {
    case all
    case best
    case first
    case shortest
  }

  /// Which pairs a prompt gives.
  package enum Pairs: String, Sendable, CaseIterable {
    case bestWorst = "best_worst"
    case all
    case adjacent
  }

  /// How conversations of several turns become pairs.
  package enum PairForm: String, Sendable, CaseIterable {
    /// The first turn that differs.
    case step
    case trace
  }

  /// Which assistant messages of a conversation are learnt.
  package enum Turns: String, Sendable, CaseIterable {
    /// One row with `messages`.
    case all
    /// One row with `prompt` and `completion`.
    case last
    /// One such row for each assistant message.
    case each
  }

  package var kind: TrainingKind
  /// Names of the sources; empty for all.
  package var from: [String] = []
  /// The name of the score that ranks answers; `nil` for the only one.
  package var score: String?
  package var condition: RowCondition?
  package var keep = Keep.all
  /// The least score, in millionths.
  package var minScore: Int?
  package var pairs = Pairs.bestWorst
  package var pairForm = PairForm.step
  /// The least difference of a pair's scores, in millionths.
  package var minDifference = 100_000
  package var chosenMinimum: Int?
  package var rejectedMaximum: Int?
  package var maxPairsPerPrompt: Int?
  package var maxLengthRatio: Double?
  /// Perspectives whose answers are preferred, a pattern with `*`; and those that are rejected.
  package var chosen: String?
  package var rejected: String?
  /// The score from which an answer has passed, in millionths.
  package var pass = 1_000_000
  /// The bounds of the share of passed answers; `nil` for more than none and fewer than all.
  package var band: ClosedRange<Double>?
  /// The fewest scored answers of a prompt.
  package var minOf = 4
  /// The field with the ground truth; `nil` for the reference.
  package var groundTruth: String?
  package var turns = Turns.all
  /// Fields of the sample that become columns; `nil` for the default of the kind.
  package var fields: [String]?
  package var mix = MixRules()
  /// The number of rows that is expected of each task type.
  package var bounds: [String: ClosedRange<Int>] = [:]

  package init(_ kind: TrainingKind) {
    self.kind = kind
  }
}
