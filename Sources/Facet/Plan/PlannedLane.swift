internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels

/// A model at an endpoint, as resolved by the plan.
final class PlannedLane: Sendable {
  /// The limit on output tokens that is assumed if none is configured.
  static let assumedMaxTokens = 4000

  /// For messages: `gpt-4o-mini at OpenAI`, or `gpt-5.4 at OpenAI, flex` in a tier.
  let name: String

  static func name(model: String, provider: String, tier: String? = nil) -> String {
    "\(model) at \(provider)" + (tier.map { ", \($0)" } ?? "")
  }

  /// Where it is served; the first replica if there are several.
  let endpoint: Endpoint
  /// All servers of the model, which share its slots and limits.
  let replicas: [Endpoint]
  /// The index of its endpoint, which has its own slots.
  let endpointIndex: Int
  /// The model's name as configured.
  let model: String
  /// The endpoint's identity in fingerprints.
  let identity: String
  /// Why the model resolved to this endpoint.
  let explanation: String
  /// Whether the provider requires a key, or the configuration names one.
  let needsKey: Bool
  let maxConcurrency: Int
  let rates: RateLimits
  let deadlines: HTTPDeadlines
  /// The price in its tier; `nil` if it is unknown.
  let price: ModelPrice?
  /// The provider's tier of speed and price; `nil` for the provider's default.
  let serviceTier: String?
  /// The prices in the ordinary tier and in `flex`; `nil` unless both are known.
  let tierPrices: TierPrices?

  init(
    name: String, endpoint: Endpoint, otherReplicas: [Endpoint], endpointIndex: Int, model: String,
    identity: String,
    explanation: String, needsKey: Bool, maxConcurrency: Int, rates: RateLimits,
    deadlines: HTTPDeadlines, price: ModelPrice?, serviceTier: String? = nil,
    tierPrices: TierPrices? = nil
  ) {
    self.name = name
    self.endpoint = endpoint
    replicas = [endpoint] + otherReplicas
    self.endpointIndex = endpointIndex
    self.model = model
    self.identity = identity
    self.explanation = explanation
    self.needsKey = needsKey
    self.maxConcurrency = maxConcurrency
    self.rates = rates
    self.deadlines = deadlines
    self.price = price
    self.serviceTier = serviceTier
    self.tierPrices = tierPrices
  }
}

/// The prices of a model in the two tiers that an estimate compares.
struct TierPrices: Sendable, Hashable {
  var ordinary: ModelPrice
  var flex: ModelPrice
}
