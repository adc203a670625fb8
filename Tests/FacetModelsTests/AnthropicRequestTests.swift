import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@Suite("Requests to Anthropic")
struct AnthropicRequestTests {
  private func body(_ change: (inout ModelRequest) -> Void) throws -> JSONValue {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: "anthropic")))
    var request = ModelRequest(
      model: "claude-sonnet-4-6", messages: [ChatMessage(.user, text: "Hello")])
    change(&request)
    return try ResponseJSON.value(of: endpoint.wireFormat.body(of: request, at: endpoint))
  }

  @Test(
    "A reasoning effort takes each model's form",
    arguments: [
      ("claude-haiku-4-5", "low", 8000, #"{"type":"enabled","budget_tokens":2048}"#, nil),
      ("claude-haiku-4-5-20251001", "high", 8000, #"{"type":"enabled","budget_tokens":4000}"#, nil),
      ("claude-sonnet-4-5", "medium", 32_000, #"{"type":"enabled","budget_tokens":8192}"#, nil),
      (
        "claude-sonnet-4-20250514", "max", 99_000, #"{"type":"enabled","budget_tokens":32768}"#, nil
      ),
      ("claude-3-7-sonnet-20250219", "low", 1500, #"{"type":"enabled","budget_tokens":1024}"#, nil),
      ("claude-opus-4-5", "low", 1024, nil, nil),
      ("claude-3-5-haiku-latest", "low", 8000, nil, nil),
      ("claude-sonnet-4-6", "medium", 8000, #"{"type":"adaptive"}"#, "medium"),
      ("claude-opus-5-5", "xhigh", 8000, #"{"type":"adaptive"}"#, "xhigh"),
      ("claude-fable-5", "minimal", 8000, #"{"type":"adaptive"}"#, "low"),
      ("anthropic/claude-opus-4.7", "high", 8000, #"{"type":"adaptive"}"#, "high"),
      ("claude-haiku-4-5", "none", 8000, #"{"type":"disabled"}"#, nil),
      ("claude-opus-5", "none", 8000, #"{"type":"disabled"}"#, nil),
      ("deepseek-v4-pro", "high", 8000, nil, "high"),
    ] as [(String, String, Int, String?, String?)])
  func effort(
    model: String, effort: String, maxTokens: Int, thinking: String?, outputEffort: String?
  ) throws {
    let body = try body {
      $0.model = model
      $0.options.reasoningEffort = effort
      $0.options.maxTokens = maxTokens
    }
    #expect(body["thinking"]?.text == thinking)
    #expect(body["output_config"]?["effort"]?.string == outputEffort)
    let isLeftOut = WireFormat.anthropicMessages.unsupportedOptions(
      of: SamplingOptions(maxTokens: maxTokens, reasoningEffort: effort), model: model
    ).contains(.reasoningEffort)
    #expect(isLeftOut == (thinking == nil && outputEffort == nil))
  }

  /// The places of the marks in a conversation of some turns: message and block.
  private func marks(turns: Int) throws -> [String] {
    var messages = [
      ChatMessage(.system, text: "Run code."), ChatMessage(.user, text: "The file"),
    ]
    for turn in 0..<turns {
      let call = ToolCall(id: "c\(turn)", name: "python", arguments: "{}")
      messages.append(ChatMessage(.assistant, [.text("I try"), .toolCall(call)]))
      let result = ToolResult(callID: call.id, name: call.name, content: "\(turn)")
      messages.append(ChatMessage(.tool, [.toolResult(result)]))
    }
    let body = try body { [messages] request in
      request.messages = messages
      request.cachesHistory = true
    }
    return (body["messages"]?.array ?? []).enumerated().flatMap { place, message in
      (message["content"]?.array ?? []).enumerated().compactMap { index, block in
        block["cache_control"] == ["type": "ephemeral"] ? "\(place).\(index)" : nil
      }
    }
  }

  @Test("A conversation has marks at the ends of its opening and its latest turns, at most four")
  func history() throws {
    #expect(try marks(turns: 0) == ["0.0"])
    #expect(try marks(turns: 1) == ["0.0", "2.0"])
    #expect(try marks(turns: 3) == ["0.0", "2.0", "4.0", "6.0"])
    #expect(try marks(turns: 8) == ["0.0", "12.0", "14.0", "16.0"])
  }

  @Test("A note behind the opening, which differs from turn to turn, is not in the mark")
  func openingNote() throws {
    let body = try body {
      $0.messages = [ChatMessage(.user, [.text("The file"), .text("(3 turns left out)")])]
      $0.cachesHistory = true
    }
    let content = body["messages"]?[0]?["content"]
    #expect(content?[0]?["cache_control"] != nil)
    #expect(content?[1]?["cache_control"] == nil)
  }

  @Test("Input that a cache keeps for an hour costs twice as much as other input")
  func hourWrites() throws {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: "anthropic")))
    let body = #"""
      {"content":[{"type":"text","text":"Lima"}],"stop_reason":"end_turn","usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":3000000,"cache_creation":{"ephemeral_5m_input_tokens":1000000,"ephemeral_1h_input_tokens":2000000}}}
      """#
    let completion = try endpoint.wireFormat.completion(
      of: HTTPResponse(status: 200, headers: [:], body: Array(body.utf8)), at: endpoint, now: .zero)
    let usage = try #require(completion.usage)
    let price = try #require(
      PriceTable.bundled.price(provider: "anthropic", model: "claude-haiku-4-5"))
    #expect(price.cost(of: usage) == USDollars("5.25"))
  }
}
