package import FacetJSON

/// The JSON that a model is to answer with.
package struct ResponseFormat: Sendable, Hashable {
  /// The schema's name on the wire: at most 64 letters, digits, `_` and `-`.
  package let name: String
  package let schema: JSONSchema
  /// The forms that requests carry, made once for all of them.
  private let forms: Forms

  /// The schema as each wire format writes it.
  private struct Forms: Sendable {
    var openAI: JSONValue
    var isStrict: Bool
    var anthropic: JSONValue?
    var gemini: JSONValue?

    init(_ schema: JSONSchema) {
      openAI = schema.source.withoutSchemaKeys(["$schema", "$id", "$comment"])
      isStrict = schema.isStrict
      anthropic = SchemaSubset.anthropic.schema(of: schema)
      gemini = SchemaSubset.gemini.schema(of: schema)
    }
  }

  /// Names the schema after its title.
  package init(_ schema: JSONSchema) {
    self.schema = schema
    name = Self.name(from: schema.source["title"]?.string ?? "")
    forms = Forms(schema)
  }

  package static func == (left: ResponseFormat, right: ResponseFormat) -> Bool {
    left.name == right.name && left.schema == right.schema
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(schema)
  }

  /// Whether the schema meets the conditions of a guaranteed match.
  var isStrict: Bool { forms.isStrict }

  private static func name(from title: String) -> String {
    var name = ""
    for scalar in title.unicodeScalars.prefix(64) {
      let isKept = scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar)
      if isKept || scalar == "-" {
        name.unicodeScalars.append(scalar)
      } else if name.last != "_" {
        name += "_"
      }
    }
    return name.contains { $0 != "_" && $0 != "-" } ? name : "answer"
  }

  /// The format as JSON, for fingerprints and records. The schema keeps the order of its members:
  /// models answer in that order.
  package var json: JSONValue { ["name": .string(name), "schema": schema.source] }

  /// The words that ask for the format in a prompt, where an endpoint has no member for it.
  package var instruction: String { Self.instructionOpening + wireSchema.text }

  private static let instructionOpening =
    "Answer with one JSON value that matches the JSON Schema below, and with nothing else: no "
    + "explanation, no code fence.\n\n"

  /// The schema that a prompt asks for in the words of ``instruction``; `nil` if it does not.
  package static func schema(askedForIn prompt: String) -> JSONValue? {
    guard prompt.utf8.count > instructionOpening.utf8.count,
      let start = prompt.utf8.firstRange(of: instructionOpening.utf8)?.upperBound
    else { return nil }
    let line = prompt.utf8[start...].prefix { $0 != UInt8(ascii: "\n") }
    return try? ResponseJSON.value(of: Array(line))
  }

  /// The schema without the members that mean nothing to a model.
  var wireSchema: JSONValue { forms.openAI }

  /// The schema as requests of a wire format carry it; `nil` if the format cannot express it.
  fileprivate func form(for wireFormat: WireFormat) -> JSONValue? {
    switch wireFormat {
    case .openAIChat: forms.openAI
    case .anthropicMessages: forms.anthropic
    case .geminiGenerateContent: forms.gemini
    }
  }
}

extension ModelRequest {
  /// The messages with the response format in words, at the end of the system prompt: there, the
  /// prefix that requests share stays the same over samples and turns.
  var messagesNamingFormat: [ChatMessage] {
    guard let responseFormat else { return messages }
    var messages = messages
    if let index = messages.lastIndex(where: { $0.role == .system }) {
      messages[index].content.append(.text("\n\n" + responseFormat.instruction))
    } else {
      messages.insert(ChatMessage(.system, text: responseFormat.instruction), at: 0)
    }
    return messages
  }

  /// The request as a wire format writes it after the adjustments: with its response format as a
  /// member of the body or, where that is not possible, in words.
  func writingFormat(
    _ adjustments: RequestAdjustments, for wireFormat: WireFormat
  ) -> (request: ModelRequest, schema: JSONValue?) {
    guard let responseFormat else { return (self, nil) }
    if !adjustments.putsSchemaInPrompt, let schema = wireFormat.schema(of: responseFormat) {
      return (self, schema)
    }
    var request = self
    request.messages = messagesNamingFormat
    return (request, nil)
  }
}

extension WireFormat {
  /// The schema as requests of this wire format carry it; `nil` if the format cannot express it, so
  /// that it goes into the prompt.
  package func schema(of format: ResponseFormat) -> JSONValue? {
    format.form(for: self)
  }
}
