import FacetHTTP
import FacetJSON
import FacetModels
import FacetPlatform
import Testing

@Suite struct RequestTests {
  enum Conversation: String, CaseIterable, Sendable {
    case plain
    case system
    case tools
    case options
    case extra
    case opaque
  }

  private static let tool = ToolDefinition(
    name: "weather", description: "Weather of a city",
    parameters: ["type": "object", "properties": ["city": ["type": "string"]]])

  private static func request(_ conversation: Conversation) -> ModelRequest {
    var request = ModelRequest(
      model: "some-model", messages: [ChatMessage(.user, text: "Say \"hi\"\nto Zoë")])
    switch conversation {
    case .plain: break
    case .system:
      request.messages = [
        ChatMessage(.system, text: "Be brief."), ChatMessage(.system, text: "Be kind."),
        ChatMessage(.user, text: "Capital of Peru?"), ChatMessage(.assistant, text: "Lima"),
        ChatMessage(.user, text: "And of Chile?"), ChatMessage(.user, text: "Now."),
      ]
    case .tools:
      request.tools = [tool]
      request.messages = [
        ChatMessage(.user, text: "Weather in Lima and Cusco?"),
        ChatMessage(
          .assistant,
          [
            .text("I look."),
            .toolCall(ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Lima"}"#)),
            .toolCall(ToolCall(id: "call_2", name: "weather", arguments: "not JSON")),
          ]),
        ChatMessage(
          .tool, [.toolResult(ToolResult(callID: "call_1", name: "weather", content: "19 °C"))]),
        ChatMessage(
          .tool,
          [
            .toolResult(
              ToolResult(callID: "call_2", name: "weather", content: "bad call", isError: true))
          ]),
        ChatMessage(.user, text: "Well?"),
      ]
    case .options:
      request.options = SamplingOptions(
        maxTokens: 64, temperature: JSONNumber(validated: "0.70"),
        topP: JSONNumber(validated: "0.9"), stop: ["###", "\n"], seed: 7, reasoningEffort: "low")
    case .extra:
      request.options = SamplingOptions(maxTokens: 64, temperature: JSONNumber(1))
      request.extraBody = [
        "temperature": 0.5, "max_tokens": 8, "generationConfig": ["topK": 40],
        "safety": [["level": nil]],
      ]
    case .opaque:
      request.messages.append(
        ChatMessage(
          .assistant,
          [
            .opaque(OpaqueBlock(wireFormat: .openAIChat, value: ["reasoning_content": "Hm."])),
            .opaque(
              OpaqueBlock(
                wireFormat: .anthropicMessages,
                value: ["type": "thinking", "thinking": "Hm.", "signature": "c2ln"])),
            .opaque(
              OpaqueBlock(
                wireFormat: .geminiGenerateContent,
                value: [
                  "functionCall": ["name": "weather", "args": [:]], "thoughtSignature": "c2ln",
                ])),
            .toolCall(ToolCall(id: "facet-call-0", name: "weather", arguments: "")),
          ]))
      request.messages.append(
        ChatMessage(
          .tool,
          [.toolResult(ToolResult(callID: "facet-call-0", name: "weather", content: "19 °C"))]))
    }
    return request
  }

  private static func endpoint(_ name: String, key: String? = "the-key") throws -> Endpoint {
    Endpoint(
      provider: try #require(ProviderTable.provider(named: name)), key: key.map(Secret.init))
  }

  @Test(
    "A body has its wire format's shape",
    arguments: ["together", "anthropic", "gemini"], Conversation.allCases)
  func body(provider: String, conversation: Conversation) throws {
    let endpoint = try Self.endpoint(provider)
    let body = endpoint.wireFormat.body(of: Self.request(conversation), at: endpoint)
    let expected = try Fixture.json(
      "Requests/\(endpoint.wireFormat.rawValue).\(conversation).json")
    #expect(try ResponseJSON.value(of: body).canonicalBytes == expected.canonicalBytes)
    // The digits of the configuration are sent, so the text must agree too.
    #expect(String(decoding: body, as: UTF8.self) == expected.text)
  }

  @Test(
    "Members that providers name differently go by the provider's name",
    arguments: [
      ("openai", #""max_completion_tokens":64"#, #""seed":7"#),
      ("azure", #""max_completion_tokens":64"#, #""seed":7"#),
      ("cerebras", #""max_completion_tokens":64"#, #""seed":7"#),
      ("mistral", #""max_tokens":64"#, #""random_seed":7"#),
      ("vllm", #""max_tokens":64"#, #""seed":7"#),
    ])
  func providerNames(provider: String, limit: String, seed: String) throws {
    let endpoint = try Self.endpoint(provider)
    let body = String(
      decoding: endpoint.wireFormat.body(of: Self.request(.options), at: endpoint), as: UTF8.self)
    #expect(body.contains(limit))
    #expect(body.contains(seed))
    #expect(body.contains(#""temperature":0.70"#))
  }

  @Test("Options that a model is known to refuse are not sent", arguments: WireFormat.allCases)
  func adjusted(format: WireFormat) throws {
    let endpoint = try Self.endpoint("openai")
    let adjustments = RequestAdjustments(
      [.temperature, .topP, .stop, .seed, .reasoningEffort].map { RequestAdjustment($0, .leftOut) }
        + [RequestAdjustment(.maxTokens, .renamed)])
    let body = String(
      decoding: format.body(of: Self.request(.options), at: endpoint, adjustments: adjustments),
      as: UTF8.self
    ).lowercased()
    for word in ["temperature", "top", "stop", "seed", "effort", "thinking"] {
      #expect(!body.contains(word))
    }
    #expect(body.contains("64"))
    if format == .openAIChat { #expect(body.contains(#""max_tokens":64"#)) }
  }

  @Test(
    "A request goes to its provider's address, with the key in the header that it reads",
    arguments: [
      (
        "together", "https://api.together.ai/v1/chat/completions", "Authorization", "Bearer the-key"
      ),
      ("anthropic", "https://api.anthropic.com/v1/messages", "x-api-key", "the-key"),
      (
        "gemini",
        "https://generativelanguage.googleapis.com/v1beta/models/some-model:generateContent",
        "x-goog-api-key", "the-key"
      ),
      ("ollama", "http://localhost:11434/v1/chat/completions", "Authorization", "Bearer the-key"),
    ])
  func request(provider: String, url: String, header: String, value: String) throws {
    let endpoint = try Self.endpoint(provider)
    let request = endpoint.wireFormat.httpRequest(for: Self.request(.plain), at: endpoint)
    #expect(request.method == .post)
    #expect(request.url == url)
    #expect(request.headers.filter { $0.value.contains("the-key") }.map(\.name) == [header])
    #expect(request.headers.first { $0.name == header }?.value == value)
    #expect(
      request.headers.contains { $0.name == "Content-Type" && $0.value == "application/json" })
    #expect(!request.url.contains("the-key"))
    #expect(!String(decoding: request.body, as: UTF8.self).contains("the-key"))
  }

  @Test("Without a key no header is sent for one", arguments: ProviderTable.all)
  func noKey(provider: Provider) {
    let endpoint = Endpoint(provider: provider)
    let names = provider.wireFormat.httpRequest(for: Self.request(.plain), at: endpoint).headers
      .map { $0.name.lowercased() }
    #expect(!names.contains("authorization"))
    #expect(!names.contains { $0.hasSuffix("api-key") })
  }

  @Test("The configuration's headers override Facet's own")
  func extraHeaders() throws {
    var endpoint = try Self.endpoint("anthropic")
    endpoint.extraHeaders = ["Anthropic-Version": "2026-10-21", "x-title": "Facet"]
    let headers = endpoint.wireFormat.httpRequest(for: Self.request(.plain), at: endpoint).headers
    #expect(
      headers.filter { $0.name.lowercased() == "anthropic-version" }.map(\.value) == ["2026-10-21"])
    #expect(headers.contains { $0.name == "x-title" && $0.value == "Facet" })
  }

  @Test("A token for Anthropic goes as a bearer")
  func bearerForAnthropic() throws {
    var endpoint = try Self.endpoint("anthropic")
    endpoint.keyVariable = "ANTHROPIC_AUTH_TOKEN"
    let headers = endpoint.wireFormat.httpRequest(for: Self.request(.plain), at: endpoint).headers
    #expect(headers.contains { $0.name == "Authorization" && $0.value == "Bearer the-key" })
    #expect(!headers.contains { $0.name == "x-api-key" })
  }

  @Test(
    "A path is joined to its base URL however that is written",
    arguments: [
      ("anthropic", "https://proxy.example/v1/", "https://proxy.example/v1/messages"),
      ("anthropic", "https://proxy.example", "https://proxy.example/v1/messages"),
      ("openai", "https://proxy.example/v1/", "https://proxy.example/v1/chat/completions"),
    ])
  func joins(provider: String, base: String, url: String) throws {
    var endpoint = try Self.endpoint(provider)
    endpoint.baseURL = base
    #expect(endpoint.wireFormat.httpRequest(for: Self.request(.plain), at: endpoint).url == url)
  }

  @Test("Gemini's own prefix of a name is not doubled")
  func geminiModelPath() throws {
    let endpoint = try Self.endpoint("gemini")
    var request = Self.request(.plain)
    request.model = "models/gemini-3.5-flash"
    #expect(
      endpoint.wireFormat.httpRequest(for: request, at: endpoint).url
        .hasSuffix("/v1beta/models/gemini-3.5-flash:generateContent"))
  }

  @Test(
    "The request for the list of models has the key and no body",
    arguments: [
      ("openai", "https://api.openai.com/v1/models"),
      ("anthropic", "https://api.anthropic.com/v1/models"),
      ("gemini", "https://generativelanguage.googleapis.com/v1beta/models"),
    ])
  func modelList(provider: String, url: String) throws {
    let endpoint = try Self.endpoint(provider)
    let request = endpoint.wireFormat.modelListRequest(at: endpoint)
    #expect(request.method == .get)
    #expect(request.url == url)
    #expect(request.body.isEmpty)
    #expect(request.headers.contains { $0.value.contains("the-key") })
  }

  @Test("Gemini 2.5 gets an effort as a token budget")
  func geminiBudget() throws {
    let endpoint = try Self.endpoint("gemini")
    var request = Self.request(.plain)
    request.model = "gemini-2.5-flash"
    request.options.reasoningEffort = "medium"
    let body = String(decoding: endpoint.wireFormat.body(of: request, at: endpoint), as: UTF8.self)
    #expect(body.contains(#""thinkingConfig":{"thinkingBudget":8192}"#))
  }

  @Test("Anthropic gets the results of tools before the text beside them")
  func resultsFirst() throws {
    let endpoint = try Self.endpoint("anthropic")
    var request = Self.request(.plain)
    request.messages = [
      ChatMessage(.user, text: "Well?"),
      ChatMessage(.tool, [.toolResult(ToolResult(callID: "c", name: "f", content: "19"))]),
    ]
    let body = String(decoding: endpoint.wireFormat.body(of: request, at: endpoint), as: UTF8.self)
    #expect(
      body.contains(
        #""content":[{"type":"tool_result","tool_use_id":"c","content":"19"},"#
          + #"{"type":"text","text":"Well?"}]"#))
  }

  @Test("An answer is sent back as the provider wrote it")
  func echoes() throws {
    for (fixture, provider, expected) in [
      (
        "gemini.tool-call", "gemini",
        #"{"functionCall":{"name":"weather","args":{"city":"Lima"}},"thoughtSignature":"c2lnbg=="}"#
      ),
      (
        "anthropic.thinking", "anthropic",
        #"{"type":"thinking","thinking":"Hm.","signature":"c2ln"},"#
          + #"{"type":"redacted_thinking","data":"eHg="},{"type":"text","text":"Lima"}"#
      ),
      ("deepseek.tool-call", "deepseek", #""reasoning_content":"I need the weather.""#),
    ] {
      let endpoint = try Self.endpoint(provider)
      let completion = try endpoint.wireFormat.completion(
        of: Fixture.response(fixture), at: endpoint, now: .zero)
      var request = Self.request(.plain)
      request.messages.append(ChatMessage(.assistant, completion.content))
      let body = String(
        decoding: endpoint.wireFormat.body(of: request, at: endpoint), as: UTF8.self)
      #expect(body.contains(expected))
      #expect(body.ranges(of: #""name":"weather""#).count <= 1)
    }
  }
}
