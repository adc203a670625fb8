package import FacetJSON
package import FacetModels
internal import FacetScore

/// The unit of work, of failure and of accounting: one completion of one perspective of one sample.
package struct Cell: Sendable {
  package var sample: Sample
  package var column: PlannedColumn
  /// Its position among all cells of the run; the lowest goes first.
  package var order: Int
}

/// The outcome of a cell.
package struct CellOutcome: Sendable {
  /// The state of the cell.
  package typealias Status = CellStatus

  package var status: Status
  package var response: String?
  /// What another way to answer produced instead of a response, for its own sink.
  package var product: (any Sendable)?
  package var preparation: String?
  /// The response's value, if its step has a schema.
  package var value: JSONValue?
  /// The answers of its steps before the response, in order.
  var answers: [StepText] = []
  /// The steps asked, in order; for a pending conversation, the steps so far.
  package var steps: [StepRecord]
  package var error: CellError?
  /// The requests to judges of its response, a record for each turn.
  var judgements: [StepRecord] = []
  /// Whether a judge was not asked because the run was stopped.
  var awaitsJudge = false
  /// What judges said of its response.
  var verdicts: [JudgeQuestion: JudgeVerdict] = [:]
  /// All requests that were made for it.
  var allRecords: [StepRecord] { judgements.isEmpty ? steps : steps + judgements }
  /// One for each scorer of the configuration, in its order; empty until the sample is scored.
  var scores: [Score] = []

  package init(
    status: Status, response: String?, preparation: String?, steps: [StepRecord],
    error: CellError?, product: (any Sendable)? = nil
  ) {
    self.status = status
    self.product = product
    self.response = response
    self.preparation = preparation
    self.steps = steps
    self.error = error
  }

  static func reference(_ text: String?) -> CellOutcome {
    CellOutcome(status: .reference, response: text, preparation: nil, steps: [], error: nil)
  }

  package static let pending = CellOutcome(
    status: .pending, response: nil, preparation: nil, steps: [], error: nil)
}

/// Why a cell has no response, as written in the dataset.
package struct CellError: Sendable, Hashable {
  /// One of the classes of errors: `rate_limited`, `context_length` and so on.
  package var kind: String
  package var status: Int?
  package var message: String
  /// The class of a cell whose prompt needs a field that is missing or null in its sample.
  static let missingField = "missing_field"

  /// The class of a cell whose score must not be missing and is.
  package static let score = "score"

  /// Whether an unchanged retry may succeed.
  package var isTransient = false
  /// The last reply, if there was one that could not be used.
  package var reply: String?

  package init(kind: String, status: Int?, message: String, isTransient: Bool = false) {
    self.kind = kind
    self.status = status
    self.message = message
    self.isTransient = isTransient
  }

  /// Why a cell failed whose prompt could not be rendered.
  ///
  /// - Parameter column: The column whose perspective needs the field.
  package init(unrendered error: ModelError, of column: PlannedColumn) {
    self.init(
      kind: Self.missingField, status: nil,
      message: "perspective '\(column.condition)': \(error.message)")
  }

  /// Why a step that failed for good has no answer.
  package init(_ error: ModelError) {
    self.init(
      kind: error.kind.rawValue, status: error.status, message: error.message,
      isTransient: error.isTransient)
  }
}
