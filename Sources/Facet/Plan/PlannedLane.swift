internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels

/// A model at an endpoint, as resolved by the plan.
final class PlannedLane: Sendable {
  /// The limit on output tokens that is assumed if none is configured.
  static let assumedMaxTokens = 4000

  /// For messages: `gpt-4o-mini at OpenAI`.
  let name: String

  static func name(model: String, provider: String) -> String { "\(model) at \(provider)" }

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
  /// `nil` if it is unknown.
  let price: ModelPrice?

  init(
    name: String, endpoint: Endpoint, otherReplicas: [Endpoint], endpointIndex: Int, model: String,
    identity: String,
    explanation: String, needsKey: Bool, maxConcurrency: Int, rates: RateLimits,
    deadlines: HTTPDeadlines, price: ModelPrice?
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
  }
}
