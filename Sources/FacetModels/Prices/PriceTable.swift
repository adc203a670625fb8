/// What models cost and how long they are served, by provider and name.
package struct PriceTable: Sendable {
  /// The day on which the prices held: `2026-11-12`; `nil` where a file does not say.
  package var date: String?
  /// Where they were taken from, for people.
  package var source: String
  /// By provider, then by the model's name in lower case.
  private var models: [String: [String: ModelFacts]] = [:]

  /// The prices that Facet comes with.
  package static let bundled = PriceTable(
    text: makers + "\n" + hosts, date: "2026-11-12",
    source: "providers' published prices as the community's list of model prices has them")

  /// A table without prices.
  package init(date: String? = nil, source: String) {
    self.date = date
    self.source = source
  }

  /// What is known of a model, or `nil`.
  ///
  /// - Parameters:
  ///   - provider: The provider's name in the provider table.
  ///   - model: The name on the wire. A dated one, such as `gpt-5-2025-08-07`, has the price of the
  ///     one without a date where it has none of its own.
  package func facts(provider: String, model: String) -> ModelFacts? {
    guard let models = models[provider] else { return nil }
    let name = model.lowercased()
    if let facts = models[name] { return facts }
    guard let undated = Self.undated(name) else { return nil }
    return models[undated]
  }

  /// The price of a model, or `nil` where it is not known.
  package func price(provider: String, model: String) -> ModelPrice? {
    facts(provider: provider, model: model)?.price
  }

  /// The models of a provider, by name.
  package func models(of provider: String) -> [ModelFacts] {
    (models[provider] ?? [:]).values.sorted { $0.name < $1.name }
  }

  /// The providers of which some model is known, by name.
  package var providers: [String] { models.keys.sorted() }

  package mutating func add(_ facts: ModelFacts, of provider: String) {
    models[provider, default: [:]][facts.name.lowercased()] = facts
  }

  /// Puts what another table knows over this one.
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

  /// A name less the date at its end, `-20250929` or `-2025-08-07`; `nil` where it has none.
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
