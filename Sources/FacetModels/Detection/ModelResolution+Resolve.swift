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
      reason: "a base URL was given, which is taken to be OpenAI-compatible", suggestions: [])
  }

  /// The provider and the rest of a name such as `together:meta-llama/…` or
  /// `openrouter/anthropic/…`.
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
    // `openrouter/auto` is a name of OpenRouter's own.
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

  /// Restates what is wrong with a base URL.
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
  /// Returns where a model goes whose requests are sent to an address of the user's, as
  /// `--base-url` has it.
  ///
  /// The address of a known provider means that provider, unless the model's was named. Any other
  /// is a proxy, which speaks as the model's own provider does and receives its key.
  ///
  /// - Parameters:
  ///   - baseURL: The base URL of the configuration, which the address replaces.
  ///   - address: `nil` if there is none, so that ``resolve(model:provider:baseURL:)`` decides.
  ///   - name: What holds the address, for messages: `'--base-url'`.
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
