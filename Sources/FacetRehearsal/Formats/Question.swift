internal import FacetJSON
internal import FacetModels

/// What a request asks, in whatever format it came.
struct Question {
  var format: WireFormat
  var model: String
  /// The text of the user's last message.
  var message: String
  var promptTokens: Int
  /// The most tokens the answer may have; `nil` for no limit.
  var outputLimit: Int?
  /// Sequences that end the answer.
  var stops: [String] = []
  /// The first of the tools that the request offers.
  var tool: Tool?
  var hasToolResults: Bool
  /// The JSON that the answer must be, as a schema; an empty object where any JSON will do.
  var answerSchema: JSONValue?
  /// What of the prompt may be cached.
  var prefix: PrefixCache.Prefix
  /// What is asked, as a number: see ``ContentDigest``.
  var digest: UInt64
  /// The request as it came.
  var body = JSONValue.null

  struct Tool {
    var name: String
    var schema: JSONValue
  }
}

/// Why a request is no question.
struct Refusal: Error {
  var failure: Failure

  init(_ kind: Failure.Kind, _ message: String, parameter: String? = nil) {
    failure = Failure(kind, message)
    failure.parameter = parameter
  }
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

  /// A schema's or another part's cost in tokens.
  var tokenCount: Int { TokenCount.tokens(in: text) }
}
