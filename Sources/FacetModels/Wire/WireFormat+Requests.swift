package import FacetHTTP
internal import FacetPlatform

extension WireFormat {
  /// Returns the HTTP request that asks for one completion.
  ///
  /// - Parameters:
  ///   - endpoint: The base URL, key and headers, and the provider's member names.
  ///   - adjustments: The changes learnt from the model's refusals.
  package func httpRequest(
    for request: ModelRequest, at endpoint: Endpoint,
    adjustments: RequestAdjustments = RequestAdjustments(),
    deadlines: HTTPDeadlines = HTTPDeadlines()
  ) -> HTTPRequest {
    HTTPRequest(
      method: .post, url: completionURL(model: request.model, at: endpoint),
      headers: headers(at: endpoint, hasBody: true),
      body: body(of: request, at: endpoint, adjustments: adjustments), deadlines: deadlines)
  }

  /// Returns the body of the HTTP request that asks for one completion: UTF-8, compact JSON.
  package func body(
    of request: ModelRequest, at endpoint: Endpoint,
    adjustments: RequestAdjustments = RequestAdjustments()
  ) -> [UInt8] {
    switch self {
    case .openAIChat:
      OpenAIChat.body(of: request, for: endpoint.provider, adjustments: adjustments)
    case .anthropicMessages: AnthropicMessages.body(of: request, adjustments: adjustments)
    case .geminiGenerateContent: GeminiGenerateContent.body(of: request, adjustments: adjustments)
    }
  }

  /// Returns the request for the list of models, which verifies the address and the key.
  package func modelListRequest(
    at endpoint: Endpoint, deadlines: HTTPDeadlines = HTTPDeadlines()
  ) -> HTTPRequest {
    let base = endpoint.trimmedBaseURL
    let path =
      switch self {
      case .openAIChat, .geminiGenerateContent: "/models"
      case .anthropicMessages: AnthropicMessages.path("/models", below: base)
      }
    return HTTPRequest(
      method: .get, url: base + path,
      headers: headers(at: endpoint, hasBody: false),
      deadlines: deadlines)
  }

  /// The set options that are not sent because this wire format lacks them or the model cannot use
  /// them.
  package func unsupportedOptions(
    of options: SamplingOptions, model: String
  ) -> Set<RequestOption> {
    switch self {
    case .openAIChat, .geminiGenerateContent: return []
    case .anthropicMessages:
      var unsupported: Set<RequestOption> = [.seed]
      if AnthropicMessages.effort(of: options, model: model) == nil {
        unsupported.insert(.reasoningEffort)
      }
      return options.setOptions.intersection(unsupported)
    }
  }

  private func completionURL(model: String, at endpoint: Endpoint) -> String {
    let base = endpoint.trimmedBaseURL
    let path =
      switch self {
      case .openAIChat: "/chat/completions"
      case .anthropicMessages: AnthropicMessages.path("/messages", below: base)
      case .geminiGenerateContent: GeminiGenerateContent.path(model: model)
      }
    return base + path
  }

  /// The headers of a request; the configuration's override Facet's own.
  private func headers(at endpoint: Endpoint, hasBody: Bool) -> [HTTPHeader] {
    var headers = [HTTPHeader("Accept", "application/json")]
    if hasBody { headers.append(HTTPHeader("Content-Type", "application/json")) }
    if self == .anthropicMessages {
      headers.append(HTTPHeader("anthropic-version", AnthropicMessages.version))
    }
    if let key = endpoint.key, !key.exposed.isEmpty {
      headers.append(keyHeader(key, variable: endpoint.keyVariable))
    }
    guard !endpoint.extraHeaders.isEmpty else { return headers }
    let own = endpoint.extraHeaders.sorted { $0.key < $1.key }
    let replaced = Set(own.map { $0.key.lowercased() })
    headers.removeAll { replaced.contains($0.name.lowercased()) }
    return headers + own.map { HTTPHeader($0.key, $0.value) }
  }

  private func keyHeader(_ key: Secret, variable: String?) -> HTTPHeader {
    switch self {
    case .anthropicMessages where variable?.hasSuffix("_AUTH_TOKEN") != true:
      HTTPHeader("x-api-key", key.exposed)
    case .geminiGenerateContent: HTTPHeader("x-goog-api-key", key.exposed)
    case .openAIChat, .anthropicMessages: HTTPHeader("Authorization", "Bearer \(key.exposed)")
    }
  }
}

extension Endpoint {
  var trimmedBaseURL: String {
    guard baseURL.utf8.last == UInt8(ascii: "/") else { return baseURL }
    var base = baseURL[...]
    while base.last == "/" { base.removeLast() }
    return String(base)
  }
}
