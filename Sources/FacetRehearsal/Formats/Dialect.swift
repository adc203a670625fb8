internal import FacetJSON
internal import FacetModels

/// A wire format, seen from the server: requests in, answers, errors and headers out.
///
/// A dialect holds no state and makes no decisions.
protocol Dialect: Sendable {
  /// Reads a request's body.
  ///
  /// - Parameter pathModel: The model named in the path, if the format puts it there.
  func question(in body: JSONValue, pathModel: String?) throws(Refusal) -> Question

  func body(of answer: Answer) -> JSONValue

  func body(of failure: Failure, requestID: String) -> JSONValue

  /// The key of the body's member that holds the answer.
  var answerKey: String { get }

  /// The header with the request's identifier.
  var requestIDHeader: String { get }

  /// The headers that report a lane's remaining allowances to a client.
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
