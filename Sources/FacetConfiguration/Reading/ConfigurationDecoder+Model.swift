internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// A model configuration as written in one object, before inheritance.
struct WrittenModel {
  var modelName: String?
  var apiProvider: Field<String> = .absent
  var baseURLs: Field<[String]> = .absent
  var endpointID: Field<String> = .absent
  var apiKeyVariable: Field<String> = .absent
  var extraHeaders: Field<[String: String]> = .absent
  var extraBody: Field<JSONObject> = .absent
  var maxTokens: Field<Int> = .absent
  var temperature: Field<JSONNumber> = .absent
  var topP: Field<JSONNumber> = .absent
  var stop: Field<[String]> = .absent
  var seed: Field<Int> = .absent
  var reasoningEffort: Field<String> = .absent
  var reasoning: ReasoningPlacement?
  var price: Field<DeclaredPrice> = .absent
  var serviceTier: Field<String> = .absent

  /// The result of overriding an inherited model with these fields.
  ///
  /// A new model name starts a clean endpoint that inherits only the sampling options and the place
  /// of the thoughts. A new provider or URL inherits neither key nor identity nor service tier, which
  /// belong to the replaced one.
  func model(over inherited: ModelConfiguration) -> ModelConfiguration {
    var model = inherited
    if let modelName {
      model = ModelConfiguration(modelName: modelName, options: inherited.options)
      model.reasoning = inherited.reasoning
    }
    if apiProvider.isPresent || baseURLs.isPresent {
      model.serviceTier = nil
      model.apiKeyVariable = nil
      model.endpointID = nil
    }
    apiProvider.override(&model.apiProvider)
    override(&model.baseURLs, with: baseURLs, empty: [])
    endpointID.override(&model.endpointID)
    apiKeyVariable.override(&model.apiKeyVariable)
    override(&model.extraHeaders, with: extraHeaders, empty: [:])
    override(&model.extraBody, with: extraBody, empty: [:])
    maxTokens.override(&model.options.maxTokens)
    temperature.override(&model.options.temperature)
    topP.override(&model.options.topP)
    stop.override(&model.options.stop)
    seed.override(&model.options.seed)
    reasoningEffort.override(&model.options.reasoningEffort)
    if let reasoning { model.reasoning = reasoning }
    price.override(&model.price)
    serviceTier.override(&model.serviceTier)
    return model
  }

  private func override<Value>(_ inherited: inout Value, with field: Field<Value>, empty: Value) {
    switch field {
    case .absent: break
    case .null: inherited = empty
    case .value(let value): inherited = value
    }
  }
}

extension ConfigurationDecoder {
  /// Reads a `model_config`.
  ///
  /// - Parameter isComplete: Whether there is no configuration from which it could inherit a
  ///   model's name.
  mutating func model(_ object: ObjectReader, isComplete: Bool) -> WrittenModel {
    var model = WrittenModel()
    model.modelName =
      isComplete
      ? required(
        "model_name", in: object, .nonEmptyString, why: "a 'model_config' names its model")
      : value("model_name", in: object, .nonEmptyString).value
    model.apiProvider = provider(in: object)
    model.baseURLs = baseURLs(in: object)
    model.endpointID = value("endpoint_id", in: object, .nonEmptyString, allowsNull: true)
    model.apiKeyVariable = keyVariable(in: object)
    model.extraHeaders = headers(in: object)
    model.extraBody = value("extra_body", in: object, .object, allowsNull: true)
    model.maxTokens = value("max_tokens", in: object, .wholeNumber(from: 1), allowsNull: true)
    model.temperature = value("temperature", in: object, .temperature, allowsNull: true)
    model.topP = value("top_p", in: object, .topP, allowsNull: true)
    model.stop = value("stop", in: object, .stringOrStrings, allowsNull: true)
    model.seed = value("seed", in: object, .seed, allowsNull: true)
    model.reasoningEffort = value(
      "reasoning_effort", in: object, .nonEmptyString, allowsNull: true)
    model.reasoning = choice("reasoning", in: object, of: ReasoningPlacement.self)
    model.price = price(in: object)
    model.serviceTier = value("service_tier", in: object, .nonEmptyString, allowsNull: true)
    return model
  }

  /// Reads `api_provider`, as the provider's canonical name.
  mutating func provider(in object: ObjectReader) -> Field<String> {
    guard
      case .value(let word) = value(
        "api_provider", in: object, .nonEmptyString, allowsNull: true),
      let node = object["api_provider"]?.value
    else { return object["api_provider"]?.value.isNull == true ? .null : .absent }
    if let provider = ProviderTable.provider(named: word) { return .value(provider.name) }
    let names = ProviderTable.all.map(\.name)
    if let near = Resemblance.nearest(to: word, among: names) {
      report(.unknownChoice("api_provider", found: word, resembling: near), at: node.origin)
    } else {
      report(.unknownProvider("api_provider", found: quoted(word)), at: node.origin)
    }
    return .absent
  }

  /// Reads `base_url`: one URL or several.
  mutating func baseURLs(in object: ObjectReader) -> Field<[String]> {
    guard let node = object["base_url"]?.value else { return .absent }
    if node.isNull { return .null }
    guard let texts = value("base_url", in: object, .stringOrStrings, allowsNull: true).value
    else { return .absent }
    var nodes = [node]
    if case .array(let elements) = node.content { nodes = elements }
    var urls: [String] = []
    for (text, node) in zip(texts, nodes) {
      do throws(BaseURL.Fault) {
        urls.append(try BaseURL(text).text)
      } catch {
        report(.invalidURL("base_url", because: error), at: node.origin)
      }
    }
    return urls.count == texts.count ? .value(urls) : .absent
  }

  private mutating func keyVariable(in object: ObjectReader) -> Field<String> {
    let field = value("api_key_env", in: object, .string, allowsNull: true)
    guard case .value(let name) = field, let node = object["api_key_env"]?.value else {
      return field
    }
    let isName =
      name.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) } ?? false
      && name.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
    guard isName, !SecretShape.matches(name) else {
      report(.keyInVariableName(), at: node.origin)
      return .absent
    }
    return field
  }

  private mutating func headers(in object: ObjectReader) -> Field<[String: String]> {
    guard let node = object["extra_headers"]?.value else { return .absent }
    if node.isNull { return .null }
    guard case .object(let members) = node.content else {
      report(
        .wrongValue("extra_headers", expected: "an object", found: node.kindDescription),
        at: node.origin)
      return .absent
    }
    var headers: [String: String] = [:]
    var seen: Set<String> = []
    for member in members {
      if let fault = HeaderRules.fault(inName: member.key) {
        report(fault, at: member.keyOrigin)
      } else if !seen.insert(member.key.lowercased()).inserted {
        report(.repeatedHeader(member.key), at: member.keyOrigin)
      } else if case .string(let value) = member.value.content {
        if HeaderRules.isCredential(value) {
          report(.keyHeader(member.key), at: member.value.origin)
        } else if HeaderRules.isValue(value) {
          headers[member.key] = value
        } else {
          report(.invalidHeaderValue(member.key), at: member.value.origin)
        }
      } else {
        report(
          .wrongValue(
            member.key, expected: "a string", found: member.value.kindDescription),
          at: member.value.origin)
      }
    }
    return .value(headers)
  }

  private mutating func price(in parent: ObjectReader) -> Field<DeclaredPrice> {
    if parent["price"]?.value.isNull == true { return .null }
    guard let object = object("price", in: parent, keys: .price) else { return .absent }
    let why = "a price is in US dollars per million tokens"
    let input = required("input", in: object, .amount, why: why)
    let output = required("output", in: object, .amount, why: why)
    let cachedInput = value("cached_input", in: object, .amount, allowsNull: true).value
    let cacheWrite = value("cache_write", in: object, .amount, allowsNull: true).value
    guard let input, let output else { return .absent }
    return .value(
      DeclaredPrice(
        input: input, output: output, cachedInput: cachedInput, cacheWrite: cacheWrite))
  }
}
