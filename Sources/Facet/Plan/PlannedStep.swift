package import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// A step of a perspective and the lane of its model.
///
/// A class, like lanes and columns: every cell refers to them, and copies would cost more than the
/// rest of the scheduling.
package final class PlannedStep: Sendable {
  /// Its name in the ledger, in datasets and in reports.
  package let name: String
  let prompt: Prompt
  let system: Prompt?
  /// The messages before the sample.
  let opening: [PlannedMessage]
  /// Whether it asks for the next turn of the sample's conversation, without an instruction.
  let continues: Bool
  package let model: ModelConfiguration
  /// The model's name in requests.
  package let wireModel: String
  /// Its lane's index.
  package let lane: Int
  /// Its place in its perspective.
  let place: Place
  /// The estimated size of its prompts.
  let promptSize: PromptSize
  /// The JSON that its answer must be; `nil` for text.
  package let schema: AnswerSchema?
  /// How cells share its results.
  let sharing: Sharing
  /// The prefix that its prompts share with others about the same sample; `nil` for none.
  let sharedPrefix: SharedPrefix?

  /// The place of a step in its perspective.
  struct Place: Sendable, Hashable {
    /// The number of steps after it.
    var stepsAfter: Int
    /// The index of the earlier step whose fingerprint is part of this one's.
    var previous: Int?
    /// Whether it is asked anew for each completion of the perspective.
    var isPerCompletion: Bool
    /// Whether it sees answers that differ between completions.
    var seesCompletions = false

    var isLast: Bool { stepsAfter == 0 }
  }

  /// The cells of a sample that share the results of a step.
  struct Sharing: Sendable, Hashable {
    /// Equal for steps that send the same request for every sample; `nil` if no other cell shares
    /// its result.
    var group: Int?
    /// The number of cells that share a result.
    var uses = 1
  }

  init(
    _ step: PerspectiveStep, continues: Bool = false, opening: [PlannedMessage], wireModel: String,
    lane: Int, place: Place, promptSize: PromptSize
  ) {
    name = step.name
    prompt = step.prompt
    system = step.system
    self.opening = opening
    self.continues = continues
    model = step.model
    self.wireModel = wireModel
    self.lane = lane
    self.place = place
    self.promptSize = promptSize
    schema = step.schema
    sharing = Sharing()
    sharedPrefix = nil
  }

  private init(_ step: PlannedStep, sharing: Sharing, sharedPrefix: SharedPrefix?) {
    name = step.name
    prompt = step.prompt
    system = step.system
    opening = step.opening
    continues = step.continues
    model = step.model
    wireModel = step.wireModel
    lane = step.lane
    place = step.place
    promptSize = step.promptSize
    schema = step.schema
    self.sharing = sharing
    self.sharedPrefix = sharedPrefix
  }

  /// The same step, whose results are shared by cells of a sample.
  func shared(as sharing: Sharing) -> PlannedStep {
    PlannedStep(self, sharing: sharing, sharedPrefix: sharedPrefix)
  }

  /// The same step, sharing a prefix.
  func sharing(_ prefix: SharedPrefix) -> PlannedStep {
    PlannedStep(self, sharing: sharing, sharedPrefix: prefix)
  }

  /// Its prompts that may show fields of the sample.
  var prompts: [Prompt] { [prompt] + [system].compactMap { $0 } + opening.compactMap(\.prompt) }

  /// Whether its requests begin with the conversation of a sample that has one; an instruction about
  /// an earlier answer stands alone.
  var showsConversation: Bool { prompt.isTemplate || prompt.subject == nil }

  /// The roles and texts of the messages before the sample.
  var openingTexts: [String] {
    opening.map {
      let (role, text) = $0.written
      return "\(role.rawValue)\n\(text)"
    }
  }

  /// What determines its requests, given a sample and the answers of earlier steps.
  var signature: Signature {
    Signature(
      lane: lane, prompt: Signature.Text(prompt), system: system.map { Signature.Text($0) },
      opening: openingTexts, options: model.options, extraBody: model.extraBody,
      format: schema?.format, repairs: schema?.repairs)
  }

  /// Two steps with equal signatures send the same request if they see the same answers.
  struct Signature: Hashable {
    struct Text: Hashable {
      var text: String
      var isTemplate: Bool
      var stepNames: [String: StepReference]
      var subject: Int?

      init(_ prompt: Prompt) {
        text = prompt.text
        isTemplate = prompt.isTemplate
        stepNames = prompt.stepNames
        subject = prompt.subject
      }
    }

    var lane: Int
    var prompt: Text
    var system: Text?
    var opening: [String]
    var options: SamplingOptions
    var extraBody: JSONObject
    var format: ResponseFormat?
    var repairs: Int?
  }
}

extension Prompt {
  var isTemplate: Bool {
    if case .template = content { true } else { false }
  }
}
