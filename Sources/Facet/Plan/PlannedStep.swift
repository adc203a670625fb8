package import FacetConfiguration
internal import FacetHTTP
internal import FacetModels

/// A step of a perspective and the lane of its model.
///
/// A class, like lanes and columns: every cell refers to them, and copies would cost more than the
/// rest of the scheduling.
package final class PlannedStep: Sendable {
  enum Kind: String, Sendable {
    case reading
    case strategy
  }

  let kind: Kind
  let prompt: Prompt
  let system: Prompt?
  package let model: ModelConfiguration
  /// The model's name in requests.
  package let wireModel: String
  /// Its lane's index.
  package let lane: Int
  /// The number of cells of a sample that share the step's result.
  let uses: Int
  /// The estimated size of its prompts.
  let promptSize: PromptSize
  /// The prefix that its prompts share with others about the same sample; `nil` for none.
  let sharedPrefix: SharedPrefix?

  init(
    kind: Kind, prompt: Prompt, system: Prompt?, model: ModelConfiguration, wireModel: String,
    lane: Int, uses: Int = 1, promptSize: PromptSize,
    sharedPrefix: SharedPrefix? = nil
  ) {
    self.kind = kind
    self.prompt = prompt
    self.system = system
    self.model = model
    self.wireModel = wireModel
    self.lane = lane
    self.uses = uses
    self.promptSize = promptSize
    self.sharedPrefix = sharedPrefix
  }

  /// The same step, shared by the given number of cells of a sample.
  func shared(by uses: Int) -> PlannedStep {
    PlannedStep(
      kind: kind, prompt: prompt, system: system, model: model, wireModel: wireModel, lane: lane,
      uses: uses, promptSize: promptSize, sharedPrefix: sharedPrefix)
  }

  /// The same step, sharing a prefix.
  func sharing(_ prefix: SharedPrefix) -> PlannedStep {
    PlannedStep(
      kind: kind, prompt: prompt, system: system, model: model, wireModel: wireModel, lane: lane,
      uses: uses, promptSize: promptSize, sharedPrefix: prefix)
  }

  /// Whether two steps send the same request for every sample.
  func asksTheSame(as other: PlannedStep) -> Bool {
    kind == other.kind && lane == other.lane && prompt.text == other.prompt.text
      && prompt.isTemplate == other.prompt.isTemplate && system?.text == other.system?.text
      && model.options == other.model.options && model.extraBody == other.model.extraBody
  }
}

extension Prompt {
  var isTemplate: Bool {
    if case .template = content { true } else { false }
  }
}

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
