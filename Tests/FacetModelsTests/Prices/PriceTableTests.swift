import FacetJSON
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

  @Test("Another table's prices override the first one's, and all others stay")
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

@Suite struct CommunityPriceListTests {
  @Test("The community's list is read: prices per token, thresholds, tiers, numbers in text")
  func reads() throws {
    let list: JSONValue = [
      "sample_spec": ["input_cost_per_token": 0, "litellm_provider": "openai"],
      "gpt-x": [
        "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.5e-06,
        "output_cost_per_token": "0.000006", "cache_read_input_token_cost": 2.9999999999999997e-07,
        "input_cost_per_token_batches": 7.5e-07, "deprecation_date": "2030-01-31",
        "input_cost_per_token_above_200k_tokens": 3e-06,
        "output_cost_per_token_above_200k_tokens": 9e-06,
      ],
      "together_ai/a/B": [
        "litellm_provider": "together_ai", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 1e-06,
      ],
      "dashscope/qwen-tiered": [
        "litellm_provider": "dashscope", "mode": "chat",
        "tiered_pricing": [
          ["range": [0, 32000], "input_cost_per_token": 1e-06, "output_cost_per_token": 5e-06],
          [
            "range": [32000, 128000], "input_cost_per_token": 2e-06, "output_cost_per_token": 6e-06,
          ],
        ],
      ],
      "unpriced": ["litellm_provider": "openai", "mode": "chat"],
      "picture": [
        "litellm_provider": "openai", "mode": "image_generation", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 1e-06,
      ],
      "elsewhere": [
        "litellm_provider": "nobody", "input_cost_per_token": 1e-06,
        "output_cost_per_token": 1e-06,
      ],
    ]
    let table = try #require(PriceTable(communityList: list, source: "a list"))
    #expect(table.providers == ["dashscope", "openai", "together"])
    #expect(table.models(of: "openai").map(\.name) == ["gpt-x"])
    let facts = try #require(table.facts(provider: "openai", model: "gpt-x"))
    let price = try #require(facts.price)
    #expect(price.rates.input.description == "1.5")
    #expect(price.rates.output.description == "6")
    #expect(price.rates.cachedInput?.description == "0.3")
    #expect(price.batchPercent == 50)
    #expect(facts.shutdown == "2030-01-31")
    #expect(price.rates(promptTokens: 200_001).output.description == "9")
    #expect(table.price(provider: "together", model: "a/B")?.rates.input.description == "1")
    let tiered = try #require(table.price(provider: "dashscope", model: "qwen-tiered"))
    #expect(tiered.rates(promptTokens: 32_000).input.description == "1")
    #expect(tiered.rates(promptTokens: 32_001).input.description == "2")
  }

  @Test("Impossible thresholds and prices in a list do not trap")
  func hostileNumbers() {
    let list: JSONValue = [
      "m": [
        "litellm_provider": "openai", "input_cost_per_token": 1e-21, "output_cost_per_token": 1,
        "input_cost_per_token_batches": 100_000_000,
        "input_cost_per_token_above_9223372036854775807k_tokens": 1,
        "input_cost_per_token_above_-9223372036854775808k_tokens": 1,
      ]
    ]
    #expect(PriceTable(communityList: list, source: "a list")?.models(of: "openai").count == 1)
  }

  @Test("A file that is not such a list is refused", arguments: ["[]", "{}", #"{"a": 1}"#])
  func refuses(text: String) throws {
    let value = try ResponseJSON.value(of: Array(text.utf8))
    #expect(PriceTable(communityList: value, source: "a list") == nil)
  }
}
