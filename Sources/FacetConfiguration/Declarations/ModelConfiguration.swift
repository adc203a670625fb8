package import FacetJSON
package import FacetModels

/// A model and how it is reached, after inheritance.
package struct ModelConfiguration: Sendable, Hashable {
  /// As written.
  package var modelName: String
  /// An explicit provider; a known one.
  package var apiProvider: String?
  /// One URL, or several replicas of one server.
  package var baseURLs: [String]
  /// Keeps a completion's identity when the server moves to another host.
  package var endpointID: String?
  /// The variable whose key a `base_url` receives.
  package var apiKeyVariable: String?
  package var extraHeaders: [String: String]
  package var extraBody: JSONObject
  package var options: SamplingOptions
  package var price: DeclaredPrice?
  /// Where thoughts go that a model writes into its text.
  package var reasoning = ReasoningPlacement.separate

  package init(
    modelName: String, apiProvider: String? = nil, baseURLs: [String] = [],
    endpointID: String? = nil, apiKeyVariable: String? = nil,
    extraHeaders: [String: String] = [:], extraBody: JSONObject = [:],
    options: SamplingOptions = SamplingOptions(), price: DeclaredPrice? = nil
  ) {
    self.modelName = modelName
    self.apiProvider = apiProvider
    self.baseURLs = baseURLs
    self.endpointID = endpointID
    self.apiKeyVariable = apiKeyVariable
    self.extraHeaders = extraHeaders
    self.extraBody = extraBody
    self.options = options
    self.price = price
  }
}

/// Where thoughts go that a model writes into its text.
package enum ReasoningPlacement: String, Sendable, CaseIterable {
  /// Beside the response.
  case separate
  /// They stay in the response, where they stood.
  case inline
}

/// A price from the configuration, in US dollars per million tokens, as written.
package struct DeclaredPrice: Sendable, Hashable {
  package var input: JSONNumber
  package var output: JSONNumber
  package var cachedInput: JSONNumber?
  package var cacheWrite: JSONNumber?

  package init(
    input: JSONNumber, output: JSONNumber, cachedInput: JSONNumber? = nil,
    cacheWrite: JSONNumber? = nil
  ) {
    self.input = input
    self.output = output
    self.cachedInput = cachedInput
    self.cacheWrite = cacheWrite
  }
}

extension DeclaredPrice {
  /// The price in amounts; `nil` for one beyond any that exists.
  package var modelPrice: ModelPrice? {
    guard let input = USDollars(input), let output = USDollars(output) else { return nil }
    return ModelPrice(
      rates: ModelPrice.Rates(
        input: input, output: output, cachedInput: cachedInput.flatMap { USDollars($0) },
        cacheWrite: cacheWrite.flatMap { USDollars($0) }))
  }
}
