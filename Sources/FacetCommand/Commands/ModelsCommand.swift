internal import ArgumentParser
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// `facet models`: the provider table, and the provider of a model.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Show providers, prices, or which provider serves a model.",
    discussion: "Example: facet models resolve claude-sonnet-4-5",
    subcommands: [List.self, Resolve.self, Prices.self, Vocabulary.self],
    defaultSubcommand: List.self)

  /// `facet models list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show the table of providers.",
      discussion: "Example: facet models list")

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let environment = try RunEnvironment(file: nil)
      if json {
        ResultDocument.write(
          .array(ProviderTable.all.map { ModelsJSON.value(of: $0, environment) }))
        return
      }
      let rows = ProviderTable.all.map { provider in
        let isSet = provider.keyVariables.contains { environment[$0] != nil }
        return [
          provider.name, provider.wireFormat.rawValue,
          provider.keyVariables.first.map { $0 + (isSet ? " (set)" : "") } ?? "-",
          provider.baseURL,
          provider.modelPrefixes.isEmpty ? "-" : provider.modelPrefixes.joined(separator: " "),
        ]
      }
      Terminal.write(
        TextTable.text(
          header: ["provider", "wire format", "key", "base URL", "name prefixes"],
          rows: rows), to: .standardOutput)
    }
  }

  /// `facet models resolve`
  struct Resolve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resolve",
      abstract: "Show which provider serves a model, and the rule that decides it.",
      discussion: "Example: facet models resolve meta-llama/Llama-3.3-70B-Instruct-Turbo")

    @Argument(
      help: ArgumentHelp("The model's name as in a configuration.", valueName: "name"),
      completion: .model)
    var name: String

    @Option(
      help: ArgumentHelp("The configuration's 'api_provider'.", valueName: "name"),
      completion: .provider)
    var provider: String?

    @Option(help: ArgumentHelp("The address given to 'facet run --base-url'.", valueName: "url"))
    var baseURL: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
      try OptionRule.name(name, "name")
      try OptionRule.name(provider, "--provider")
    }

    func run() throws {
      let resolution = try resolved()
      let environment = try RunEnvironment(file: nil)
      let wanted = resolution.provider.keyVariables
      let set = wanted.first { environment[$0] != nil }
      let isNeeded = baseURL == nil && resolution.provider.requiresKey
      if json {
        ResultDocument.write(
          ModelsJSON.value(
            of: resolution, keyVariable: set ?? (isNeeded ? wanted.first : nil),
            isSet: set != nil, price: rates(of: resolution)))
        return
      }
      let key =
        set.map { "\($0) is set" }
        ?? wanted.first.map { isNeeded ? "\($0) is not set" : "none needed; \($0) would be sent" }
        ?? "none needed"
      Terminal.write(
        """
        \(resolution.explanation)
          rule: \(resolution.rule.rawValue)
          name on the wire: \(resolution.model)
          wire format: \(resolution.provider.wireFormat.rawValue)
          base URL: \(resolution.baseURL ?? resolution.provider.baseURL)
          key: \(key)
          price: \(price(of: resolution))

        """, to: .standardOutput)
    }

    /// The endpoint to which a run would send the model's requests.
    private func resolved() throws -> ModelResolution {
      do throws(ModelResolutionError) {
        return try ModelResolution.resolve(
          model: name, provider: provider, baseURL: nil, movedTo: baseURL, named: "'--base-url'")
      } catch {
        Terminal.write("error: \(error.message)\n", to: .standardError)
        throw ExitStatus(code: ExitStatus.usage)
      }
    }

    private func rates(of resolution: ModelResolution) -> ModelPrice.Rates? {
      baseURL == nil
        ? PriceTable.bundled.price(
          provider: resolution.provider.name, model: resolution.model)?.rates : nil
    }

    private func price(of resolution: ModelResolution) -> String {
      guard let rates = rates(of: resolution) else { return "unknown" }
      return "\(rates.input.shortText) in, \(rates.output.shortText) out per million tokens"
    }
  }
}

extension ModelsCommand {
  /// `facet models prices`
  struct Prices: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prices", abstract: "Show models' prices in US dollars per million tokens.",
      discussion: """
        A model that is not listed has no known price. Set its price with 'price' in the \
        configuration or with '--prices'.

        Example: facet models prices gpt-5
        """)

    @Argument(
      help: ArgumentHelp("Show only models whose name contains this.", valueName: "text"),
      completion: .model)
    var text: String?

    @OptionGroup var priceList: PriceOptions

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let table = try priceList.table()
      if json {
        ResultDocument.write(ModelsJSON.value(of: table, matching: text))
        return
      }
      var rows: [[String]] = []
      for provider in table.providers {
        for model in table.models(of: provider) {
          guard let price = model.price,
            text.map({ model.name.lowercased().contains($0.lowercased()) }) ?? true
          else { continue }
          rows.append(row(price.rates, [provider, model.name], model.shutdown ?? ""))
          for tier in price.tiers {
            rows.append(
              row(
                tier.rates, ["", "  prompts over \(Quantity.grouped(tier.abovePromptTokens))"], ""))
          }
        }
      }
      guard !rows.isEmpty else {
        Console().print("error: no known price for a model like '\(text ?? "")'")
        throw ExitStatus(code: ExitStatus.usage)
      }
      let day = table.date.map { ", as of \($0)" } ?? ""
      Terminal.write(
        TextTable.text(
          header: ["provider", "model", "input", "cached", "write", "output", "ends"], rows: rows)
          + "\nUS dollars per million tokens, from \(table.source)\(day)\n", to: .standardOutput)
    }

    private func row(_ rates: ModelPrice.Rates, _ names: [String], _ end: String) -> [String] {
      names + [
        "\(rates.input)", rates.cachedInput.map { "\($0)" } ?? "-",
        rates.cacheWrite.map { "\($0)" } ?? "-", "\(rates.output)", end,
      ]
    }
  }
}

extension ModelsCommand {
  /// `facet models vocabulary`
  struct Vocabulary: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "vocabulary", abstract: "Show which vocabularies are on this machine.",
      discussion: """
        If tiktoken's cache has a model's vocabulary, 'facet estimate' counts the model's prompt \
        tokens exactly. Nothing is downloaded.

        Example: facet models vocabulary
        """)

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let environment = try RunEnvironment(file: nil).all
      let rows = TokenEstimator.Vocabulary.allCases.map { vocabulary in
        let file = VocabularyFile(vocabulary)
        let state =
          switch file.content(environment: environment).state {
          case .found: "found"
          case .missing: "not found"
          case .damaged: "wrong content"
          }
        return [file.name, state, file.path(environment: environment)]
      }
      if json {
        let names = ["vocabulary", "state", "path"]
        ResultDocument.write(
          .array(
            rows.map { row in
              .object(JSONObject(zip(names, row).map { ($0, JSONValue.string($1)) }))
            }))
        return
      }
      Terminal.write(
        TextTable.text(header: ["vocabulary", "state", "path"], rows: rows), to: .standardOutput)
    }
  }
}
