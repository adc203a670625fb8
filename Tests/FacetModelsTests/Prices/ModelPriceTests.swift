import FacetHTTP
import FacetModels
import Testing

@Suite struct ModelPriceTests {
  @Test(
    "A response's usage costs exactly its price",
    arguments: [
      // 15 plain at 0.15, 16 cached at 0.075, 7 out at 0.6.
      ("openai.success", "gpt-4o-mini", "0.00000765"),
      // 220 plain at 2, 1024 cached at 0.2, 256 written at 2.5, 7 out at 10.
      ("openai.cache-write", "gpt-6-sol", "0.0013548"),
      // 20 in at 1.25, 64 out at 10, all of them reasoning.
      ("openai.truncation", "gpt-5", "0.000665"),
      // 21 plain at 3, 100 read at 0.3, 50 written at 3.75, 5 out at 15.
      ("anthropic.success", "claude-sonnet-4-5", "0.0003555"),
      // 21 in at 1, 90 out at 5, 80 of them thoughts.
      ("anthropic.thinking", "claude-haiku-4-5-20251001", "0.000471"),
      // 5 plain at 0.3, 4 cached at 0.03, 41 out at 2.5, 40 of them thoughts.
      ("gemini.success", "gemini-2.5-flash", "0.00010412"),
      ("together.success", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "0.00002496"),
      ("mistral.success", "mistral-large-latest", "0.000052"),
      ("groq.success", "openai/gpt-oss-120b", "0.0000051"),
      // 36 plain at 1.32, 64 cached at 0.044, 50 out at 3.96, 40 of them reasoning.
      ("deepseek.success", "deepseek-v4-pro", "0.000248336"),
      // 24 plain at 2, 8 cached at 0.3, 130 out at 6: reasoning stands beside the answer there.
      ("xai.success", "grok-4.5", "0.0008304"),
      ("perplexity.success", "sonar", "0.000009"),
    ])
  func fixtures(fixture: String, model: String, expected: String) throws {
    let name = String(fixture.prefix { $0 != "." })
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: name)))
    let completion = try endpoint.wireFormat.completion(
      of: Fixture.response(fixture), at: endpoint, now: .seconds(1_795_000_000))
    let price = try #require(PriceTable.bundled.price(provider: name, model: model))
    #expect(price.cost(of: try #require(completion.usage)).description == expected)
  }

  @Test("A long prompt has the longer prompt's price for all its tokens")
  func tiers() throws {
    let price = try #require(PriceTable.bundled.price(provider: "xai", model: "grok-4.5"))
    func cost(_ prompt: Int, cached: Int) -> String {
      price.cost(
        of: TokenUsage(promptTokens: prompt, cachedTokens: cached, completionTokens: 1000)
      ).description
    }
    #expect(cost(200_000, cached: 0) == "0.406")
    #expect(cost(200_001, cached: 0) == "0.812004")
    #expect(cost(300_000, cached: 100_000) == "0.872")
  }

  @Test("A part without its own price costs as much as the whole")
  func missingRates() throws {
    let one = try #require(USDollars("1"))
    let two = try #require(USDollars("2"))
    let usage = TokenUsage(
      promptTokens: 1_000_000, cachedTokens: 400_000, cacheWriteTokens: 100_000,
      completionTokens: 500_000, reasoningTokens: 300_000)
    var price = ModelPrice(rates: ModelPrice.Rates(input: one, output: two))
    #expect(price.cost(of: usage).description == "2")
    price.rates.reasoning = USDollars("4")
    #expect(price.cost(of: usage).description == "2.6")
    price.rates.cachedInput = USDollars("0.1")
    #expect(price.cost(of: usage).description == "2.24")
    price.rates.cacheWrite = USDollars("1.25")
    #expect(price.cost(of: usage).description == "2.265")
    // More cached than there is: never a negative cost.
    let odd = TokenUsage(promptTokens: 10, cachedTokens: 99, cacheWriteTokens: 99)
    #expect(price.cost(of: odd).description == "0.000001")
  }
}
