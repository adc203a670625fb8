internal import FacetJSON
internal import FacetModels

/// The content of a request, independent of the wire format.
struct Question {
  var format: WireFormat
  var model: String
  /// The text of the user's last message.
  var message: String
  var promptTokens: Int
  /// The maximum tokens of the answer; `nil` for no limit.
  var outputLimit: Int?
  /// Sequences that end the answer.
  var stops: [String] = []
  /// The first tool that the request offers.
  var tool: Tool?
  var hasToolResults: Bool
  /// The schema of the JSON that the answer must be; an empty object if any JSON will do.
  var answerSchema: JSONValue?
  /// The part of the prompt that may be cached.
  var prefix: PrefixCache.Prefix
  /// The digest of the content: see ``ContentDigest``.
  var digest: UInt64
  /// The request as received.
  var body = JSONValue.null

  struct Tool {
    var name: String
    var schema: JSONValue
  }
}

extension Question {
  /// The refusal of the request's response format, in the words of its API; `nil` if it has none.
  var formatRefusal: Refusal? {
    switch format {
    case .openAIChat where body["response_format"] != nil:
      Refusal(
        .invalidRequest,
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        parameter: "response_format")
    case .anthropicMessages where body["output_config"]?["format"] != nil:
      Refusal(.invalidRequest, "output_config.format: Extra inputs are not permitted")
    case .geminiGenerateContent where body["generationConfig"]?["responseJsonSchema"] != nil:
      Refusal(
        .invalidRequest,
        "Invalid JSON payload received. Unknown name \"responseJsonSchema\" at "
          + "'generation_config': Cannot find field.")
    default: nil
    }
  }
}

/// Why a request is not a valid question.
struct Refusal: Error {
  var failure: Failure

  init(_ kind: Failure.Kind, _ message: String, parameter: String? = nil) {
    failure = Failure(kind, message)
    failure.parameter = parameter
  }
}

/// The prompt tokens of a response format: providers count the schema as input.
func schemaTokens(_ schema: JSONValue?) -> Int {
  schema?.object?.isEmpty == false ? schema?.tokenCount ?? 0 : 0
}

extension JSONValue {
  /// The text of a message's content: a string, or the text parts of a list.
  var contentText: String {
    if let string { return string }
    return (array ?? []).compactMap { part in
      part.string ?? part["text"]?.string
        ?? (part["content"].map(\.contentText)).flatMap { $0.isEmpty ? nil : $0 }
    }.joined(separator: "\n")
  }

  /// The tokens of a schema or another part.
  var tokenCount: Int { TokenCount.tokens(in: text) }
}
