/// The price of a model's tokens, in US dollars per million.
package struct ModelPrice: Sendable, Hashable {
  /// The prices that apply together.
  package struct Rates: Sendable, Hashable {
    package var input: USDollars
    package var output: USDollars
    /// Input read from a cache; `nil` if it costs as much as other input.
    package var cachedInput: USDollars?
    /// Input written to a cache; `nil` if it costs as much as other input.
    package var cacheWrite: USDollars?
    /// Input written to a cache for an hour; `nil` if it costs as much as other writes.
    package var hourCacheWrite: USDollars?
    /// Reasoning output; `nil` if it costs as much as other output.
    package var reasoning: USDollars?

    package init(
      input: USDollars, output: USDollars, cachedInput: USDollars? = nil,
      cacheWrite: USDollars? = nil, hourCacheWrite: USDollars? = nil, reasoning: USDollars? = nil
    ) {
      self.input = input
      self.output = output
      self.cachedInput = cachedInput
      self.cacheWrite = cacheWrite
      self.hourCacheWrite = hourCacheWrite
      self.reasoning = reasoning
    }
  }

  /// The prices of a request whose prompt exceeds a threshold, for all its tokens.
  package struct Tier: Sendable, Hashable {
    package var abovePromptTokens: Int
    package var rates: Rates

    package init(abovePromptTokens: Int, rates: Rates) {
      self.abovePromptTokens = abovePromptTokens
      self.rates = rates
    }
  }

  package var rates: Rates
  /// By ascending threshold.
  package var tiers: [Tier]
  /// The batch interface's share of these prices, in per cent; `nil` if there is none or it is
  /// unknown.
  package var batchPercent: Int?
  /// The prices of the provider's flex tier; `nil` if there is none or they are unknown.
  package var flex: Flex?

  /// The flex tier's prices.
  package struct Flex: Sendable, Hashable {
    /// Their share of the ordinary prices, in per cent.
    package var percent: Int
    /// Input read from a cache, if it costs another share.
    package var cachedInput: USDollars?
  }

  package init(rates: Rates, tiers: [Tier] = [], batchPercent: Int? = nil) {
    self.rates = rates
    self.tiers = tiers.sorted { $0.abovePromptTokens < $1.abovePromptTokens }
    self.batchPercent = batchPercent
  }

  /// The prices in the flex tier.
  package var flexPrice: ModelPrice? {
    guard let flex else { return nil }
    func share(_ amount: USDollars) -> USDollars {
      USDollars(attodollars: (amount * flex.percent).attodollars / 100)
    }
    func flexRates(_ ordinary: Rates) -> Rates {
      var cached = ordinary.cachedInput.map(share)
      if let own = flex.cachedInput, let base = rates.cachedInput, let here = ordinary.cachedInput,
        base.attodollars > 0
      {
        // A longer prompt's price keeps the ratio.
        let ratio = here.attodollars / base.attodollars
        cached = USDollars(attodollars: own.attodollars * max(1, ratio))
      }
      return Rates(
        input: share(ordinary.input), output: share(ordinary.output), cachedInput: cached,
        cacheWrite: ordinary.cacheWrite.map(share),
        hourCacheWrite: ordinary.hourCacheWrite.map(share),
        reasoning: ordinary.reasoning.map(share))
    }
    return ModelPrice(
      rates: flexRates(rates),
      tiers: tiers.map {
        Tier(abovePromptTokens: $0.abovePromptTokens, rates: flexRates($0.rates))
      })
  }

  /// The prices of a request with a prompt of this length.
  package func rates(promptTokens: Int) -> Rates {
    tiers.last { promptTokens > $0.abovePromptTokens }?.rates ?? rates
  }

  /// The cost of one request.
  ///
  /// - Parameter usage: The usage of one request, not a sum: thresholds apply per request.
  package func cost(of usage: TokenUsage) -> USDollars {
    let rates = self.rates(promptTokens: usage.promptTokens)
    let cached = min(usage.cachedTokens, usage.promptTokens)
    let written = min(usage.cacheWriteTokens, usage.promptTokens - cached)
    let hour = min(usage.hourCacheWriteTokens, written)
    let reasoning = min(usage.reasoningTokens, usage.completionTokens)
    let write = rates.cacheWrite ?? rates.input
    let perMillion =
      rates.input * (usage.promptTokens - cached - written)
      + (rates.cachedInput ?? rates.input) * cached
      + write * (written - hour)
      + (rates.hourCacheWrite ?? write) * hour
      + rates.output * (usage.completionTokens - reasoning)
      + (rates.reasoning ?? rates.output) * reasoning
    return USDollars(attodollars: perMillion.attodollars / 1_000_000)
  }
}
