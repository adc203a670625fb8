package import FacetHTTP
internal import FacetJSON

extension WireFormat {
  /// Returns the completion in a response.
  ///
  /// - Parameters:
  ///   - endpoint: The request's destination; its key is kept out of errors.
  ///   - now: The time since the start of 1970, for headers with an absolute time.
  /// - Throws: ``ModelError`` for an error status and for an error under HTTP 200;
  ///   ``ModelError/Kind/malformedResponse`` for an unreadable body.
  package func completion(
    of response: HTTPResponse, at endpoint: Endpoint, now: Duration
  ) throws(ModelError) -> Completion {
    guard (200..<300).contains(response.status) else {
      throw ModelError(from: response, at: endpoint, now: now)
    }
    let body = try body(of: response, at: endpoint, now: now)
    var completion: Completion
    do throws(UnreadableBody) {
      completion =
        switch self {
        case .openAIChat: try OpenAIChat.completion(of: body)
        case .anthropicMessages: try AnthropicMessages.completion(of: body)
        case .geminiGenerateContent: try GeminiGenerateContent.completion(of: body)
        }
    } catch {
      throw unreadable(response, reason: error.reason, endpoint: endpoint)
    }
    completion.requestID =
      ResponseIdentifier.of(response.headers) ?? body["id"]?.string ?? body["responseId"]?.string
    if completion.reportedCostUSD == nil {
      completion.reportedCostUSD = ReportedCost.of(response.headers)
    }
    completion.separateThoughts()
    return completion
  }

  /// Returns the response's body, joined from events if the server streamed it unasked.
  private func body(
    of response: HTTPResponse, at endpoint: Endpoint, now: Duration
  ) throws(ModelError) -> JSONValue {
    var value: JSONValue
    do {
      value = try ResponseJSON.value(of: response.body)
    } catch {
      guard let streamed = StreamEvents(response.body).flatMap(streamed) else {
        throw unreadable(response, reason: "it is not JSON: \(error.message)", endpoint: endpoint)
      }
      return try body(of: streamed, response, at: endpoint, now: now)
    }
    value = WrappedBody.unwrapped(value)
    if let failure = ProviderErrorBody(inSuccess: value) {
      throw ModelError(body: failure, response: response, at: endpoint, now: now)
    }
    // One provider wraps some answers in an array of one.
    let whole = value[0] ?? value
    let isChunk = whole["choices"]?[0].map { $0["delta"] != nil && $0["message"] == nil } ?? false
    let elements = value.array ?? []
    guard isChunk || elements.count > 1,
      let streamed = streamed(StreamEvents(of: elements.isEmpty ? [value] : elements))
    else { return whole }
    return try body(of: streamed, response, at: endpoint, now: now)
  }

  private func body(
    of streamed: Streamed, _ response: HTTPResponse, at endpoint: Endpoint, now: Duration
  ) throws(ModelError) -> JSONValue {
    switch streamed {
    case .body(let body): return body
    case .failure(let failure):
      throw ModelError(body: failure, response: response, at: endpoint, now: now)
    }
  }

  private func unreadable(
    _ response: HTTPResponse, reason: String, endpoint: Endpoint
  ) -> ModelError {
    var message = "the answer cannot be used: \(reason)"
    var hint: String?
    if response.body.isEmpty {
      message = "the answer is empty"
    } else if PlainText.isHTML(response.body) {
      message = "the answer is \(PlainText.summary(of: response.body)), not JSON"
      hint = "check the base URL \(endpoint.baseURL): it may lack a path such as /v1"
    } else if response.body.starts(with: Array("data:".utf8))
      || response.body.starts(with: Array("event:".utf8))
    {
      message = "the answer is a stream of events, and none of them is part of an answer"
      hint = "remove 'stream' from 'extra_body'"
    }
    message = KeyRedaction(for: endpoint).redacting(message)
    return ModelError(
      .malformedResponse, ModelError.bounded(message), status: response.status,
      requestID: ResponseIdentifier.of(response.headers), hint: hint)
  }
}

/// Why a JSON body is not a completion.
struct UnreadableBody: Error {
  var reason: String
}
