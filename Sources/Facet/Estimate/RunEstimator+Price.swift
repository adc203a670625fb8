internal import FacetModels
internal import FacetPlatform

extension RunEstimator {
  /// The cost of a part, including cache savings and the cost of cache writes.
  ///
  /// The maximum assumes no cache reads. A request that marks a prefix writes it again; a provider
  /// that caches automatically and bills writes is assumed to write every prefix long enough.
  func price(_ part: inout RunEstimate.Part, of step: StepForecast) {
    guard part.calls > 0 else { return }
    let lane = plan.lanes[step.lane]
    part.tierCosts = lane.tierPrices.map { prices in
      RunEstimate.TierCosts(
        ordinary: figures(of: part, step, prices.ordinary).cost,
        flex: figures(of: part, step, prices.flex).cost)
    }
    guard let price = lane.price else {
      part.cost = nil
      return
    }
    let own = figures(of: part, step, price)
    part.cost = own.cost
    part.saving = own.saving
    part.writeSurcharge = own.writeSurcharge
  }

  /// The cost of a part at a price, and what the cache changes about it.
  private struct Figures {
    var cost: RunEstimate.Cost
    var saving: USDollars
    var writeSurcharge: USDollars
  }

  private func figures(
    of part: RunEstimate.Part, _ step: StepForecast, _ price: ModelPrice
  ) -> Figures {
    let calls = part.callRange
    let (prompt, completion) = (part.prompt, part.completion)
    let expected = Shared(cached: part.cachedTokens, written: part.writtenTokens)
    let unwritten = price.cost(
      prompt.expected, completion.expected, Shared(cached: expected.cached, written: 0),
      of: calls.expected)
    let full = price.cost(
      prompt.expected, completion.expected, Shared(cached: 0, written: 0), of: calls.expected)
    let sum = price.cost(prompt.expected, completion.expected, expected, of: calls.expected)
    let low = prompt.expected > 0 ? prompt.low / prompt.expected : 1
    return Figures(
      cost: RunEstimate.Cost(
        low: price.cost(prompt.low, completion.low, expected.times(low), of: calls.low),
        expected: sum,
        high: price.cost(
          prompt.high, completion.high, mostWritten(part, of: step, price), of: calls.high)),
      saving: full - sum, writeSurcharge: max(.zero, sum - unwritten))
  }

  /// Prompt tokens read from a cache and written to it.
  fileprivate struct Shared {
    var cached: Double
    var written: Double

    func times(_ factor: Double) -> Shared {
      Shared(cached: cached * factor, written: written * factor)
    }
  }

  private func mostWritten(
    _ part: RunEstimate.Part, of step: StepForecast, _ price: ModelPrice
  ) -> Shared {
    let each = part.prompt.high / part.callRange.high
    let rates = price.rates(promptTokens: Int(saturating: each))
    guard let write = rates.cacheWrite, write > rates.input, part.prompt.expected > 0 else {
      return Shared(cached: 0, written: 0)
    }
    let lane = plan.lanes[step.lane]
    let facts = plan.options.prices.facts(
      provider: lane.endpoint.provider.name, model: step.step.wireModel)
    if !lane.cachesMarkedPrefixes,
      each >= Double(facts?.cacheMinimum ?? SharedPrefix.usualMinimum)
    {
      return Shared(cached: 0, written: part.prompt.high)
    }
    let scale = part.prompt.high / part.prompt.expected
    return Shared(cached: 0, written: (part.cachedTokens + part.writtenTokens) * scale)
  }
}

extension ModelPrice {
  /// The cost of a number of requests together.
  fileprivate func cost(
    _ prompt: Double, _ completion: Double, _ shared: RunEstimator.Shared, of calls: Double
  ) -> USDollars {
    // The threshold for the long-prompt price applies to each request.
    let rates = self.rates(promptTokens: calls > 0 ? Int(saturating: prompt / calls) : 0)
    let all = Int(saturating: prompt.rounded())
    let cached = min(Int(saturating: shared.cached.rounded()), all)
    let written = min(Int(saturating: shared.written.rounded()), all - cached)
    let sum =
      rates.input * (all - cached - written) + (rates.cachedInput ?? rates.input) * cached
      + (rates.cacheWrite ?? rates.input) * written
      + rates.output * Int(saturating: completion.rounded())
    return USDollars(attodollars: sum.attodollars / 1_000_000)
  }
}
