/// The shape of requests and responses that an endpoint speaks.
package enum WireFormat: String, Sendable, CaseIterable {
  case openAIChat = "openai-chat"
  case anthropicMessages = "anthropic-messages"
  case geminiGenerateContent = "gemini-generate-content"
}
