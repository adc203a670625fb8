internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform

/// Resolves models to endpoints and lanes; the same endpoint and model are one lane.
struct LaneTable {
  private(set) var lanes: [PlannedLane] = []
  private(set) var endpointSlots: [Int] = []
  /// Complete sentences about unreachable models, each once.
  private(set) var mistakes: [String] = []

  private let limits: Limits
  private let retry: RetryPolicy
  private let options: RunOptions
  private var endpoints: [Endpoint] = []
  private var resolved: [ModelConfiguration: Int] = [:]

  init(limits: Limits, retry: RetryPolicy, options: RunOptions) {
    self.limits = limits
    self.retry = retry
    self.options = options
  }

  /// The lane of a model and its name in requests, or `nil` after recording a mistake.
  ///
  /// - Parameters:
  ///   - isTopLevel: Whether a base URL from the options replaces the model's own.
  ///   - isAsked: Whether it is asked, so that its key must be there.
  mutating func lane(
    for model: ModelConfiguration, isTopLevel: Bool, isAsked: Bool = true
  ) -> (Int, wireName: String)? {
    let configured = model.baseURLs.first
    do throws(LaneMistake) {
      let resolution = try self.resolution(of: model, isTopLevel: isTopLevel)
      let location = try self.location(
        of: resolution, hasConfiguredURL: configured != nil,
        hasKeyVariable: model.apiKeyVariable != nil, isTopLevel: isTopLevel)
      try checkTier(of: model, at: resolution.provider)
      let endpoint = try self.endpoint(of: resolution, model: model, location: location)
      if options.rehearsal == nil, options.requiresKeys, isAsked, location.needsKey,
        endpoint.key == nil
      {
        if let variable = model.apiKeyVariable {
          note(
            "'\(model.modelName)' needs the key that 'api_key_env' names, which is not set; "
              + "set \(variable)")
          return nil
        }
        let missing = resolution.missingKeyError(
          presentVariables: Set(options.environment.filter { !$0.value.isEmpty }.keys))
        note(
          missing.message + (missing.hint.map { "; \($0)" } ?? "")
            + ", or rehearse without one: '--offline'")
        return nil
      }
      let isConfigured = configured != nil && options.rehearsal == nil
      let others =
        isConfigured && !(isTopLevel && options.baseURL != nil)
        ? try otherReplicas(of: endpoint, model: model) : []
      return (
        index(
          of: endpoint, others, resolution: resolution, model: model,
          needsKey: location.needsKey),
        resolution.model
      )
    } catch {
      note(error.message)
      return nil
    }
  }

  private func resolution(
    of model: ModelConfiguration, isTopLevel: Bool
  ) throws(LaneMistake) -> ModelResolution {
    do throws(ModelResolutionError) {
      return try ModelResolution.resolve(
        model: model.modelName, provider: model.apiProvider, baseURL: model.baseURLs.first,
        movedTo: isTopLevel ? options.baseURL : nil, named: "'--base-url'")
    } catch {
      throw LaneMistake(message: error.message)
    }
  }

  /// The prices of both tiers where the provider sells `flex`; a configured price is of one tier.
  private func tierPrices(of model: ModelConfiguration, _ resolution: ModelResolution)
    -> TierPrices?
  {
    guard model.price == nil, resolution.provider.serviceTiers.include("flex"),
      let ordinary = options.prices.price(
        provider: resolution.provider.name, model: resolution.model),
      let flex = ordinary.flexPrice
    else { return nil }
    return TierPrices(ordinary: ordinary, flex: flex)
  }

  private func checkTier(of model: ModelConfiguration, at provider: Provider) throws(LaneMistake) {
    guard let tier = model.serviceTier, !provider.serviceTiers.include(tier) else { return }
    switch provider.serviceTiers {
    case .named(let names):
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      throw LaneMistake(
        message: "\(provider.displayName) has no 'service_tier' '\(tier)' for "
          + "'\(model.modelName)'; it has \(list)")
    case .none, .unknown:
      throw LaneMistake(
        message: "\(provider.displayName) has no service tiers; leave the 'service_tier' of "
          + "'\(model.modelName)' out")
    }
  }

  private mutating func note(_ mistake: String) {
    if !mistakes.contains(mistake) { mistakes.append(mistake) }
  }

  /// Restates an address error with the name of the setting that holds the address.
  private func address<Value>(
    _ name: String, _ read: () throws(BaseURL.Fault) -> Value
  ) throws(LaneMistake) -> Value {
    do throws(BaseURL.Fault) {
      return try read()
    } catch {
      throw LaneMistake(message: "\(name) \(error)")
    }
  }

  /// The address of a provider's requests, and whether the provider's own key may be sent there.
  private struct Location {
    var baseURL: String
    var needsKey: Bool
    var receivesProviderKey: Bool
  }

  private func location(
    of resolution: ModelResolution, hasConfiguredURL: Bool, hasKeyVariable: Bool,
    isTopLevel: Bool
  ) throws(LaneMistake) -> Location {
    let provider = resolution.provider
    if isTopLevel, options.baseURL != nil {
      return Location(
        baseURL: resolution.baseURL ?? provider.baseURL, needsKey: false,
        receivesProviderKey: true)
    }
    if hasConfiguredURL {
      return Location(
        baseURL: resolution.baseURL ?? provider.baseURL, needsKey: hasKeyVariable,
        receivesProviderKey: false)
    }
    for variable in provider.baseURLVariables {
      guard let text = options.environment[variable], !text.isEmpty else { continue }
      let url = try address(variable) { () throws(BaseURL.Fault) in
        try provider.baseURL(from: text, variable: variable)
      }
      return Location(baseURL: url, needsKey: false, receivesProviderKey: true)
    }
    if provider.requiresBaseURL, options.rehearsal == nil {
      let variable = provider.baseURLVariables.first ?? "'base_url'"
      throw LaneMistake(
        message: "\(resolution.explanation); set \(variable) to the address of the server")
    }
    return Location(
      baseURL: provider.baseURL, needsKey: hasKeyVariable || provider.requiresKey,
      receivesProviderKey: true)
  }

  private func endpoint(
    of resolution: ModelResolution, model: ModelConfiguration, location: Location
  ) throws(LaneMistake) -> Endpoint {
    let variables =
      model.apiKeyVariable.map { [$0] }
      ?? (location.receivesProviderKey ? resolution.provider.keyVariables : [])
    var endpoint = Endpoint(
      provider: resolution.provider, baseURL: location.baseURL, keyVariable: variables.first,
      extraHeaders: model.extraHeaders)
    do throws(KeyText.Fault) {
      for variable in variables where endpoint.key == nil && options.rehearsal == nil {
        let key = try KeyText.key(in: options.environment[variable] ?? "", variable: variable)
        guard !key.isEmpty else { continue }
        endpoint.key = Secret(key)
        endpoint.keyVariable = variable
      }
    } catch {
      throw LaneMistake(message: error.message)
    }
    if let rehearsal = options.rehearsal {
      endpoint.baseURL = rehearsal.baseURLs[endpoint.wireFormat] ?? endpoint.baseURL
    }
    return endpoint
  }

  /// The same endpoint at the other configured addresses.
  private func otherReplicas(
    of endpoint: Endpoint, model: ModelConfiguration
  ) throws(LaneMistake) -> [Endpoint] {
    var others: [Endpoint] = []
    for text in model.baseURLs.dropFirst() {
      let url = try address("'base_url' of '\(model.modelName)'") { () throws(BaseURL.Fault) in
        try endpoint.provider.baseURL(from: text)
      }
      var other = endpoint
      other.baseURL = url
      if other != endpoint, !others.contains(other) { others.append(other) }
    }
    return others
  }

  private mutating func index(
    of endpoint: Endpoint, _ others: [Endpoint], resolution: ModelResolution,
    model: ModelConfiguration, needsKey: Bool
  ) -> Int {
    let identity = self.identity(of: endpoint, others, model: model)
    let existing = lanes.firstIndex {
      $0.replicas == [endpoint] + others && $0.model == model.modelName && $0.identity == identity
        && $0.serviceTier == model.serviceTier
    }
    let provider = endpoint.provider
    let price =
      model.price.flatMap(\.modelPrice)
      ?? options.prices.price(provider: provider.name, model: resolution.model)?
      .price(inTier: model.serviceTier)
    if let existing {
      if lanes[existing].price != price {
        note(
          "'\(model.modelName)' has two prices at \(provider.displayName); give it one 'price'")
      }
      return existing
    }
    let forProvider = limits.specific[provider.name]
    let forModel = limits.specific[model.modelName]
    let slots = forProvider?.maxConcurrency ?? limits.maxConcurrency
    let endpointIndex =
      endpoints.firstIndex(of: endpoint)
      ?? {
        endpoints.append(endpoint)
        endpointSlots.append(slots)
        return endpoints.count - 1
      }()
    lanes.append(
      PlannedLane(
        name: PlannedLane.name(
          model: model.modelName, provider: provider.displayName, tier: model.serviceTier),
        endpoint: endpoint,
        otherReplicas: others,
        endpointIndex: endpointIndex, model: model.modelName,
        identity: identity, explanation: resolution.explanation, needsKey: needsKey,
        maxConcurrency: min(forModel?.maxConcurrency ?? slots, slots),
        rates: RateLimits(
          requestsPerMinute: forModel?.rates.requestsPerMinute
            ?? forProvider?.rates.requestsPerMinute ?? limits.rates.requestsPerMinute,
          tokensPerMinute: forModel?.rates.tokensPerMinute ?? forProvider?.rates.tokensPerMinute
            ?? limits.rates.tokensPerMinute),
        deadlines: HTTPDeadlines(firstByte: retry.firstByteTimeout, total: retry.timeout),
        price: price, serviceTier: model.serviceTier,
        tierPrices: tierPrices(of: model, resolution)))
    return lanes.count - 1
  }

  /// The identity of an endpoint's completions.
  private func identity(
    of endpoint: Endpoint, _ others: [Endpoint], model: ModelConfiguration
  ) -> String {
    if let rehearsal = options.rehearsal { return "rehearsal:" + rehearsal.identity }
    if let identity = model.endpointID { return identity }
    if !others.isEmpty {
      return ([endpoint] + others).map(\.baseURL).sorted().joined(separator: " ")
    }
    // The table's address, not the endpoint's own: all servers outside the table share one provider
    // name.
    let provider = endpoint.provider.name
    return endpoint.baseURL == ProviderTable.provider(named: provider)?.baseURL
      ? provider : endpoint.baseURL
  }
}

/// Why a model cannot be reached, in a sentence.
private struct LaneMistake: Error {
  var message: String
}
