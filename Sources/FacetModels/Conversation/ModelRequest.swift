package import FacetJSON

/// What is asked of a model: one conversation, as configured, before any quirk changes it.
package struct ModelRequest: Sendable, Hashable {
  /// The model's name as it goes over the wire.
  package var model: String
  /// Oldest first; never empty.
  package var messages: [ChatMessage]
  package var tools: [ToolDefinition]
  package var options: SamplingOptions
  /// Members added to the request body as they stand, overriding ours.
  package var extraBody: JSONObject
  /// How many bytes of the last message others begin with too, so that a provider that wants to be
  /// told caches them; no part of what is asked.
  package var cachedPrefixLength: Int?
  /// Whether it is a turn of a conversation that goes on, so that a provider that wants to be told
  /// caches its history; no part of what is asked.
  package var cachesHistory = false

  package init(
    model: String, messages: [ChatMessage], tools: [ToolDefinition] = [],
    options: SamplingOptions = SamplingOptions(), extraBody: JSONObject = [:]
  ) {
    self.model = model
    self.messages = messages
    self.tools = tools
    self.options = options
    self.extraBody = extraBody
  }
}

/// Sampling options; one that is `nil` is not sent, so that the provider's default holds.
package struct SamplingOptions: Sendable, Hashable {
  package var maxTokens: Int?
  /// Sent with the digits of the configuration.
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
