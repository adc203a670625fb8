package import FacetJSON

/// How questions about CSV files are made, answered and verified.
///
/// Such a task has two perspectives: the first gets the hint; the second does not, and is asked
/// `completions` times.
package struct CSVAnalysis: Sendable, Hashable {
  /// The model that generates questions; `nil` for the model that answers.
  package var questionModel: String?
  package var maxTurns = 10
  package var maxInvalidReplies = 3
  package var maxContextTokens = 80_000
  package var maxActiveTurns: Int?
  /// The number of runs without the hint; `nil` for the perspective's own `completions`.
  package var consistencyRuns: Int?
  /// Whether ``runsByDifficulty`` determines the number of runs of a question.
  package var isDynamic = false
  /// By the published names: `EASY`, `MEDIUM`, `HARD`, `VERY_HARD`.
  package var runsByDifficulty = ["EASY": 2, "MEDIUM": 2, "HARD": 4, "VERY_HARD": 6]
  /// The absolute tolerance between two numbers; `nil` for a millionth.
  package var floatTolerance: JSONNumber?
  /// The tolerance between two numbers relative to the larger; `nil` for a thousandth.
  package var relativeTolerance: JSONNumber?
  package var stopsWhenDecided = false
  package var codeTool = CodeToolChoice.automatic
  /// The time limit of one execution.
  package var executionTimeout = Duration.seconds(30)
  /// The maximum characters of an execution's output that a model sees.
  package var outputLimit = 10_000

  package init() {}
}
