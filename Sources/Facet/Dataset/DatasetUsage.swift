internal import FacetModels
internal import FacetPlatform

/// Tokens of the dataset's completions.
public struct DatasetUsage: Sendable, Hashable {
  /// Tokens of the prompts, cached ones included.
  public var promptTokens = 0
  /// Tokens of the prompts that the provider read from its cache.
  public var cachedTokens = 0
  /// Tokens of the prompts that the provider wrote to its cache.
  public var cacheWriteTokens = 0
  /// Tokens of the answers, reasoning included.
  public var completionTokens = 0
  /// Tokens that a model thought with.
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
