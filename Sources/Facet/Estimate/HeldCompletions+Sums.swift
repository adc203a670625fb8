internal import FacetModels
internal import FacetPlatform

extension HeldCompletions {
  /// The stored answers of one step.
  struct Sums: Sendable {
    var calls = 0
    var estimatedPromptTokens = 0.0
    var usage = TokenUsage()
    /// `nil` if the price is unknown.
    var cost: USDollars? = .zero
    /// Requests that failed for good, including those that would have followed them.
    var failedCalls = 0
    /// Requests that no run sends: after an answer that nothing can be built on, or about texts
    /// that are the same.
    var needlessCalls = 0
    /// The prompts of failed and needless requests.
    var unsentPromptTokens = 0.0
  }
}

extension HeldCompletions.Sums {
  /// Adds a request that is not sent.
  ///
  /// - Parameter isFailure: Whether it, or one that it depends on, failed for good.
  mutating func addUnsent(isFailure: Bool, estimated: Int) {
    if isFailure { failedCalls += 1 } else { needlessCalls += 1 }
    unsentPromptTokens += Double(estimated)
  }

  /// Adds the answer to a reply that was sent back, which is no request of its own.
  mutating func addRepair(_ usage: TokenUsage, price: ModelPrice?) {
    self.usage += usage
    cost = cost.flatMap { sum in price.map { sum + $0.cost(of: usage) } }
  }

  mutating func add(_ usage: TokenUsage, estimated: Int, price: ModelPrice?) {
    calls += 1
    estimatedPromptTokens += Double(estimated)
    addRepair(usage, price: price)
  }

  func times(_ factor: Double) -> HeldCompletions.Sums {
    func times(_ count: Int) -> Int { Int(saturating: (Double(count) * factor).rounded()) }
    var sums = self
    sums.calls = times(calls)
    sums.estimatedPromptTokens *= factor
    sums.usage = TokenUsage(
      promptTokens: times(usage.promptTokens), cachedTokens: times(usage.cachedTokens),
      cacheWriteTokens: times(usage.cacheWriteTokens),
      completionTokens: times(usage.completionTokens),
      reasoningTokens: times(usage.reasoningTokens))
    sums.cost = cost.map {
      USDollars(attodollars: Int128(saturating: Double($0.attodollars) * factor))
    }
    sums.failedCalls = times(failedCalls)
    sums.needlessCalls = times(needlessCalls)
    sums.unsentPromptTokens *= factor
    return sums
  }
}
