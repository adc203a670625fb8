extension PriceTable {
  /// Reads the table's own notation: a line for a provider, `openai: batch=50`, then a line for
  /// each of its models. The provider's line may also have `hour=`, the price of input written to a
  /// cache for an hour, in per cent of other input's.
  ///
  /// A model's line has its name, its prices of input and of output in US dollars per million
  /// tokens, and optional facts: `cached=` and `write=` for input read from and written to a cache,
  /// `reasoning=` for that part of the output, `above=TOKENS:INPUT:OUTPUT:CACHED:WRITE` for longer
  /// prompts, `batch=` and `flex=` per cent of these prices (`flex=50:0.02` with another price for
  /// cached input), `cache=` the minimum number of tokens, `thinks`,
  /// and `ends=` the date of its shutdown.
  init(text: String, date: String, source: String) {
    self.init(date: date, source: source)
    var provider = ""
    var common = CommonFields()
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let first = words.first else { continue }
      if first.hasSuffix(":") {
        provider = String(first.dropLast())
        common = CommonFields(Self.fields(words))
        continue
      }
      guard let facts = Self.facts(words, common) else {
        preconditionFailure("a line of the price table cannot be read: \(line)")
      }
      add(facts, of: provider)
    }
  }

  /// Facts that apply to all models of a provider.
  private struct CommonFields {
    var batchPercent: Int?
    var hourPercent: Int?
    var flex: Substring?

    init() {}

    init(_ fields: [Substring: Substring]) {
      batchPercent = fields["batch"].flatMap { Int($0) }
      hourPercent = fields["hour"].flatMap { Int($0) }
      flex = fields["flex"]
    }

    func hourWrite(_ input: USDollars) -> USDollars? {
      hourPercent.map { USDollars(attodollars: (input * $0).attodollars / 100) }
    }
  }

  private static func facts(_ words: [Substring], _ common: CommonFields) -> ModelFacts? {
    guard words.count >= 3, let input = USDollars(String(words[1])),
      let output = USDollars(String(words[2]))
    else { return nil }
    let fields = self.fields(words)
    func amount(_ key: String) -> USDollars? { fields[key[...]].flatMap { USDollars(String($0)) } }
    let rates = ModelPrice.Rates(
      input: input, output: output, cachedInput: amount("cached"), cacheWrite: amount("write"),
      hourCacheWrite: common.hourWrite(input), reasoning: amount("reasoning"))
    var price = ModelPrice(
      rates: rates, batchPercent: fields["batch"].flatMap { Int($0) } ?? common.batchPercent)
    if let text = fields["flex"] ?? common.flex {
      guard let flex = flex(text) else { return nil }
      price.flex = flex
    }
    if let text = fields["above"] {
      guard var tier = tier(text) else { return nil }
      tier.rates.hourCacheWrite = common.hourWrite(tier.rates.input)
      price.tiers = [tier]
    }
    return ModelFacts(
      name: String(words[0]), price: price, shutdown: fields["ends"].map { String($0) },
      thinks: words.contains("thinks"), cacheMinimum: fields["cache"].flatMap { Int($0) })
  }

  private static func flex(_ text: Substring) -> ModelPrice.Flex? {
    let parts = text.split(separator: ":")
    guard let percent = parts.first.flatMap({ Int($0) }), (1...100).contains(percent) else {
      return nil
    }
    return ModelPrice.Flex(
      percent: percent,
      cachedInput: parts.count > 1 ? USDollars(String(parts[1])) : nil)
  }

  private static func tier(_ text: Substring) -> ModelPrice.Tier? {
    let parts = text.split(separator: ":")
    let amounts = parts.dropFirst().map { USDollars(String($0)) }
    guard let threshold = parts.first.flatMap({ Int($0) }), amounts.count >= 2,
      let input = amounts[0], let output = amounts[1]
    else { return nil }
    return ModelPrice.Tier(
      abovePromptTokens: threshold,
      rates: ModelPrice.Rates(
        input: input, output: output, cachedInput: amounts.count > 2 ? amounts[2] : nil,
        cacheWrite: amounts.count > 3 ? amounts[3] : nil))
  }

  private static func fields(_ words: [Substring]) -> [Substring: Substring] {
    var fields: [Substring: Substring] = [:]
    for word in words.dropFirst() {
      guard let sign = word.firstIndex(of: "=") else { continue }
      fields[word[..<sign]] = word[word.index(after: sign)...]
    }
    return fields
  }
}
