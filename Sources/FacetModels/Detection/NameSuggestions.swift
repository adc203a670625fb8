internal import FacetPlatform

/// What the writer of a model's name may have meant.
enum NameSuggestions {
  /// Suggestions for a name that the table does not have.
  static func unknown(_ model: String) -> [String] {
    var suggestions: [String] = []
    if let near = nearMiss(of: model) { suggestions.append("did you mean '\(near)'?") }
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

  /// Suggestions for a name that the table has, but whose form is another provider's.
  static func beside(_ model: String, servedBy provider: Provider) -> [String] {
    if provider.name == "openai", model.lowercased().hasPrefix("ft:") { return [] }
    let parts = model.split(separator: "/", maxSplits: 1)
    if provider.name == "openrouter", parts.count == 2, parts[1].contains("/") {
      return ["OpenRouter's own names lack the first part: write 'openrouter:\(parts[1])'"]
    }
    return hasTag(model) ? ["for Ollama write 'ollama:\(model)'"] : []
  }

  /// The message about a provider that nobody knows.
  static func unknownProviderMessage(_ name: String) -> String {
    let names = ProviderTable.all.map(\.name)
    let known = names + ProviderTable.all.flatMap(\.aliases)
    if let near = Resemblance.nearest(to: name.lowercased(), among: known) {
      return "unknown provider '\(name)'; did you mean '\(near)'?"
    }
    return "unknown provider '\(name)'; known are " + names.joined(separator: ", ")
  }

  /// The name with its beginning put right: `claud-x` → `claude-x`, `gpt4o` → `gpt-4o`.
  static func nearMiss(of model: String) -> String? {
    let name = model.lowercased()
    if let colon = name.firstIndex(of: ":") {
      let names = ProviderTable.all.map(\.name)
      if let provider = Resemblance.nearest(to: String(name[..<colon]), among: names) {
        return provider + model[model.firstIndex(of: ":").map { $0... } ?? model.startIndex...]
      }
    }
    guard !name.contains("/") else { return nil }
    let beginnings = ProviderTable.all.flatMap(\.modelPrefixes).compactMap { prefix in
      prefix.hasSuffix("-") && !prefix.contains(":") && !prefix.contains("/")
        ? String(prefix.dropLast()) : nil
    }
    let end = name.firstIndex { $0 == "-" || $0 == ":" } ?? name.endIndex
    let segment = String(name[..<end])
    let rest = model.dropFirst(segment.count)
    // The hyphen is missing before the version: `gpt4o`, `claude3-opus`.
    for beginning in beginnings where segment.hasPrefix(beginning) {
      let version = segment.dropFirst(beginning.count)
      if let first = version.first, first.isNumber { return "\(beginning)-\(version)\(rest)" }
    }
    guard rest.first == "-", !beginnings.contains(segment) else { return nil }
    return Resemblance.nearest(to: segment, among: beginnings).map { $0 + rest }
  }

  /// What to write instead of a provider and a slash: `openai/gpt-4o`, `groq/llama-3`.
  ///
  /// An organisation that publishes weights under a provider's name means no provider: Together
  /// and others serve `openai/gpt-oss-120b` and `mistralai/…` under these very names.
  private static func insteadOfSlash(_ model: String) -> String? {
    guard let slash = model.firstIndex(of: "/"), slash != model.startIndex else { return nil }
    let first = model[..<slash].lowercased()
    guard let provider = ProviderTable.provider(named: first) else { return nil }
    let rest = String(model[model.index(after: slash)...])
    let own = ["openai", "anthropic", "google", "deepseek", "perplexity"]
    if own.contains(first) {
      guard let served = ProviderTable.provider(servingModel: rest),
        !served.prefix.hasPrefix("gemma"),
        served.provider.name == provider.name
      else { return nil }
      return "for \(provider.displayName) itself write '\(provider.name):\(rest)', "
        + "for OpenRouter 'openrouter:\(model)'"
    }
    if ["mistralai", "nvidia"].contains(first) { return nil }
    return "for \(provider.displayName) write '\(provider.name):\(rest)'"
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
