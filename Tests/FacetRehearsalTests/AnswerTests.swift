import FacetJSON
import FacetModels
import Testing

@testable import FacetRehearsal

@Suite("Answers are text that can be repeated")
struct AnswerTests {
  private let sample = """
    Summarize the passage.

    ```
    The glacier retreated faster than the surveyors had predicted, exposing a ridge of granite \
    that no expedition had mapped before the autumn storms arrived.
    ```
    """

  private func answer(
    to request: RehearsalRequest, seed: UInt64 = 1
  ) async throws -> RawResponse {
    try await RehearsalServer.withServer(options: RehearsalOptions(seed: seed)) { server in
      try #require(server.response(to: request))
    }
  }

  @Test(
    "Equal content gets equal bytes from every server of a seed", arguments: WireFormat.allCases)
  func deterministic(format: WireFormat) async throws {
    let first = try await answer(to: RehearsalRequest(format, sample))
    let second = try await answer(to: RehearsalRequest(format, sample))
    #expect(first.body == second.body)
    #expect(first.answer(format) != nil)
  }

  @Test("The order of a body's keys does not count")
  func keyOrder() async throws {
    let request = RehearsalRequest(.openAIChat, sample)
    var turned = request
    turned.body = .object(
      JSONObject(
        request.body.object?.members.reversed().map { ($0.key, $0.value) } ?? []))
    #expect(turned.bytes != request.bytes)
    #expect(try await answer(to: request).body == answer(to: turned).body)
  }

  @Test("Another seed, model, message or seed parameter gets another answer")
  func differences() async throws {
    let request = RehearsalRequest(.openAIChat, sample)
    var seeded = request
    seeded["seed"] = 7
    let texts = try await [
      answer(to: request).answer(.openAIChat),
      answer(to: request, seed: 2).answer(.openAIChat),
      answer(to: seeded).answer(.openAIChat),
      answer(to: RehearsalRequest(.openAIChat, sample, model: "other")).answer(.openAIChat),
      answer(to: RehearsalRequest(.openAIChat, sample + " ")).answer(.openAIChat),
    ]
    #expect(Set(texts).count == texts.count)
  }

  @Test("An answer is a few sentences in the sample's own words")
  func words() async throws {
    for seed in 0..<20 as Range<UInt64> {
      let answer = RehearsedText.make(about: sample, seed: seed)
      let words = answer.text.split { $0 == " " || $0 == "\n" }
      #expect((40...105).contains(words.count))
      #expect(answer.text.hasSuffix("."))
      #expect(answer.text.first?.isUppercase == true || answer.text.hasPrefix("“"))
      let terms = sample.lowercased().split { !$0.isLetter }.filter { $0.count > 4 }
      let own = answer.text.lowercased().split { !$0.isLetter }.count { terms.contains($0) }
      #expect(own >= 5)
      #expect(!answer.text.contains("Summarize"))
    }
  }

  @Test("A message without words still gets sentences", arguments: ["", "?!", "```\n```", "a b c"])
  func noWords(message: String) {
    let answer = RehearsedText.make(about: message, seed: 3)
    #expect(answer.text.split(separator: " ").count >= 40)
  }

  @Test("A sample in another script is answered in its words")
  func script() {
    let answer = RehearsedText.make(about: "```\n港は夜明けに静かだった。船は出なかった。\n```", seed: 3)
    #expect(answer.text.contains("港は夜明"))
  }

  @Test("An answer never costs more than its limit", arguments: WireFormat.allCases, [1, 5, 30])
  func limit(format: WireFormat, limit: Int) async throws {
    let response = try await answer(to: RehearsalRequest(format, sample, maxTokens: limit))
    let expected = [
      WireFormat.openAIChat: "length", .anthropicMessages: "max_tokens",
      .geminiGenerateContent: "MAX_TOKENS",
    ]
    #expect(response.finishReason(format) == expected[format])
    let tokens = try #require(response.completionTokens(format))
    #expect((limit - 6...limit).contains(tokens))
    #expect(TokenCount.tokens(in: response.answer(format) ?? "") == tokens)
  }

  @Test("A length that is wished for is come close to", arguments: [10, 200, 3000])
  func target(tokens: Int) {
    var random = SeededRandom(seed: 5)
    let answer = RehearsedText(about: sample, target: tokens, limit: nil, random: &random)
    #expect((tokens - 8...tokens).contains(answer.tokens))
    #expect(!answer.isCut)
    #expect(answer.text.hasSuffix("."))
  }

  @Test("An answer ends before a stop sequence")
  func stop() async throws {
    var request = RehearsalRequest(.openAIChat, sample)
    request["stop"] = ["."]
    let text = try #require(try await answer(to: request).answer(.openAIChat))
    #expect(!text.contains(".") && !text.isEmpty)
  }

  @Test("A schema is answered with JSON that fits it", arguments: WireFormat.allCases)
  func schema(format: WireFormat) async throws {
    let schema: JSONValue = [
      "type": "object",
      "properties": [
        "city": ["type": "string"], "rank": ["type": "integer", "minimum": 3, "maximum": 4],
        "kind": ["enum": ["a"]], "tags": ["type": "array", "items": ["type": "boolean"]],
      ],
    ]
    var request = RehearsalRequest(format, sample)
    switch format {
    case .openAIChat:
      request["response_format"] = ["type": "json_schema", "json_schema": ["schema": schema]]
    case .anthropicMessages:
      request["output_config"] = ["format": ["type": "json_schema", "schema": schema]]
    case .geminiGenerateContent:
      request["generationConfig"] = [
        "responseMimeType": "application/json", "responseJsonSchema": schema,
      ]
    }
    let text = try #require(try await answer(to: request).answer(format))
    let value = try ResponseJSON.value(of: Array(text.utf8))
    #expect(value["city"]?.string?.isEmpty == false)
    #expect([3, 4].contains(value["rank"]?.int))
    #expect(value["kind"] == "a")
    #expect(value["tags"]?[1]?.bool != nil)
  }

  @Test("A tool is called on demand, and not again once it has answered")
  func tools() async throws {
    var request = RehearsalRequest(.openAIChat, sample)
    request["tools"] = [
      [
        "type": "function",
        "function": [
          "name": "look_up",
          "parameters": ["type": "object", "properties": ["word": ["type": "string"]]],
        ],
      ]
    ]
    #expect(try await answer(to: request).finishReason(.openAIChat) == "stop")
    request = request.with("x-facet-tool-call", "true")
    let response = try await answer(to: request)
    #expect(response.finishReason(.openAIChat) == "tool_calls")
    let call = try #require(response.json?["choices"]?[0]?["message"]?["tool_calls"]?[0])
    #expect(call["function"]?["name"] == "look_up")
    let arguments = try #require(call["function"]?["arguments"]?.string)
    #expect(try ResponseJSON.value(of: Array(arguments.utf8))["word"]?.string != nil)
    request["messages"] = [
      ["role": "user", "content": .string(sample)],
      ["role": "assistant", "content": nil, "tool_calls": [call]],
      ["role": "tool", "tool_call_id": "x", "content": "a word"],
    ]
    #expect(try await answer(to: request).finishReason(.openAIChat) == "stop")
  }

  @Test(
    "Tokens are a quarter of the bytes and no fewer than the words",
    arguments: [("", 0), ("a", 1), ("a b c d", 4), ("word", 1), ("words", 2), ("  ", 1)])
  func tokenRule(text: String, tokens: Int) {
    #expect(TokenCount.tokens(in: text) == tokens)
  }
}

extension RehearsedText {
  fileprivate static func make(about message: String, seed: UInt64) -> RehearsedText {
    var random = SeededRandom(seed: seed)
    return RehearsedText(about: message, target: nil, limit: nil, random: &random)
  }
}
