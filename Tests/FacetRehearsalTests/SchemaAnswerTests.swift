import FacetJSON
import FacetModels
import Testing

@testable import FacetRehearsal

@Suite("Structured answers of the rehearsal")
struct SchemaAnswerTests {
  static let schemas: [JSONValue] = [
    [
      "type": "object",
      "properties": [
        "code": ["type": "string", "pattern": "^[A-Z]{2}-\\d{3}$"],
        "share": ["type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1],
        "price": ["type": "number", "minimum": 5, "multipleOf": 0.25],
        "year": ["type": "integer", "minimum": -3, "maximum": -3],
        "name": ["type": "string", "minLength": 20, "maxLength": 25],
        "list": ["type": "array", "items": ["type": ["null", "string"]], "minItems": 4],
        "none": ["type": "array", "items": ["type": "string"], "maxItems": 0],
        "any": ["anyOf": [["const": 3], ["type": "boolean"]]],
      ],
      "required": ["code", "share", "price", "year", "name", "list", "none", "any"],
      "additionalProperties": false,
    ],
    [
      "$defs": [
        "node": [
          "type": "object", "required": ["label", "children"],
          "properties": [
            "label": ["enum": ["a", "b"]],
            "children": ["type": "array", "items": ["$ref": "#/$defs/node"]],
          ],
        ]
      ],
      "$ref": "#/$defs/node",
    ],
    ["type": "array", "items": ["type": "integer", "maximum": 0]],
  ]

  private static func request(
    _ schema: JSONValue, _ format: WireFormat, inPrompt: Bool = false, index: Int
  ) throws -> RehearsalRequest {
    var request = RehearsalRequest(format, "Sample \(index) about herons and slow rivers")
    if inPrompt {
      let words = JSONValue.string(ResponseFormat(try JSONSchema(schema)).instruction)
      switch format {
      case .openAIChat:
        request["messages"] = [
          ["role": "system", "content": words],
          ["role": "user", "content": .string("Sample \(index)")],
        ]
      case .anthropicMessages: request["system"] = words
      case .geminiGenerateContent: request["systemInstruction"] = ["parts": [["text": words]]]
      }
      return request
    }
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
    return request
  }

  @Test(
    "An answer matches its schema, on the wire or in the prompt", arguments: WireFormat.allCases,
    [false, true])
  func matches(format: WireFormat, inPrompt: Bool) async throws {
    try await RehearsalServer.withServer { server in
      for schema in Self.schemas {
        let checked = try JSONSchema(schema)
        for index in 0..<10 {
          let request = try Self.request(schema, format, inPrompt: inPrompt, index: index)
          let text = try #require(server.response(to: request)?.answer(format))
          #expect(checked.answer(in: text).mismatches == [], "\(text)")
        }
      }
    }
  }

  @Test("Conditions that a request can only say in a description are met")
  func saidConditions() async throws {
    let said: JSONValue = [
      "type": "object",
      "properties": [
        "code": [
          "type": "string",
          "description": "A code (of old) (pattern: \"^(a|b), \\\\d{2}$\", maxLength: 5)",
        ],
        "stars": ["type": "integer", "description": "(minimum: 7, maximum: 7)"],
        "plain": ["type": "string", "description": "Not a condition (really: no)"],
      ],
    ]
    let checked = try JSONSchema([
      "properties": [
        "code": ["pattern": "^(a|b), \\d{2}$"], "stars": ["const": 7], "plain": ["type": "string"],
      ],
      "required": ["code", "stars", "plain"],
    ])
    try await RehearsalServer.withServer { server in
      for index in 0..<5 {
        let request = try Self.request(said, .geminiGenerateContent, index: index)
        let text = try #require(server.response(to: request)?.answer(.geminiGenerateContent))
        #expect(checked.answer(in: text).mismatches == [], "\(text)")
      }
    }
  }

  @Test("A share of the answers misses the schema in every way", arguments: WireFormat.allCases)
  func slips(format: WireFormat) async throws {
    var options = RehearsalOptions(seed: 3)
    options.faults = try RehearsalFaults(parsing: "schema=50%")
    let schema = Self.schemas[0]
    let checked = try JSONSchema(schema)
    try await RehearsalServer.withServer(options: options) { server in
      let answers = try (0..<120).map { index in
        let request = try Self.request(schema, format, index: index)
        return checked.answer(in: try #require(server.response(to: request)?.answer(format)))
      }
      let sentences = answers.flatMap(\.mismatches).map(\.sentence)
      #expect((20...50).contains(answers.count { !$0.mismatches.isEmpty }))
      #expect(
        answers.contains { $0.wrapping == .fence } && answers.contains { $0.wrapping == .prose })
      #expect(sentences.contains { $0.contains("lacks the member") })
      #expect(sentences.contains { $0.contains("unexpected end of data") })
      #expect(sentences.contains { $0.hasPrefix("must be ") || $0.hasPrefix("matches none") })
    }
  }

  @Test("An answer without a schema is good whatever the share")
  func leavesOthers() async throws {
    var options = RehearsalOptions()
    options.faults = RehearsalFaults([.schema: 1])
    let request = RehearsalRequest(.openAIChat, "A sample about herons")
    let plain = try await RehearsalServer.withServer {
      $0.response(to: request)?.answer(.openAIChat)
    }
    let answer = try await RehearsalServer.withServer(options: options) {
      $0.response(to: request)?.answer(.openAIChat)
    }
    #expect(answer != nil && answer == plain)
  }
}
