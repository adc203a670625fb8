internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels

/// A step of a perspective, with where it is asked.
struct PlannedStep: Sendable {
  enum Kind: String, Sendable {
    case reading
    case strategy
  }

  var kind: Kind
  var prompt: Prompt
  var system: Prompt?
  var model: ModelConfiguration
  /// The model's name as it goes over the wire.
  var wireModel: String
  /// Its lane's index.
  var lane: Int
  /// How many cells of a sample share the step's result.
  var uses: Int
  /// Estimated tokens of a prompt beside the sample or the notes.
  var promptTokens: Int

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
struct PlannedLane: Sendable {
  /// The limit on output tokens that is assumed where none is configured.
  static let assumedMaxTokens = 4000

  /// For messages: `gpt-4o-mini at OpenAI`.
  var name: String
  var endpoint: Endpoint
  /// Its endpoint's index among those with slots of their own.
  var endpointIndex: Int
  /// The model's name as configured.
  var model: String
  /// What identifies the endpoint in fingerprints.
  var identity: String
  /// Why the model goes there.
  var explanation: String
  var maxConcurrency: Int
  var rates: RateLimits
  var deadlines: HTTPDeadlines
}
