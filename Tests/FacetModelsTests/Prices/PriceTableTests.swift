import FacetModels
import Testing

@Suite struct PriceTableTests {
  private let table = PriceTable.bundled

  @Test("Every provider with prices is a provider of the table, and every price makes sense")
  func isSound() throws {
    #expect(table.providers.count >= 10)
    for name in table.providers {
      #expect(ProviderTable.provider(named: name)?.name == name)
      let models = table.models(of: name)
      #expect(!models.isEmpty)
      for model in models {
        let price = try #require(model.price)
        let rates = [price.rates] + price.tiers.map(\.rates)
        for rates in rates {
          #expect(rates.input > .zero && rates.output > .zero)
          #expect(rates.cachedInput ?? rates.input <= rates.input)
          #expect(rates.cacheWrite ?? rates.input >= rates.input)
          // A slip of the decimal point: nothing costs a thousand dollars per million tokens.
          #expect(rates.output < USDollars("1000") ?? .zero)
        }
        if let day = model.shutdown { #expect(day.count == 10 && day > "2026") }
      }
    }
  }

  @Test(
    "A model is found by its name, whatever its case and with a date at its end",
    arguments: [
      ("openai", "gpt-4o-mini", "0.15"), ("openai", "GPT-4o-mini", "0.15"),
      ("openai", "gpt-5-2025-08-07", "1.25"), ("openai", "gpt-4o-2024-05-13", "5"),
      ("anthropic", "claude-haiku-4-5-20251001", "1"),
      ("together", "openai/gpt-oss-120b", "0.15"),
      ("openai", "ft:gpt-4o-mini:me::1", nil), ("openai", "claude-haiku-4-5", nil),
      ("openai", "gpt-4o-mini-2024", nil), ("ollama", "llama3.2", nil), ("vllm", "gpt-5", nil),
    ] as [(String, String, String?)])
  func finds(provider: String, model: String, input: String?) {
    #expect(table.price(provider: provider, model: model)?.rates.input.description == input)
  }

  @Test("Another table's prices stand over the first one's, and what it does not know stays")
  func overrides() throws {
    let price = ModelPrice(
      rates: ModelPrice.Rates(
        input: try #require(USDollars("7")), output: try #require(USDollars("8"))))
    var mine = PriceTable(date: "2030-01-01", source: "mine")
    mine.add(ModelFacts(name: "gpt-5", price: price), of: "openai")
    mine.add(ModelFacts(name: "own", price: price), of: "vllm")
    var joined = table
    joined.override(with: mine)
    let facts = try #require(joined.facts(provider: "openai", model: "gpt-5"))
    #expect(facts.price == price)
    #expect(facts.thinks)
    #expect(facts.shutdown == "2026-12-11")
    #expect(joined.price(provider: "vllm", model: "own") == price)
    #expect(joined.price(provider: "openai", model: "gpt-4o-mini") != nil)
    #expect(joined.date == "2030-01-01")
  }
}
