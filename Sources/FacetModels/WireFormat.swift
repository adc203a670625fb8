/// The format of an endpoint's requests and responses.
package enum WireFormat: String, Sendable, CaseIterable {
  case openAIChat = "openai-chat"
  case anthropicMessages = "anthropic-messages"
  case geminiGenerateContent = "gemini-generate-content"
}
