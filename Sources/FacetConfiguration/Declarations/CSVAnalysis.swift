package import FacetJSON

/// How questions about CSV files are made, answered and verified.
///
/// Of the two perspectives of such a task the first is given the hint, the second is not and is
/// asked `completions` times.
package struct CSVAnalysis: Sendable, Hashable {
  /// How a model hands code over.
  package enum CodeTool: String, Sendable, CaseIterable {
    /// By a tool call, and in a fenced block where the endpoint refuses tools.
    case automatic = "auto"
    case tool
    case fenced
  }

  /// The model that makes questions; `nil` for the one that answers.
  package var questionModel: String?
  package var maxTurns = 10
  package var maxInvalidReplies = 3
  package var maxContextTokens = 80_000
  package var maxActiveTurns: Int?
  /// Runs without the hint; `nil` for the perspective's own `completions`.
  package var consistencyRuns: Int?
  /// Whether ``runsByDifficulty`` decides how many runs a question gets.
  package var isDynamic = false
  /// By the published names: `EASY`, `MEDIUM`, `HARD`, `VERY_HARD`.
  package var runsByDifficulty = ["EASY": 2, "MEDIUM": 2, "HARD": 4, "VERY_HARD": 6]
  /// How far apart two numbers may be, whatever their size; `nil` for a millionth.
  package var floatTolerance: JSONNumber?
  /// How far apart two numbers may be, as a part of the larger; `nil` for a thousandth.
  package var relativeTolerance: JSONNumber?
  package var stopsWhenDecided = false
  package var codeTool = CodeTool.automatic
  /// The time limit of one execution.
  package var executionTimeout = Duration.seconds(30)
  /// Characters of an execution's output that a model sees.
  package var outputLimit = 10_000

  package init() {}
}
