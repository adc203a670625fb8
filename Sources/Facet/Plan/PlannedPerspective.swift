package import FacetConfiguration

/// A perspective with its prompts and lanes.
package struct PlannedPerspective: Sendable {
  package var index: Int
  package var condition: String
  /// The model's part in the names of its columns; `nil` if the perspective is asked of one model.
  let modelLabel: String?
  /// The condition, and the model if the perspective is asked of several.
  let label: String
  /// In the order in which they are asked; empty for the reference, whose response is the sample's
  /// own.
  package var steps: [PlannedStep]
  /// The judges of its completions, each after the last step.
  var judges: [PlannedJudge]
  package var completions: Int
  /// The number of identical perspectives earlier in the list.
  package var draw: Int
  package var declaration: Perspective?

  init(
    index: Int, condition: String, modelLabel: String? = nil, steps: [PlannedStep] = [],
    judges: [PlannedJudge] = [], completions: Int, draw: Int, declaration: Perspective? = nil
  ) {
    self.index = index
    self.condition = condition
    self.modelLabel = modelLabel
    label = modelLabel.map { "\(condition) · \($0)" } ?? condition
    self.steps = steps
    self.judges = judges
    self.completions = completions
    self.draw = draw
    self.declaration = declaration
  }

  /// Notes how many requests of a scorer's comparisons are counted with it.
  mutating func count(_ comparisons: PlannedComparisons) {
    for index in judges.indices where judges[index].scorer == comparisons.scorer {
      judges[index].callsPerSample = comparisons.calls(of: self.index)
    }
  }

  /// Its steps, and those of its judges.
  var allSteps: [PlannedStep] { steps + judges.map(\.step) }

  /// The names of what a sample must offer beside fields: a turn to ask for.
  var conditionNames: [String] { declaration?.continues == true ? [Self.openTurn] : [] }

  /// The name of a conversation's open turn among the names that a sample may lack; no field of a
  /// template has such a name.
  static let openTurn = "'continue'"

  /// The judge of a scorer; `nil` if that scores other perspectives.
  func judge(of scorer: Int) -> PlannedJudge? { judges.first { $0.scorer == scorer } }

  /// The step whose text is the response; `nil` for the reference.
  package var strategy: PlannedStep? { steps.last }

  /// Whether it was written with `steps`, so that the dataset holds the texts of all steps.
  var showsSteps: Bool { !(declaration?.isPair ?? true) }

  /// Whether its first step is a reading, whose text is the preparation.
  var hasReading: Bool { declaration?.reading != nil }
}

/// A column of the dataset: one completion of one perspective.
package final class PlannedColumn: Sendable {
  package let index: Int
  package let perspective: PlannedPerspective
  /// 0-based.
  package let completion: Int

  init(index: Int, perspective: PlannedPerspective, completion: Int) {
    self.index = index
    self.perspective = perspective
    self.completion = completion
  }

  /// The label in the dataset, numbered if there are several completions.
  var condition: String {
    perspective.completions > 1 ? "\(perspective.label) #\(completion + 1)" : perspective.label
  }
}
