extension ModelResolution {
  /// Returns the provider for a model, and the reason.
  ///
  /// The first of these decides: the given provider; the given base URL; `provider:model`; the
  /// table of names; otherwise Together. The keys that are set never matter.
  ///
  /// - Parameters:
  ///   - model: The name as configured.
  ///   - provider: The provider given with it, by name or alias.
  ///   - baseURL: The base URL given with it.
  /// - Throws: ``ModelResolutionError`` if one of the three is invalid.
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
        reason: "it has the prefix '\(model.dropLast(name.count))'",
        suggestions: NameSuggestions.misspelt(name, servedBy: provider))
    }
    if let (provider, prefix) = ProviderTable.provider(servingModel: model) {
      return ModelResolution(
        provider: provider, model: model, baseURL: nil, rule: .nameTable,
        reason: "its name begins with \(describe(prefix))",
        suggestions: NameSuggestions.beside(model, servedBy: provider))
    }
    return ModelResolution(
      provider: ProviderTable.fallback, model: model, baseURL: nil, rule: .fallback,
      reason: "Together is the default for unknown names",
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
      let text = try checked { () throws(BaseURL.Fault) in try provider.baseURL(from: baseURL) }
      normalised = text
      provider.wireFormat = wireFormat(of: provider, at: text)
    }
    var wireName = model
    if let (prefixed, rest) = splitPrefix(of: model), prefixed.name == provider.name {
      wireName = rest
    }
    return ModelResolution(
      provider: provider, model: wireName, baseURL: normalised, rule: .explicitProvider,
      reason: "the provider was given",
      suggestions: normalised == nil ? NameSuggestions.misspelt(wireName, servedBy: provider) : [])
  }

  /// Resolves a model at a server declared not to be a known provider, whatever its host.
  private static func resolve(
    model: String, compatibleServerAt baseURL: String?
  ) throws(ModelResolutionError) -> ModelResolution {
    guard let baseURL else {
      throw ModelResolutionError(
        subject: .baseURL, message: "'\(Provider.openAICompatibleName)' needs a base URL")
    }
    let url = try checked { () throws(BaseURL.Fault) in try BaseURL(baseURL) }
    let provider = Provider.openAICompatible(at: url)
    return ModelResolution(
      provider: provider, model: model, baseURL: provider.baseURL, rule: .explicitProvider,
      reason: "the provider was given", suggestions: [])
  }

  private static func resolve(
    model: String, explicitBaseURL text: String
  ) throws(ModelResolutionError) -> ModelResolution {
    let url = try checked { () throws(BaseURL.Fault) in try BaseURL(text) }
    if var provider = ProviderTable.provider(host: url.host, port: url.port) {
      let own = provider
      let normalised = try checked { () throws(BaseURL.Fault) in try own.baseURL(from: text) }
      provider.wireFormat = wireFormat(of: provider, at: normalised)
      return ModelResolution(
        provider: provider, model: model, baseURL: normalised, rule: .explicitBaseURL,
        reason: "the host of the base URL is \(provider.displayName)'s", suggestions: [])
    }
    let provider = Provider.openAICompatible(at: url)
    return ModelResolution(
      provider: provider, model: model, baseURL: provider.baseURL, rule: .explicitBaseURL,
      reason: "a base URL was given, which is assumed to be OpenAI-compatible", suggestions: [])
  }

  /// Splits a name such as `together:meta-llama/…` or `openrouter/anthropic/…` into the provider
  /// and the rest.
  private static func splitPrefix(of model: String) -> (provider: Provider, rest: String)? {
    if let colon = model.firstIndex(of: ":"),
      let provider = ProviderTable.provider(named: String(model[..<colon]))
    {
      let rest = String(model[model.index(after: colon)...])
      return rest.isEmpty ? nil : (provider, rest)
    }
    guard let slash = model.firstIndex(of: "/"),
      let provider = ProviderTable.provider(named: String(model[..<slash])),
      provider.slashPrefixes.contains(ProviderTable.canonical(String(model[..<slash])))
    else { return nil }
    let rest = String(model[model.index(after: slash)...])
    // `openrouter/auto` is one of OpenRouter's own names.
    let isOwn = provider.modelPrefixes.contains(model[...slash].lowercased())
    return rest.isEmpty || isOwn && !rest.contains("/") ? nil : (provider, rest)
  }

  private static func wireFormat(of provider: Provider, at baseURL: String) -> WireFormat {
    let other = provider.wireFormatsByPath.first { baseURL.hasSuffix($0.key) }
    return other?.value ?? provider.wireFormat
  }

  private static func describe(_ prefix: String) -> String {
    prefix.hasSuffix("#") ? "'\(prefix.dropLast())' and a number" : "'\(prefix)'"
  }

  /// Restates the fault of a base URL.
  private static func checked<Value>(
    _ name: String = "the base URL", _ read: () throws(BaseURL.Fault) -> Value
  ) throws(ModelResolutionError) -> Value {
    do throws(BaseURL.Fault) {
      return try read()
    } catch {
      throw ModelResolutionError(
        subject: .baseURL,
        message: "\(name) \(error)")
    }
  }
}

extension ModelResolution {
  /// Returns the provider for a model whose requests go to an address that the user gave, for
  /// example with `--base-url`.
  ///
  /// The address of a known provider selects that provider, unless the model names one. Any other
  /// address is a proxy, which speaks like the model's own provider and receives its key.
  ///
  /// - Parameters:
  ///   - baseURL: The configuration's base URL, which the address replaces.
  ///   - address: `nil` if there is none, so that ``resolve(model:provider:baseURL:)`` decides.
  ///   - name: The source of the address, for messages: `'--base-url'`.
  package static func resolve(
    model: String, provider: String?, baseURL: String?, movedTo address: String?, named name: String
  ) throws(ModelResolutionError) -> ModelResolution {
    guard let address else {
      return try resolve(model: model, provider: provider, baseURL: baseURL)
    }
    let url = try checked(name) { () throws(BaseURL.Fault) in try BaseURL(address) }
    if let provider, ProviderTable.canonical(provider) == Provider.openAICompatibleName {
      return try resolve(model: model, compatibleServerAt: address)
    }
    var resolution = try resolve(model: model, provider: provider, baseURL: baseURL)
    if resolution.rule != .explicitProvider, resolution.rule != .providerPrefix,
      let host = ProviderTable.provider(host: url.host, port: url.port),
      host.name != resolution.provider.name
    {
      resolution.provider = host
      resolution.rule = .explicitBaseURL
      resolution.reason = "the host of the base URL is \(host.displayName)'s"
      resolution.suggestions = []
    }
    let own = resolution.provider
    let text = try checked(name) { () throws(BaseURL.Fault) in try own.baseURL(from: address) }
    resolution.baseURL = text
    resolution.provider.wireFormat = wireFormat(of: own, at: text)
    return resolution
  }
}

extension Provider {
  /// The name of every server that the table does not list.
  static let openAICompatibleName = "openai_compatible"

  /// A server at an address that the table does not list; it gets no provider's key.
  static func openAICompatible(at url: BaseURL) -> Provider {
    var url = url
    if url.host == "0.0.0.0" { url.host = "127.0.0.1" }
    if url.path.isEmpty, url.isLoopback { url.path = "/v1" }
    let host = url.port.map { "\(url.host):\($0)" } ?? url.host
    return Provider(
      name: openAICompatibleName, displayName: host, baseURL: url.text, keyVariables: []
    ).with {
      $0.requiresKey = false
      $0.serviceTiers = .unknown
    }
  }
}
