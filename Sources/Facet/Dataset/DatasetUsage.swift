internal import FacetModels
internal import FacetPlatform

/// Tokens of the dataset's completions.
public struct DatasetUsage: Sendable, Hashable {
  /// Tokens of the prompts, including cached ones.
  public var promptTokens = 0
  /// Prompt tokens that the provider read from its cache.
  public var cachedTokens = 0
  /// Prompt tokens that the provider wrote to its cache.
  public var cacheWriteTokens = 0
  /// Tokens of the answers, including reasoning.
  public var completionTokens = 0
  /// Reasoning tokens.
  public var reasoningTokens = 0
  /// `reported`, `estimated` or `mixed`.
  public var source = "reported"

  /// Tokens of prompts and answers.
  public var totalTokens: Int { promptTokens.adding(saturating: completionTokens) }
}

extension DatasetUsage {
  init(_ usage: TokenUsage, source: String) {
    self.init(
      promptTokens: usage.promptTokens, cachedTokens: usage.cachedTokens,
      cacheWriteTokens: usage.cacheWriteTokens, completionTokens: usage.completionTokens,
      reasoningTokens: usage.reasoningTokens, source: source)
  }
}
