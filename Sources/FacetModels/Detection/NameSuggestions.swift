internal import FacetPlatform

/// Suggestions for a model's name that may be a mistake.
enum NameSuggestions {
  /// Suggestions for a name that is not in the table.
  static func unknown(_ model: String) -> [String] {
    if let provider = servingProvider(of: model) {
      return ["for \(provider.displayName) write '\(provider.name):\(model)'"]
    }
    var suggestions: [String] = []
    if let near = nearMiss(of: model) {
      suggestions.append("did you mean '\(near)'?")
    } else if let (beginning, provider) = nearBeginning(of: model) {
      suggestions.append(
        "names that begin with '\(beginning)' go to \(provider.displayName); "
          + "to send this one there, write '\(provider.name):\(model)'")
    }
    if let suggestion = insteadOfSlash(model) {
      suggestions.append(suggestion)
    } else if looksLikeBedrock(model) {
      suggestions.append("Amazon Bedrock, whose names look like this, is not supported")
    } else if looksLikeFile(model) {
      suggestions.append("a local file needs a server: give its 'base_url'")
    } else if hasTag(model) {
      suggestions.append("for Ollama write 'ollama:\(model)'")
    } else if !model.contains("/"), suggestions.isEmpty {
      suggestions.append(
        "Together's names have the form 'organisation/model'; "
          + "write 'provider:\(model)' to send it elsewhere")
    }
    return suggestions
  }

  /// Suggestions for a name in the table whose form is another provider's.
  static func beside(_ model: String, servedBy provider: Provider) -> [String] {
    if provider.name == "openai", model.lowercased().hasPrefix("ft:") { return [] }
    if hasTag(model) { return ["for Ollama write 'ollama:\(model)'"] }
    return misspelt(model, servedBy: provider)
  }

  /// A suggestion for a name that is not in the price list of its provider.
  static func misspelt(_ model: String, servedBy provider: Provider) -> [String] {
    nearPriced(model, servedBy: provider).map { ["did you mean '\($0)'?"] } ?? []
  }

  /// The message about an unknown provider.
  static func unknownProviderMessage(_ name: String) -> String {
    let names = ProviderTable.all.map(\.name)
    let known = names + ProviderTable.all.flatMap(\.aliases)
    if let near = Resemblance.nearest(to: name.lowercased(), among: known) {
      return "unknown provider '\(name)'; did you mean '\(near)'?"
    }
    return "unknown provider '\(name)'; the known ones are " + names.joined(separator: ", ")
  }

  /// The known name nearest to a misspelt one: a model that some provider serves, or the same name
  /// with its provider's prefix corrected. Only listed names are suggested.
  static func nearMiss(of model: String) -> String? {
    let name = model.lowercased()
    if let colon = name.firstIndex(of: ":") {
      let names = ProviderTable.all.map(\.name)
      if let provider = Resemblance.nearest(to: String(name[..<colon]), among: names) {
        return provider + model[model.firstIndex(of: ":").map { $0... } ?? model.startIndex...]
      }
    }
    guard !name.contains("/") else { return nil }
    let known = ProviderTable.all.filter { !$0.modelPrefixes.isEmpty }.flatMap { provider in
      PriceTable.bundled.models(of: provider.name).map(\.name).filter {
        ProviderTable.provider(servingModel: $0)?.provider.name == provider.name
      }
    }
    return Resemblance.nearest(to: name, among: known)
  }

  /// The model of a provider's price list nearest to a name that is not on it; `nil` if none is
  /// near, or if the name differs only in a version or a size, which a newer model may have.
  private static func nearPriced(_ model: String, servedBy provider: Provider) -> String? {
    let prices = PriceTable.bundled
    guard prices.price(provider: provider.name, model: model) == nil else { return nil }
    let known = prices.models(of: provider.name).map(\.name).filter { name in
      name.filter(\.isNumber) == model.filter(\.isNumber)
    }
    return Resemblance.nearest(to: model, among: known)
  }

  /// The prefix in the provider table nearest to a name's own: `claud-x`, `gpt4o`.
  private static func nearBeginning(of model: String) -> (beginning: String, provider: Provider)? {
    let name = model.lowercased()
    guard !name.contains("/") else { return nil }
    let rows = ProviderTable.all.flatMap { provider in
      provider.modelPrefixes.filter { $0.hasSuffix("-") && !$0.contains(":") }
        .map { (beginning: String($0.dropLast()), provider: provider) }
    }
    let segment = String(name.prefix { $0 != "-" && $0 != ":" })
    if rows.contains(where: { $0.beginning == segment }) { return nil }
    // The hyphen before the version is missing: `gpt4o`, `claude3-opus`.
    let unhyphened = rows.first { row in
      segment.hasPrefix(row.beginning)
        && segment.dropFirst(row.beginning.count).first?.isNumber == true
    }
    let near = Resemblance.nearest(to: segment, among: rows.map(\.beginning))
    guard let row = unhyphened ?? rows.first(where: { $0.beginning == near }) else { return nil }
    return (row.beginning + "-", row.provider)
  }

  /// The provider of a name that is in the price table although its form does not reveal the
  /// provider.
  private static func servingProvider(of model: String) -> Provider? {
    ProviderTable.all.first {
      $0.name != ProviderTable.fallback.name
        && PriceTable.bundled.facts(provider: $0.name, model: model) != nil
        && PriceTable.bundled.facts(provider: ProviderTable.fallback.name, model: model) == nil
    }
  }

  /// The replacement for a maker and a slash: `openai/gpt-4o`.
  ///
  /// An organisation that publishes weights under a provider's name is not that provider: Together
  /// and others serve `openai/gpt-oss-120b` and `mistralai/…` under these names.
  private static func insteadOfSlash(_ model: String) -> String? {
    let makers = ["openai", "anthropic", "google", "deepseek", "perplexity"]
    guard let slash = model.firstIndex(of: "/"), makers.contains(model[..<slash].lowercased()),
      let provider = ProviderTable.provider(named: model[..<slash].lowercased())
    else { return nil }
    let rest = String(model[model.index(after: slash)...])
    guard let served = ProviderTable.provider(servingModel: rest),
      !served.prefix.hasPrefix("gemma"), served.provider.name == provider.name
    else { return nil }
    return "for \(provider.displayName) itself write '\(provider.name):\(rest)', "
      + "for OpenRouter 'openrouter:\(model)'"
  }

  private static func hasTag(_ model: String) -> Bool {
    guard !model.contains("/"), let colon = model.firstIndex(of: ":") else { return false }
    return colon != model.startIndex && model.index(after: colon) != model.endIndex
  }

  private static func looksLikeBedrock(_ model: String) -> Bool {
    let name = model.lowercased()
    return ["anthropic.", "amazon.", "meta.", "cohere."].contains { vendor in
      name.hasPrefix(vendor) || name.contains(".\(vendor)")
    }
  }

  private static func looksLikeFile(_ model: String) -> Bool {
    model.hasPrefix("/") || model.hasPrefix("./") || model.lowercased().hasSuffix(".gguf")
  }
}
