internal import FacetJSON
internal import FacetModels

/// A wire format, seen from the server: requests in, answers, errors and headers out.
///
/// A dialect holds no state and decides nothing.
protocol Dialect: Sendable {
  /// Reads a request's body.
  ///
  /// - Parameter pathModel: The model that the path names, where the format puts it there.
  func question(in body: JSONValue, pathModel: String?) throws(Refusal) -> Question

  func body(of answer: Answer) -> JSONValue

  func body(of failure: Failure, requestID: String) -> JSONValue

  /// The key of the body's member that holds the answer.
  var answerKey: String { get }

  /// The header with the request's identifier.
  var requestIDHeader: String { get }

  /// The headers that tell a client where it stands with a lane's allowances.
  func headers(for standing: LaneStanding, now: WallTime) -> [(String, String)]

  func modelList(_ models: [String]) -> JSONValue
}

extension WireFormat {
  var dialect: any Dialect {
    switch self {
    case .openAIChat: OpenAIDialect()
    case .anthropicMessages: AnthropicDialect()
    case .geminiGenerateContent: GeminiDialect()
    }
  }
}
