package import FacetJSON
internal import FacetPlatform

extension PriceTable {
  /// Reads the community's list of model prices, LiteLLM's `model_prices_and_context_window.json`:
  /// an object with a member for each model, prices in US dollars per token.
  ///
  /// Skips models without both an input and an output price, models that are not language models,
  /// and models of providers unknown to Facet.
  ///
  /// - Parameter source: The list's origin, for people.
  /// - Returns: `nil` if it is not such a list: not an object, or without a single known model.
  package init?(communityList list: JSONValue, source: String) {
    guard let members = list.object?.members else { return nil }
    self.init(source: source)
    for member in members where !Self.isNoModel(member.key) {
      guard ["chat", "responses", "completion"].contains(member.value["mode"]?.string ?? "chat"),
        let written = member.value["litellm_provider"]?.string,
        let provider = Self.provider(written),
        let price = Self.price(member.value)
      else { continue }
      let prefix = written + "/"
      let name =
        member.key.hasPrefix(prefix) ? String(member.key.dropFirst(prefix.count)) : member.key
      // A model may occur twice, with and without its provider's prefix: both have the same prices.
      add(
        ModelFacts(
          name: name, price: price, shutdown: member.value["deprecation_date"]?.string,
          cacheMinimum: member.value["prompt_cache_min_tokens"]?.int),
        of: provider)
    }
    guard !providers.isEmpty else { return nil }
  }

  private static func isNoModel(_ key: String) -> Bool {
    key == "sample_spec" || key == "fallback_generalizations"
  }

  /// The provider table's name for a provider in the list.
  private static func provider(_ name: String) -> String? {
    switch name {
    case "together_ai": "together"
    case "hosted_vllm": "vllm"
    default: ProviderTable.provider(named: name)?.name
    }
  }

  private static func price(_ model: JSONValue) -> ModelPrice? {
    var model = model
    var tiers: [ModelPrice.Tier] = []
    if let ranges = model["tiered_pricing"]?.array, let first = ranges.first {
      for range in ranges.dropFirst() {
        guard let from = range["range"]?[0]?.int, let rates = rates(range, ending: "") else {
          continue
        }
        tiers.append(ModelPrice.Tier(abovePromptTokens: from, rates: rates))
      }
      if model["input_cost_per_token"] == nil { model = first }
    }
    guard let rates = rates(model, ending: "") else { return nil }
    for key in model.object?.keys ?? [] {
      guard let threshold = threshold(key),
        !tiers.contains(where: { $0.abovePromptTokens == threshold }),
        let above = Self.rates(model, ending: "_above_\(threshold / 1000)k_tokens", over: rates)
      else { continue }
      tiers.append(ModelPrice.Tier(abovePromptTokens: threshold, rates: above))
    }
    let batch = amount(model["input_cost_per_token_batches"])
    return ModelPrice(
      rates: rates, tiers: tiers,
      batchPercent: batch.flatMap { batch in
        rates.input > .zero ? Int(clamping: batch.double / rates.input.double * 100) : nil
      })
  }

  /// The threshold in a key's suffix, in tokens: `…_above_200k_tokens`.
  private static func threshold(_ key: String) -> Int? {
    let lead = "input_cost_per_token_above_"
    guard key.hasPrefix(lead), key.hasSuffix("k_tokens") else { return nil }
    return Int(key.dropFirst(lead.count).dropLast("k_tokens".count))
      .map { $0.multiplied(saturatingBy: 1000) }
  }

  /// - Parameter base: The replacement for a price that is missing with this suffix.
  private static func rates(
    _ model: JSONValue, ending: String, over base: ModelPrice.Rates? = nil
  ) -> ModelPrice.Rates? {
    func rate(_ key: String) -> USDollars? { amount(model[key + ending]) }
    guard let input = rate("input_cost_per_token") ?? base?.input,
      let output = rate("output_cost_per_token") ?? base?.output
    else { return nil }
    return ModelPrice.Rates(
      input: input, output: output,
      cachedInput: rate("cache_read_input_token_cost") ?? rate("input_cost_per_token_cache_hit"),
      // Zero there means a cache whose writes are not billed separately.
      cacheWrite: rate("cache_creation_input_token_cost").flatMap { $0 > .zero ? $0 : nil },
      reasoning: rate("output_cost_per_reasoning_token"))
  }

  /// Converts dollars per token to dollars per million. Some are sums of binary fractions, such as
  /// `2.9999999999999997e-07`: no price is finer than a billionth of a dollar per million.
  private static func amount(_ value: JSONValue?) -> USDollars? {
    guard let text = value?.number?.text ?? value?.string,
      let amount = USDollars(text, scale: 6), amount >= .zero
    else { return nil }
    return amount.rounded(toPlaces: 9)
  }
}
