internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// Providers, resolutions and prices as JSON.
enum ModelsJSON {
  static func value(of provider: Provider, _ environment: RunEnvironment) -> JSONValue {
    [
      "provider": .string(provider.name), "wire_format": .string(provider.wireFormat.rawValue),
      "base_url": .string(provider.baseURL),
      "key_variables": .array(provider.keyVariables.map { .string($0) }),
      "key_is_set": .bool(provider.keyVariables.contains { environment[$0] != nil }),
      "model_prefixes": .array(provider.modelPrefixes.map { .string($0) }),
    ]
  }

  static func value(
    of resolution: ModelResolution, keyVariable: String?, isSet: Bool, price: ModelPrice.Rates?
  ) -> JSONValue {
    [
      "provider": .string(resolution.provider.name), "rule": .string(resolution.rule.rawValue),
      "model": .string(resolution.model),
      "wire_format": .string(resolution.provider.wireFormat.rawValue),
      "base_url": .string(resolution.baseURL ?? resolution.provider.baseURL),
      "key_variable": keyVariable.map { .string($0) } ?? .null, "key_is_set": .bool(isSet),
      "explanation": .string(resolution.explanation),
      "suggestions": .array(resolution.suggestions.map { .string($0) }),
      "price": price.map(value) ?? .null,
    ]
  }

  /// Prices in US dollars per million tokens.
  static func value(of table: PriceTable, matching text: String?) -> JSONValue {
    var models: [JSONValue] = []
    for provider in table.providers {
      for model in table.models(of: provider) {
        guard let price = model.price,
          text.map({ model.name.lowercased().contains($0.lowercased()) }) ?? true
        else { continue }
        models.append([
          "provider": .string(provider), "model": .string(model.name),
          "price": value(of: price.rates),
          "tiers": .array(
            price.tiers.map { tier in
              [
                "above_prompt_tokens": .number(JSONNumber(tier.abovePromptTokens)),
                "price": value(of: tier.rates),
              ]
            }),
          "shutdown": model.shutdown.map { .string($0) } ?? .null,
        ])
      }
    }
    return [
      "source": .string(table.source), "date": table.date.map { .string($0) } ?? .null,
      "models": .array(models),
    ]
  }

  private static func value(of rates: ModelPrice.Rates) -> JSONValue {
    func amount(_ value: USDollars?) -> JSONValue { value.map { .number($0.number) } ?? .null }
    return [
      "input": amount(rates.input), "output": amount(rates.output),
      "cached_input": amount(rates.cachedInput), "cache_write": amount(rates.cacheWrite),
    ]
  }
}
