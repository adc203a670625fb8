package import FacetConfiguration
internal import FacetHTTP
internal import FacetModels

/// A step of a perspective, with where it is asked.
///
/// A class, as are lanes and columns: every cell refers to them, and copies would cost more than
/// the rest of the scheduling.
package final class PlannedStep: Sendable {
  enum Kind: String, Sendable {
    case reading
    case strategy
  }

  let kind: Kind
  let prompt: Prompt
  let system: Prompt?
  package let model: ModelConfiguration
  /// The model's name as it goes over the wire.
  package let wireModel: String
  /// Its lane's index.
  package let lane: Int
  /// How many cells of a sample share the step's result.
  let uses: Int
  /// What its prompts are estimated to have.
  let promptSize: PromptSize
  /// What its prompts have in common with others about the same sample; `nil` for nothing.
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

  /// The same step, shared by that many cells of a sample.
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

  /// Whether two steps ask the same of every sample.
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

/// An endpoint and a model, as the plan resolved them.
final class PlannedLane: Sendable {
  /// The limit on output tokens that is assumed where none is configured.
  static let assumedMaxTokens = 4000

  /// For messages: `gpt-4o-mini at OpenAI`.
  let name: String
  /// Where it is served; the first of its replicas where there are several.
  let endpoint: Endpoint
  /// All servers of the model, which share its slots and limits.
  let replicas: [Endpoint]
  /// Its endpoint's index among those with slots of their own.
  let endpointIndex: Int
  /// The model's name as configured.
  let model: String
  /// What identifies the endpoint in fingerprints.
  let identity: String
  /// Why the model goes there.
  let explanation: String
  /// Whether a request without a key is useless, or a key was named.
  let needsKey: Bool
  let maxConcurrency: Int
  let rates: RateLimits
  let deadlines: HTTPDeadlines
  /// `nil` where it is not known.
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
