import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import Testing

@Suite("Every wire format is served")
struct WireFormatTests {
  @Test("A chat completion has the members that OpenAI's has")
  func chatCompletion() async throws {
    try await RehearsalServer.withServer { server in
      let response = try #require(server.response(to: RehearsalRequest(.openAIChat)))
      #expect(response.status == 200)
      #expect(response.header("content-type") == "application/json")
      #expect(response.header("x-request-id")?.hasPrefix("req_") == true)
      let json = try #require(response.json)
      #expect(json["object"] == "chat.completion")
      #expect(json["id"]?.string?.hasPrefix("chatcmpl-") == true)
      #expect(json["model"] == "some-model")
      #expect(json["choices"]?.array?.count == 1)
      #expect(json["choices"]?[0]?["message"]?["role"] == "assistant")
      #expect(json["choices"]?[0]?["finish_reason"] == "stop")
      #expect(response.answer(.openAIChat)?.isEmpty == false)
      let usage = try #require(json["usage"])
      let prompt = try #require(usage["prompt_tokens"]?.int)
      let completion = try #require(usage["completion_tokens"]?.int)
      #expect(prompt == 4 + 8)
      #expect(completion > 40)
      #expect(usage["total_tokens"]?.int == prompt + completion)
    }
  }

  @Test("A message has the members that Anthropic's has")
  func message() async throws {
    try await RehearsalServer.withServer { server in
      let response = try #require(server.response(to: RehearsalRequest(.anthropicMessages)))
      #expect(response.status == 200)
      #expect(response.header("request-id")?.hasPrefix("req_") == true)
      let json = try #require(response.json)
      #expect(json["type"] == "message")
      #expect(json["role"] == "assistant")
      #expect(json["content"]?[0]?["type"] == "text")
      #expect(json["stop_reason"] == "end_turn")
      #expect(response.answer(.anthropicMessages)?.isEmpty == false)
      #expect(json["usage"]?["input_tokens"]?.int == 12)
      #expect((json["usage"]?["output_tokens"]?.int ?? 0) > 40)
    }
  }

  @Test("Generated content has the members that Gemini's has")
  func generatedContent() async throws {
    try await RehearsalServer.withServer { server in
      let response = try #require(server.response(to: RehearsalRequest(.geminiGenerateContent)))
      #expect(response.status == 200)
      let json = try #require(response.json)
      #expect(json["candidates"]?[0]?["content"]?["role"] == "model")
      #expect(json["candidates"]?[0]?["finishReason"] == "STOP")
      #expect(json["modelVersion"] == "some-model")
      #expect(response.answer(.geminiGenerateContent)?.isEmpty == false)
      let usage = try #require(json["usageMetadata"])
      let prompt = try #require(usage["promptTokenCount"]?.int)
      let completion = try #require(usage["candidatesTokenCount"]?.int)
      #expect(prompt == 12)
      #expect(usage["totalTokenCount"]?.int == prompt + completion)
    }
  }

  @Test(
    "Any base URL leads to the same answers",
    arguments: [
      "/chat/completions", "/v1/chat/completions", "/openai/v1/chat/completions",
      "/inference/v1/chat/completions", "/api/v1/chat/completions",
      "/v1beta/openai/chat/completions", "/v1/chat/completions?api-version=1",
    ])
  func prefix(path: String) async throws {
    try await RehearsalServer.withServer { server in
      var request = RehearsalRequest()
      request.path = path
      #expect(server.response(to: request)?.status == 200)
    }
  }

  @Test("Models are listed in each format's shape")
  func modelLists() async throws {
    try await RehearsalServer.withServer { server in
      let openAI = server.response(get: "/openai/v1/models")?.json
      #expect(openAI?["object"] == "list")
      #expect(openAI?["data"]?[0]?["id"] == "rehearsal-large")
      let anthropic = server.response(
        get: "/v1/models", headers: "anthropic-version: 2023-06-01\r\n")?.json
      #expect(anthropic?["data"]?[0]?["type"] == "model")
      #expect(anthropic?["has_more"] == false)
      let gemini = server.response(get: "/v1beta/models")?.json
      #expect(gemini?["models"]?[0]?["name"] == "models/rehearsal-large")
    }
  }

  @Test(
    "A request that no provider would accept is rejected in its format",
    arguments: [
      (.openAIChat, "model", nil), (.openAIChat, "messages", []),
      (.openAIChat, "messages", [["content": "x"]]), (.openAIChat, "stream", true),
      (.openAIChat, "n", 2), (.anthropicMessages, "max_tokens", nil),
      (.anthropicMessages, "stream", true),
      (.anthropicMessages, "messages", [["role": "tool", "content": "x"]]),
      (.geminiGenerateContent, "contents", nil),
    ] as [(WireFormat, String, JSONValue?)])
  func invalid(format: WireFormat, key: String, value: JSONValue?) async throws {
    try await RehearsalServer.withServer { server in
      var request = RehearsalRequest(format)
      request[key] = value
      let response = try #require(server.response(to: request))
      #expect(response.status == 400)
      let error = try #require(response.json?["error"])
      switch format {
      case .openAIChat: #expect(error["param"] == .string(key))
      case .anthropicMessages: #expect(error["type"] == "invalid_request_error")
      case .geminiGenerateContent: #expect(error["status"] == "INVALID_ARGUMENT")
      }
    }
  }

  @Test("A message to Anthropic needs the version header")
  func version() async throws {
    try await RehearsalServer.withServer { server in
      var request = RehearsalRequest(.anthropicMessages)
      request.headers = []
      #expect(server.response(to: request)?.status == 400)
    }
  }

  @Test("A body that is not JSON is a bad request")
  func notJSON() async throws {
    try await RehearsalServer.withServer { server in
      let connection = RawConnection(port: server.port)
      connection.send(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{\"a\":")
      #expect(connection.response()?.status == 400)
    }
  }

  @Test(
    "A model whose name begins with 'missing-' does not exist", arguments: WireFormat.allCases)
  func missingModel(format: WireFormat) async throws {
    try await RehearsalServer.withServer { server in
      let response = server.response(to: RehearsalRequest(format, model: "missing-model"))
      #expect(response?.status == 404)
      let error = response?.json?["error"]
      switch format {
      case .openAIChat: #expect(error?["code"] == "model_not_found")
      case .anthropicMessages: #expect(error?["type"] == "not_found_error")
      case .geminiGenerateContent: #expect(error?["status"] == "NOT_FOUND")
      }
    }
  }

  @Test("Only valid keys are accepted if keys are configured", arguments: WireFormat.allCases)
  func keys(format: WireFormat) async throws {
    var options = RehearsalOptions()
    options.acceptedKeys = [.init("right")]
    try await RehearsalServer.withServer(options: options) { server in
      let request = RehearsalRequest(format)
      let (name, prefix) =
        switch format {
        case .openAIChat: ("authorization", "Bearer ")
        case .anthropicMessages: ("x-api-key", "")
        case .geminiGenerateContent: ("x-goog-api-key", "")
        }
      #expect(server.response(to: request)?.status == 401)
      #expect(server.response(to: request.with(name, prefix + "wrong"))?.status == 401)
      #expect(server.response(to: request.with(name, prefix + "right"))?.status == 200)
    }
  }

  @Test("Other paths and methods are not served")
  func otherPaths() async throws {
    try await RehearsalServer.withServer { server in
      #expect(server.response(get: "/v1/chat/completions")?.status == 405)
      #expect(server.response(get: "/nothing")?.status == 404)
      var request = RehearsalRequest(.geminiGenerateContent)
      request.path = "/v1beta/models/m:streamGenerateContent?alt=sse"
      #expect(server.response(to: request)?.status == 400)
    }
  }
}
