import FacetHTTP
import FacetJSON
import FacetModels
import FacetPlatform
import Testing

@Suite("Response formats")
struct ResponseFormatTests {
  /// An object whose members are all required and closed.
  static let strict = """
    {"title": "Film review!", "type": "object", "properties": {
      "stars": {"type": "integer", "minimum": 1, "maximum": 5},
      "tags": {"type": "array", "items": {"type": "string"}}},
     "required": ["stars", "tags"], "additionalProperties": false}
    """

  private static func format(_ schema: String) throws -> ResponseFormat {
    ResponseFormat(try JSONSchema(ConfigurationJSON.value(of: schema)))
  }

  private static func body(
    _ schema: String, at provider: String, _ adjustments: RequestAdjustments = RequestAdjustments(),
    effort: String? = nil, model: String = "some-model"
  ) throws -> JSONValue {
    var request = ModelRequest(
      model: model,
      messages: [ChatMessage(.system, text: "Be brief."), ChatMessage(.user, text: "Hi")],
      options: SamplingOptions(reasoningEffort: effort))
    request.responseFormat = try format(schema)
    let endpoint = Endpoint(
      provider: try #require(ProviderTable.provider(named: provider)), key: nil)
    return try ResponseJSON.value(
      of: endpoint.wireFormat.body(of: request, at: endpoint, adjustments: adjustments))
  }

  @Test("OpenAI's member has a name, the schema as it stands, and a guarantee where it qualifies")
  func openAI() throws {
    let format = try Self.body(Self.strict, at: "openai")["response_format"]
    #expect(format?["type"] == "json_schema")
    #expect(format?["json_schema"]?["name"] == "Film_review_")
    #expect(format?["json_schema"]?["strict"] == true)
    #expect(
      try format?["json_schema"]?["schema"] == ConfigurationJSON.value(of: Self.strict).plain)
  }

  @Test(
    "Only a schema that meets all conditions is sent as strict",
    arguments: [
      (strict, true),
      (#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#, false),
      (
        #"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#,
        false
      ),
      (#"{"type":"array","items":{"type":"string"}}"#, false),
      (
        #"{"type":"object","properties":{"a":{"type":"string","minLength":1}},"required":["a"],"additionalProperties":false}"#,
        false
      ),
      (
        #"{"type":"object","properties":{"a":{"type":["string","null"]}},"required":["a"],"additionalProperties":false}"#,
        true
      ),
      (
        #"{"type":"object","properties":{"a":{"enum":["x"]}},"required":["a"],"additionalProperties":false}"#,
        false
      ),
      (
        ##"{"type":"object","properties":{"a":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["a"],"additionalProperties":false}"##,
        true
      ),
      (#"{"anyOf":[{"type":"object"}]}"#, false),
      (#"{"type":"object","additionalProperties":{"type":"string"}}"#, false),
    ])
  func strictness(schema: String, isStrict: Bool) throws {
    let format = try Self.body(schema, at: "together")["response_format"]
    #expect(format?["json_schema"]?["strict"]?.bool ?? false == isStrict)
    #expect(format?["json_schema"]?["name"]?.string?.isEmpty == false)
  }

  @Test("Anthropic's format stands beside the effort, without the conditions that it refuses")
  func anthropic() throws {
    let body = try Self.body(
      Self.strict, at: "anthropic", effort: "low", model: "claude-sonnet-5")
    let expected = """
      {"effort":"low","format":{"type":"json_schema","schema":{"title":"Film review!",\
      "type":"object","properties":{"stars":{"type":"integer","description":"(minimum: 1, \
      maximum: 5)"},"tags":{"type":"array","items":{"type":"string"}}},\
      "required":["stars","tags"],"additionalProperties":false}}}
      """
    #expect(body["output_config"]?.text == expected)
    #expect(body["system"] == "Be brief.")
  }

  @Test("Gemini's schema stands in the generation's configuration, in Gemini's part of JSON Schema")
  func gemini() throws {
    let body = try Self.body(
      ##"""
      {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {
        "kind": {"const": "a"}, "flag": {"enum": [true, null]},
        "name": {"type": "string", "description": "A name", "minLength": 2, "pattern": "^a"},
        "next": {"$ref": "#/$defs/n", "description": "dropped"},
        "price": {"type": "number", "exclusiveMinimum": 0, "maximum": 9}},
        "$defs": {"n": {"type": "array", "maxItems": 3, "items": {"type": "null"}}}}
      """##, at: "gemini")
    let expected = ##"""
      {"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"kind":{"enum":["a"]},"flag":{"description":"(enum: [true,null])"},"name":{"type":"string","description":"A name (minLength: 2, pattern: \"^a\")"},"next":{"$ref":"#/$defs/n"},"price":{"type":"number","maximum":9,"description":"(exclusiveMinimum: 0)"}},"$defs":{"n":{"type":"array","maxItems":3,"items":{"type":"null"}}}}}
      """##
    #expect(body["generationConfig"]?.text == expected)
  }

  @Test(
    "A choice of which one is null is two schemas for Gemini, which takes no null among choices",
    arguments: [
      (
        #"{"type":["string","null"],"enum":["a",null]}"#,
        #"{"anyOf":[{"enum":["a"],"type":"string"},{"type":"null"}]}"#
      ),
      (#"{"enum":["a",1,null]}"#, #"{"anyOf":[{"enum":["a",1]},{"type":"null"}]}"#),
      (
        #"{"description":"D","type":["string","integer","null"],"enum":[null,"a",1]}"#,
        #"{"description":"D","anyOf":[{"enum":["a",1],"type":["string","integer"]},{"type":"null"}]}"#
      ),
      (#"{"enum":[true,null]}"#, #"{"description":"(enum: [true,null])"}"#),
    ])
  func nullableChoices(schema: String, sent: String) throws {
    let whole = #"{"type":"object","properties":{"x":\#(schema)}}"#
    let body = try Self.body(whole, at: "gemini")
    #expect(
      body["generationConfig"]?["responseJsonSchema"]?["properties"]?["x"]?.text == sent)
  }

  @Test(
    "A schema that a format cannot express goes into the system prompt",
    arguments: [
      ##"{"type":"object","properties":{"next":{"$ref":"#"}}}"##,
      #"{"type":"object","additionalProperties":{"type":"string"}}"#, #"{"type":"object"}"#,
      #"{"type":"object","properties":{},"additionalProperties":true}"#,
    ])
  func inexpressible(schema: String) throws {
    let body = try Self.body(schema, at: "anthropic")
    #expect(body["output_config"] == nil)
    let system = try #require(body["system"]?.string)
    #expect(system.hasPrefix("Be brief.\n\nAnswer with one JSON value"))
    #expect(system.hasSuffix(schema))
    #expect(
      ResponseFormat.schema(askedForIn: system)
        == (try ConfigurationJSON.value(of: schema).plain))
  }

  @Test(
    "Where an endpoint refuses the format, the schema goes into the prompt of every wire format",
    arguments: ["openai", "anthropic", "gemini"])
  func refused(provider: String) throws {
    let adjustments = RequestAdjustments([RequestAdjustment(.responseFormat, .inPrompt)])
    let body = try Self.body(Self.strict, at: provider, adjustments)
    let words = body.text
    #expect(!words.contains("json_schema") && !words.contains("responseJsonSchema"))
    #expect(words.contains("Answer with one JSON value that matches the JSON Schema below"))
    #expect(words.contains("Film review!"))
  }

  @Test("A prompt without a system message gets one for the schema")
  func addsSystemMessage() throws {
    var request = ModelRequest(model: "m", messages: [ChatMessage(.user, text: "Hi")])
    request.responseFormat = try Self.format(#"{"type":"string"}"#)
    let endpoint = Endpoint(
      provider: try #require(ProviderTable.provider(named: "openai")), key: nil)
    let body = try ResponseJSON.value(
      of: endpoint.wireFormat.body(
        of: request, at: endpoint,
        adjustments: RequestAdjustments([RequestAdjustment(.responseFormat, .inPrompt)])))
    #expect(body["messages"]?[0]?["role"] == "system")
    #expect(body["messages"]?[1]?["content"] == "Hi")
  }

  @Test(
    "An endpoint's refusal of the format is learnt",
    arguments: [
      (
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        nil
      ),
      ("This response_format type is unavailable now", nil),
      (
        "Invalid schema for response_format 'answer': In context=(), 'additionalProperties' is required to be supplied and to be false.",
        "response_format"
      ),
      ("output_config.format: Extra inputs are not permitted", nil),
      ("output_config.format.schema: For 'integer' type, property 'minimum' is not supported", nil),
      (
        "Invalid JSON payload received. Unknown name \"responseJsonSchema\" at 'generation_config': Cannot find field.",
        nil
      ),
      ("This model does not support response format `json_schema`.", nil),
      ("The specified schema produces a constraint that has too many states for serving.", nil),
      ("Grammar is too complex", nil), ("JSON mode is not enabled for this model", nil),
      ("Structured outputs are not available for this model", nil),
      ("Unsupported value", "response_format.json_schema.strict"),
    ] as [(String, String?)])
  func learns(message: String, parameter: String?) throws {
    var request = ModelRequest(
      model: "m", messages: [ChatMessage(.user, text: "hi")],
      options: SamplingOptions(maxTokens: 64, reasoningEffort: "low"))
    request.responseFormat = try Self.format(Self.strict)
    let error = ModelError(.invalidRequest, message, status: 400, parameter: parameter)
    let learnt = RequestAdjustments().adjusted(
      after: error, request: request, wireFormat: .openAIChat)
    #expect(learnt?.adjustments.summary == ["response_format in the prompt"])
    #expect(
      learnt?.note.hasPrefix("'m' rejects 'response_format'; the schema now goes into the prompt")
        == true)
    // Learnt once, it is no longer sent, so that the same words teach nothing more about it.
    let again = learnt?.adjustments.adjusted(
      after: error, request: request, wireFormat: .openAIChat)
    #expect((again?.adjustments.changes ?? []).count { $0.option == .responseFormat } <= 1)
  }

  @Test(
    "Other refusals are not taken for one of the format",
    arguments: [
      "'temperature' must be between 0 and 2", "max_tokens is too large: 64",
      "reasoning_effort is not supported with this model",
    ])
  func learnsNothing(message: String) throws {
    var request = ModelRequest(
      model: "m", messages: [ChatMessage(.user, text: "hi")],
      options: SamplingOptions(maxTokens: 64, reasoningEffort: "low"))
    request.responseFormat = try Self.format(Self.strict)
    let learnt = RequestAdjustments().adjusted(
      after: ModelError(.invalidRequest, message, status: 400), request: request,
      wireFormat: .openAIChat)
    #expect(learnt?.adjustments.summary.contains("response_format in the prompt") != true)
  }

  @Test(
    "The service tier goes by each provider's name",
    arguments: [
      ("openai", "service_tier"), ("groq", "service_tier"), ("anthropic", "service_tier"),
      ("gemini", "serviceTier"),
    ])
  func serviceTier(provider: String, key: String) throws {
    var request = ModelRequest(model: "m", messages: [ChatMessage(.user, text: "hi")])
    request.serviceTier = "flex"
    let endpoint = Endpoint(
      provider: try #require(ProviderTable.provider(named: provider)), key: nil)
    let body = try ResponseJSON.value(of: endpoint.wireFormat.body(of: request, at: endpoint))
    #expect(body[key] == "flex")
  }

  @Test("Flex prices are the provider's, cached input included")
  func flexPrices() throws {
    func price(_ provider: String, _ model: String, _ tier: String?) throws -> ModelPrice? {
      try #require(PriceTable.bundled.price(provider: provider, model: model)).price(inTier: tier)
    }
    let flex = try #require(try price("openai", "gpt-6-sol", "flex"))
    #expect(flex.rates.input == USDollars("1") && flex.rates.output == USDollars("5"))
    #expect(flex.rates.cachedInput == USDollars("0.1"))
    #expect(flex.rates.cacheWrite == USDollars("1.25"))
    #expect(flex.rates(promptTokens: 300_000).input == USDollars("2"))
    let gemini = try #require(try price("gemini", "gemini-2.5-pro", "flex"))
    #expect(gemini.rates.cachedInput == USDollars("0.125"))
    #expect(gemini.rates(promptTokens: 300_000).cachedInput == USDollars("0.25"))
    #expect(
      try price("groq", "openai/gpt-oss-120b", "flex")?.rates
        == price("groq", "openai/gpt-oss-120b", nil)?.rates)
    #expect(try price("openai", "gpt-4o-mini", "flex") == nil)
    #expect(try price("openai", "gpt-6-sol", "priority") == nil)
    #expect(
      try price("openai", "gpt-6-sol", "auto") == price("openai", "gpt-6-sol", nil))
  }

  @Test("A flex request without room is a wait, not a used-up quota", arguments: [429, 498, 503])
  func resourceUnavailable(status: Int) throws {
    let endpoint = Endpoint(
      provider: try #require(ProviderTable.provider(named: "openai")), key: nil)
    let body =
      #"{"error":{"message":"Resource unavailable: flex capacity is used up. Please try again later.","type":"resource_unavailable","param":null,"code":"resource_unavailable"}}"#
    let error = #expect(throws: ModelError.self) {
      try endpoint.wireFormat.completion(
        of: HTTPResponse(status: status, headers: [:], body: Array(body.utf8)), at: endpoint,
        now: .zero)
    }
    #expect(error?.kind == (status == 429 ? .rateLimited : .overloaded))
  }
}
