package import FacetJSON

/// A request to a model: one conversation, as configured, before any adjustment.
package struct ModelRequest: Sendable, Hashable {
  /// The model's name on the wire.
  package var model: String
  /// Oldest first; never empty.
  package var messages: [ChatMessage]
  package var tools: [ToolDefinition]
  package var options: SamplingOptions
  /// The JSON that the answer must be; `nil` for text.
  package var responseFormat: ResponseFormat?
  /// The provider's tier of speed and price; it does not change the request's meaning.
  package var serviceTier: String?
  /// Members added verbatim to the request body; they override Facet's own.
  package var extraBody: JSONObject
  /// The length in bytes of the last message's prefix that other requests share, so that it can be
  /// marked for the cache of a provider that needs marks; 0 if they share the messages before it
  /// alone. It does not change the request's meaning.
  package var cachedPrefixLength: Int?
  /// Whether the conversation will continue, so that its history can be marked for the cache of a
  /// provider that needs marks; it does not change the request's meaning.
  package var cachesHistory = false

  package init(
    model: String, messages: [ChatMessage], tools: [ToolDefinition] = [],
    options: SamplingOptions = SamplingOptions(), responseFormat: ResponseFormat? = nil,
    extraBody: JSONObject = [:]
  ) {
    self.model = model
    self.messages = messages
    self.tools = tools
    self.options = options
    self.responseFormat = responseFormat
    self.extraBody = extraBody
  }
}

/// Sampling options; a `nil` one is not sent, so that the provider's default applies.
package struct SamplingOptions: Sendable, Hashable {
  package var maxTokens: Int?
  /// Sent with the configuration's digits.
  package var temperature: JSONNumber?
  package var topP: JSONNumber?
  package var stop: [String]?
  package var seed: Int?
  package var reasoningEffort: String?

  package init(
    maxTokens: Int? = nil, temperature: JSONNumber? = nil, topP: JSONNumber? = nil,
    stop: [String]? = nil, seed: Int? = nil, reasoningEffort: String? = nil
  ) {
    self.maxTokens = maxTokens
    self.temperature = temperature
    self.topP = topP
    self.stop = stop
    self.seed = seed
    self.reasoningEffort = reasoningEffort
  }
}
