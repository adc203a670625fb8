extension ModelResolution {
  /// Returns where a model goes.
  ///
  /// The first of these decides: the provider given; the base URL given; `provider:model`; the
  /// table of names; otherwise Together. Which keys are set never matters.
  ///
  /// - Parameters:
  ///   - model: The name as configured.
  ///   - provider: The provider that stands beside it, by name or alias.
  ///   - baseURL: The base URL that stands beside it.
  /// - Throws: ``ModelResolutionError`` when one of the three can mean nothing.
  package static func resolve(
    model: String, provider: String? = nil, baseURL: String? = nil
  ) throws(ModelResolutionError) -> ModelResolution {
    guard model.contains(where: { !$0.isWhitespace }) else {
      throw ModelResolutionError(subject: .model, message: "the model's name is empty")
    }
    if let provider {
      return try resolve(model: model, explicitProvider: provider, baseURL: baseURL)
    }
    if let baseURL {
      return try resolve(model: model, explicitBaseURL: baseURL)
    }
    if let (provider, name) = splitPrefix(of: model) {
      return ModelResolution(
        provider: provider, model: name, baseURL: nil, rule: .providerPrefix,
        reason: "it was written with the prefix '\(model.dropLast(name.count))'", suggestions: [])
    }
    if let (provider, prefix) = ProviderTable.provider(servingModel: model) {
      return ModelResolution(
        provider: provider, model: model, baseURL: nil, rule: .nameTable,
        reason: "its name begins with \(describe(prefix))",
        suggestions: NameSuggestions.beside(model, servedBy: provider))
    }
    return ModelResolution(
      provider: ProviderTable.fallback, model: model, baseURL: nil, rule: .fallback,
      reason: "that is where a name goes that names no provider",
      suggestions: NameSuggestions.unknown(model))
  }

  private static func resolve(
    model: String, explicitProvider name: String, baseURL: String?
  ) throws(ModelResolutionError) -> ModelResolution {
    if ProviderTable.canonical(name) == Provider.openAICompatibleName {
      return try resolve(model: model, compatibleServerAt: baseURL)
    }
    guard var provider = ProviderTable.provider(named: name) else {
      throw ModelResolutionError(
        subject: .provider, message: NameSuggestions.unknownProviderMessage(name))
    }
    var normalised: String?
    if let baseURL {
      guard let text = provider.baseURL(from: baseURL) else { throw malformed(baseURL) }
      normalised = text
      provider.wireFormat = wireFormat(of: provider, at: text)
    }
    var wireName = model
    if let (prefixed, rest) = splitPrefix(of: model), prefixed.name == provider.name {
      wireName = rest
    }
    return ModelResolution(
      provider: provider, model: wireName, baseURL: normalised, rule: .explicitProvider,
      reason: "the provider was given", suggestions: [])
  }

  /// Resolves a model of a server that is said to be no known provider, whatever its host.
  private static func resolve(
    model: String, compatibleServerAt baseURL: String?
  ) throws(ModelResolutionError) -> ModelResolution {
    guard let baseURL else {
      throw ModelResolutionError(
        subject: .baseURL, message: "'\(Provider.openAICompatibleName)' needs a base URL")
    }
    guard let url = BaseURL(baseURL) else { throw malformed(baseURL) }
    let provider = Provider.openAICompatible(at: url)
    return ModelResolution(
      provider: provider, model: model, baseURL: provider.baseURL, rule: .explicitProvider,
      reason: "the provider was given", suggestions: [])
  }

  private static func resolve(
    model: String, explicitBaseURL text: String
  ) throws(ModelResolutionError) -> ModelResolution {
    guard let url = BaseURL(text) else { throw malformed(text) }
    if var provider = ProviderTable.provider(host: url.host, port: url.port) {
      let normalised = provider.baseURL(from: text) ?? url.text
      provider.wireFormat = wireFormat(of: provider, at: normalised)
      return ModelResolution(
        provider: provider, model: model, baseURL: normalised, rule: .explicitBaseURL,
        reason: "the host of the base URL is \(provider.displayName)'s", suggestions: [])
    }
    let provider = Provider.openAICompatible(at: url)
    return ModelResolution(
      provider: provider, model: model, baseURL: provider.baseURL, rule: .explicitBaseURL,
      reason: "a base URL was given, which is taken to be OpenAI-compatible", suggestions: [])
  }

  /// The provider and the rest of a name such as `together:meta-llama/…`.
  private static func splitPrefix(of model: String) -> (provider: Provider, rest: String)? {
    guard let colon = model.firstIndex(of: ":"),
      let provider = ProviderTable.provider(named: String(model[..<colon]))
    else { return nil }
    let rest = String(model[model.index(after: colon)...])
    return rest.isEmpty ? nil : (provider, rest)
  }

  private static func wireFormat(of provider: Provider, at baseURL: String) -> WireFormat {
    guard let path = BaseURL(baseURL)?.path else { return provider.wireFormat }
    let other = provider.wireFormatsByPath.first { path.hasSuffix($0.key) }
    return other?.value ?? provider.wireFormat
  }

  private static func describe(_ prefix: String) -> String {
    prefix.hasSuffix("#") ? "'\(prefix.dropLast())' and a number" : "'\(prefix)'"
  }

  private static func malformed(_ baseURL: String) -> ModelResolutionError {
    let isPlain = !baseURL.contains("@")
    let shown = isPlain ? " '\(baseURL)'" : ""
    let reason = isPlain ? "" : ", without a user name or password in it"
    return ModelResolutionError(
      subject: .baseURL,
      message: "the base URL\(shown) must begin with http:// or https://\(reason)")
  }
}

extension Provider {
  /// The name of every server that the table does not have.
  static let openAICompatibleName = "openai_compatible"

  /// A server at an address that the table does not have; it gets no provider's key.
  static func openAICompatible(at url: BaseURL) -> Provider {
    var url = url
    if url.host == "0.0.0.0" { url.host = "127.0.0.1" }
    if url.path.isEmpty, url.isLoopback { url.path = "/v1" }
    let host = url.port.map { "\(url.host):\($0)" } ?? url.host
    return Provider(
      name: openAICompatibleName, displayName: host, baseURL: url.text, keyVariables: []
    ).with { $0.requiresKey = false }
  }
}
