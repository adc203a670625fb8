/// The unit of work, of failure and of accounting: one completion of one perspective of one sample.
struct Cell: Sendable {
  var sample: Sample
  var column: PlannedColumn
  /// Its place among all cells of the run: lower goes first.
  var order: Int
}

/// What became of a cell.
struct CellOutcome: Sendable {
  enum Status: String, Sendable {
    case ok
    case reference
    case refused
    case truncated
    case empty
    case failed
    case pending
  }

  var status: Status
  var response: String?
  var preparation: String?
  /// The steps that were asked, in order.
  var steps: [StepRecord]
  var error: CellError?

  static func reference(_ text: String?) -> CellOutcome {
    CellOutcome(status: .reference, response: text, preparation: nil, steps: [], error: nil)
  }

  static let pending = CellOutcome(
    status: .pending, response: nil, preparation: nil, steps: [], error: nil)
}

/// Why a cell has no response, as it stands in the dataset.
struct CellError: Sendable, Hashable {
  /// One of the classes of errors: `rate_limited`, `context_length` and so on.
  var kind: String
  var status: Int?
  var message: String
  /// Whether asking again, unchanged, may succeed.
  var isTransient = false
}
