internal import FacetHTTP
internal import FacetJSON

/// Joins the events of a stream into the body that the same server sends without streaming.
protocol StreamJoining {
  init()

  /// Adds the next event.
  mutating func add(_ event: JSONValue)

  /// Whether the answer has ended.
  var isComplete: Bool { get }

  /// The body so far; `nil` if no event was part of an answer.
  ///
  /// - Parameter broken: The finish reason of an unfinished answer; `nil` for a finished one.
  func body(broken: String?) -> JSONValue?
}

extension WireFormat {
  /// The content of a streamed body.
  enum Streamed {
    case body(JSONValue)
    case failure(ProviderErrorBody)
  }

  /// Returns the body that events form, or the error among them; `nil` if they are neither.
  func streamed(_ events: StreamEvents) -> Streamed? {
    switch self {
    case .openAIChat: streamed(events, OpenAIStream())
    case .anthropicMessages: streamed(events, AnthropicStream())
    case .geminiGenerateContent: streamed(events, GeminiStream())
    }
  }

  private func streamed(_ events: StreamEvents, _ empty: some StreamJoining) -> Streamed? {
    var joined = empty
    for event in events.values {
      if let failure = ProviderErrorBody(inSuccess: event) { return .failure(failure) }
      joined.add(event)
    }
    let isWhole = (joined.isComplete || events.hasEnded) && !events.isCut
    return joined.body(broken: isWhole ? nil : FinishReason.brokenOff).map(Streamed.body)
  }
}

extension JSONObject {
  /// Sets a member unless the value is missing or null.
  mutating func take(_ key: String, from value: JSONValue) {
    if let found = value.present(key) { self[key] = found }
  }

  /// Appends text to a text member.
  mutating func append(_ text: String?, to key: String) {
    guard let text, !text.isEmpty else { return }
    self[key] = .string((self[key]?.string ?? "") + text)
  }
}
