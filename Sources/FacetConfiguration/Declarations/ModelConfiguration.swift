package import FacetJSON
package import FacetModels

/// A model and its endpoint, after inheritance.
package struct ModelConfiguration: Sendable, Hashable {
  /// As written.
  package var modelName: String
  /// An explicit, known provider.
  package var apiProvider: String?
  /// One URL, or several replicas of one server.
  package var baseURLs: [String]
  /// Preserves the identity of completions when the server moves to another host.
  package var endpointID: String?
  /// The environment variable with the key for `base_url`.
  package var apiKeyVariable: String?
  package var extraHeaders: [String: String]
  package var extraBody: JSONObject
  package var options: SamplingOptions
  package var price: DeclaredPrice?
  /// The provider's tier of speed and price; `nil` for the provider's default.
  package var serviceTier: String?
  /// Where to put thoughts that a model writes into its text.
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

/// Where to put thoughts that a model writes into its text.
package enum ReasoningPlacement: String, Sendable, CaseIterable {
  /// Separate from the response.
  case separate
  /// Left in place in the response.
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
  /// The price in amounts; `nil` for an impossibly high price.
  package var modelPrice: ModelPrice? {
    guard let input = USDollars(input), let output = USDollars(output) else { return nil }
    return ModelPrice(
      rates: ModelPrice.Rates(
        input: input, output: output, cachedInput: cachedInput.flatMap { USDollars($0) },
        cacheWrite: cacheWrite.flatMap { USDollars($0) }))
  }
}
