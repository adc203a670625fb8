internal import FacetModels

/// Why a request is retried.
enum RetryCause: Sendable, Hashable {
  /// It failed.
  case failure(ModelError.Kind, status: Int?)
  /// It was answered, but the task rejects such answers.
  case answer(CellStatus)

  init(_ error: ModelError) {
    self = .failure(error.kind, status: error.status)
  }

  /// The cause in words: `429`, `timeout`, `empty answer`.
  var words: String {
    switch self {
    case .answer(let status): "\(status.rawValue) answer"
    case .failure(.malformedResponse, _): "unreadable answer"
    case .failure(_, let status?) where status != 200: "\(status)"
    case .failure(.network, _): "lost connection"
    case .failure(.rateLimited, _): "rate limit"
    case .failure(.overloaded, _): "overload"
    case .failure(let kind, _):
      String(kind.rawValue.map { $0 == "_" ? " " : $0 })
    }
  }
}
