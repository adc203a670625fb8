internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// A perspective as it is asked of one of the configuration's models.
struct PerspectiveVariant {
  /// With one model for each step.
  var perspective: Perspective
  /// The model's part in the names of columns; `nil` if the perspective is asked of one model.
  var modelLabel: String?

  /// The variants of a perspective, in the order of the models.
  static func variants(
    of perspective: Perspective, models: [ListedModel]
  ) -> [PerspectiveVariant] {
    // A perspective whose steps all name their own models is the same for every model.
    guard models.count > 1, perspective.steps.contains(where: { $0.models.count > 1 }) else {
      return [PerspectiveVariant(perspective: perspective)]
    }
    return models.enumerated().map { index, model in
      var variant = PerspectiveVariant(perspective: perspective, modelLabel: model.label)
      for (place, step) in perspective.steps.enumerated() where step.models.count > 1 {
        variant.perspective.steps[place].models = [step.models[index]]
      }
      return variant
    }
  }

  /// Whether it sends the same requests for every sample as another, regardless of their labels.
  func asksTheSame(as other: PerspectiveVariant) -> Bool {
    perspective.steps.count == other.perspective.steps.count
      && zip(perspective.steps, other.perspective.steps).allSatisfy { $0.asksTheSame(as: $1) }
  }

  /// Whether a pattern matches its condition or the name of its columns.
  func matches(_ glob: GlobPattern) -> Bool {
    glob.matches(perspective.condition) || glob.matches(label)
  }

  /// The condition, and the model if there are several.
  var label: String {
    modelLabel.map { "\(perspective.condition) · \($0)" } ?? perspective.condition
  }
}

extension PerspectiveStep {
  fileprivate func asksTheSame(as other: PerspectiveStep) -> Bool {
    prompt.asksTheSame(as: other.prompt)
      && (system?.text == other.system?.text && system?.stepNames == other.system?.stepNames)
      && opening.texts == other.opening.texts
      && model.modelName == other.model.modelName && model.apiProvider == other.model.apiProvider
      && model.baseURLs == other.model.baseURLs && model.endpointID == other.model.endpointID
      && model.options == other.model.options && model.extraBody == other.model.extraBody
      && schema?.format == other.schema?.format
  }
}

extension Prompt {
  fileprivate func asksTheSame(as other: Prompt) -> Bool {
    text == other.text && isTemplate == other.isTemplate && stepNames == other.stepNames
      && subject == other.subject
  }
}

extension Opening {
  /// Its messages as written.
  fileprivate var texts: [String] {
    switch self {
    case .none: []
    case .examples(let examples): examples.map { JSONValue.object($0).text }
    case .messages(let messages): messages.map { "\($0.role.rawValue)\n\($0.prompt.text)" }
    }
  }
}
