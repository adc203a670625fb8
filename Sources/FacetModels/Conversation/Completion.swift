internal import FacetPlatform

/// A model's response to one conversation.
package struct Completion: Sendable, Hashable {
  /// All blocks of the response, in order, including tool calls and opaque blocks.
  package var content: [ContentBlock]
  package var finishReason: FinishReason
  /// The provider's own finish reason.
  package var rawFinishReason: String?
  /// The refusal's text, if the provider separates it from the answer.
  package var refusal: String?
  /// The usage that the provider reported, or `nil` if it reported none that is usable.
  package var usage: TokenUsage?
  /// The model's name in the response.
  package var model: String?
  /// The provider's identifier of the request, for its support team.
  package var requestID: String?
  /// The cost in US dollars that the provider reported, as written; not always believable.
  package var reportedCostUSD: String?
  /// The model's thoughts, whether the provider separates them or they were part of the text.
  package var reasoning: String?
  /// The original text if it contained thoughts; otherwise `nil`.
  package var inlineText: String?

  package init(
    content: [ContentBlock], finishReason: FinishReason, rawFinishReason: String? = nil,
    refusal: String? = nil, usage: TokenUsage? = nil, model: String? = nil,
    requestID: String? = nil, reportedCostUSD: String? = nil
  ) {
    self.content = content
    self.finishReason = finishReason
    self.rawFinishReason = rawFinishReason
    self.refusal = refusal
    self.usage = usage
    self.model = model
    self.requestID = requestID
    self.reportedCostUSD = reportedCostUSD
  }

  /// The answer's text: its text blocks joined.
  package var text: String {
    content.reduce(into: "") { text, block in
      if case .text(let piece) = block { text += piece }
    }
  }

  package var toolCalls: [ToolCall] {
    content.compactMap { block in
      if case .toolCall(let call) = block { call } else { nil }
    }
  }
}

/// Why the model stopped, in one vocabulary for all providers.
package enum FinishReason: String, Sendable {
  case stop
  case length
  case toolCalls = "tool_calls"
  case contentFilter = "content_filter"
  case refusal
  /// The turn continues when it is sent back.
  case pause
  /// The provider failed while answering; a retry may succeed.
  case error
  case unknown
}

/// Tokens of one or more completions, each counted once whichever count the provider puts it in.
package struct TokenUsage: Sendable, Hashable {
  /// All input tokens, including those read from and written to a cache.
  package var promptTokens: Int
  /// The part of the prompt that was read from a cache.
  package var cachedTokens: Int
  /// The part of the prompt that was written to a cache.
  package var cacheWriteTokens: Int
  /// The part of ``cacheWriteTokens`` that the cache keeps for an hour, at a separate price.
  package var hourCacheWriteTokens: Int
  /// All output tokens, including reasoning.
  package var completionTokens: Int
  /// The part of the output that was reasoning.
  package var reasoningTokens: Int

  package init(
    promptTokens: Int = 0, cachedTokens: Int = 0, cacheWriteTokens: Int = 0,
    hourCacheWriteTokens: Int = 0, completionTokens: Int = 0, reasoningTokens: Int = 0
  ) {
    self.promptTokens = Self.bounded(promptTokens)
    self.cachedTokens = Self.bounded(cachedTokens)
    self.cacheWriteTokens = Self.bounded(cacheWriteTokens)
    self.hourCacheWriteTokens = Self.bounded(hourCacheWriteTokens)
    self.completionTokens = Self.bounded(completionTokens)
    self.reasoningTokens = Self.bounded(reasoningTokens)
  }

  /// Clamped to 0 to 10^12, far above any usage: sums of reported tokens must not trap.
  private static func bounded(_ tokens: Int) -> Int { min(max(0, tokens), 1_000_000_000_000) }

  /// Tokens of the prompt and the answer.
  package var totalTokens: Int { promptTokens.adding(saturating: completionTokens) }

  package static func += (total: inout TokenUsage, usage: TokenUsage) {
    total.promptTokens = total.promptTokens.adding(saturating: usage.promptTokens)
    total.cachedTokens = total.cachedTokens.adding(saturating: usage.cachedTokens)
    total.cacheWriteTokens = total.cacheWriteTokens.adding(saturating: usage.cacheWriteTokens)
    total.hourCacheWriteTokens = total.hourCacheWriteTokens.adding(
      saturating: usage.hourCacheWriteTokens)
    total.completionTokens = total.completionTokens.adding(saturating: usage.completionTokens)
    total.reasoningTokens = total.reasoningTokens.adding(saturating: usage.reasoningTokens)
  }
}
