internal import FacetModels

/// One turn of one step, ready to be asked.
struct StepRequest: Sendable {
  /// The step's name: `reading` or `strategy`.
  var name: String
  var lane: Int
  var request: ModelRequest
  var draw: Draw
  var previous: Fingerprint?
  /// How many steps of the run have the same fingerprint, this one included.
  var uses: Int
  /// The cell's place among all: lower goes first.
  var order: Int
  /// Estimated tokens of the prompt.
  var estimatedPromptTokens: Int
}

/// A step that has an answer.
struct StepResult: Sendable {
  var completion: Completion
  var record: StepRecord
}

/// A step without an answer.
enum StepFailure: Error, Sendable {
  /// It was asked and failed for good.
  case failed(ModelError, StepRecord)
  /// It will not be asked in this run: the run was stopped, or its endpoint was.
  case stopped
}
