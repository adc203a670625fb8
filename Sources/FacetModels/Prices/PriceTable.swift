/// The prices and shutdown dates of models, by provider and name.
package struct PriceTable: Sendable {
  /// The date of the prices: `2026-11-12`; `nil` if a file does not state it.
  package var date: String?
  /// Their source, for people.
  package var source: String
  /// By provider, then by the model's name in lower case.
  private var models: [String: [String: ModelFacts]] = [:]

  /// The prices that ship with Facet.
  package static let bundled = PriceTable(
    text: makers + "\n" + hosts, date: "2026-11-12",
    source: "providers' published prices, from the community's list of model prices")

  /// A table without prices.
  package init(date: String? = nil, source: String) {
    self.date = date
    self.source = source
  }

  /// The facts about a model, or `nil` if it is unknown.
  ///
  /// - Parameters:
  ///   - provider: The provider's name in the provider table.
  ///   - model: The name on the wire. A dated one, such as `gpt-5-2025-08-07`, has the price of the
  ///     undated one unless it is listed itself.
  package func facts(provider: String, model: String) -> ModelFacts? {
    guard let models = models[provider] else { return nil }
    let name = model.lowercased()
    if let facts = models[name] { return facts }
    guard let undated = Self.undated(name) else { return nil }
    return models[undated]
  }

  /// The price of a model, or `nil` if unknown.
  package func price(provider: String, model: String) -> ModelPrice? {
    facts(provider: provider, model: model)?.price
  }

  /// The models of a provider, by name.
  package func models(of provider: String) -> [ModelFacts] {
    (models[provider] ?? [:]).values.sorted { $0.name < $1.name }
  }

  /// The providers with at least one known model, by name.
  package var providers: [String] { models.keys.sorted() }

  package mutating func add(_ facts: ModelFacts, of provider: String) {
    models[provider, default: [:]][facts.name.lowercased()] = facts
  }

  /// Overrides this table with another one's facts.
  package mutating func override(with other: PriceTable) {
    for (provider, facts) in other.models {
      models[provider, default: [:]].merge(facts) { known, new in
        var joined = new
        joined.price = new.price ?? known.price
        joined.shutdown = new.shutdown ?? known.shutdown
        joined.cacheMinimum = new.cacheMinimum ?? known.cacheMinimum
        joined.thinks = known.thinks
        return joined
      }
    }
    date = other.date
    source = other.source + ", and " + source
  }

  /// A name without the date at its end, `-20250929` or `-2025-08-07`; `nil` if it has none.
  private static func undated(_ name: String) -> String? {
    for shape in ["-dddddddd", "-dddd-dd-dd"] where name.utf8.count > shape.utf8.count {
      let ending = name.utf8.suffix(shape.utf8.count)
      let matches = zip(ending, shape.utf8).allSatisfy { byte, expected in
        expected == UInt8(ascii: "d") ? byte &- 0x30 < 10 : byte == expected
      }
      if matches { return String(name.dropLast(shape.utf8.count)) }
    }
    return nil
  }
}
