internal import FacetConfiguration
package import FacetJSON
package import FacetLedger
internal import FacetModels

/// A configured option that was not sent to a model as written.
public struct AdjustedOption: Sendable, Hashable {
  /// The change to an option.
  public enum Change: String, Sendable {
    /// Not sent.
    case leftOut = "left_out"
    /// Sent with another value.
    case replaced
    /// Sent under the other of its two names.
    case renamed
    /// Said in the prompt instead.
    case inPrompt = "in_prompt"
  }

  /// The model and its provider, as named in messages.
  public var lane: String
  /// The option's name in configurations.
  public var option: String
  /// The change to the option.
  public var change: Change
  /// The JSON value that was sent instead, if one was.
  public var value: String?
  /// The provider's message, or why the request format has no such option.
  public var reason: String
}

extension AdjustedOption {
  /// The adjustments of a run: options that the request format lacks, and those that the provider
  /// refused before the run's answers.
  static func all(of plan: RunPlan, ofAnswers answers: AnswerAdjustments) -> [AdjustedOption] {
    var all: [AdjustedOption] = []
    for (index, lane) in plan.lanes.enumerated() {
      let steps = plan.perspectives.flatMap(\.steps).filter { $0.lane == index }
      let format = lane.endpoint.wireFormat
      let unsent = steps.reduce(into: Set<RequestOption>()) { options, step in
        options.formUnion(
          format.unsupportedOptions(of: step.model.options, model: step.wireModel))
      }
      for option in RequestOption.allCases where unsent.contains(option) {
        all.append(
          AdjustedOption(
            lane: lane.name, option: option.rawValue, change: .leftOut,
            reason: option == .reasoningEffort
              ? "the model does not reason, or 'max_tokens' leaves no room for it"
              : "\(lane.endpoint.provider.displayName)'s requests have no such option"))
      }
      if steps.contains(where: { $0.schema.map { format.schema(of: $0.format) == nil } ?? false }) {
        all.append(
          AdjustedOption(
            lane: lane.name, option: RequestOption.responseFormat.rawValue, change: .inPrompt,
            reason: "\(lane.endpoint.provider.displayName)'s requests cannot express this schema"))
      }
      for change in answers.changes(ofLane: index) {
        all.append(AdjustedOption(change, of: lane.name))
      }
    }
    return all
  }

  /// The adjustments that a ledger keeps with a run's answers.
  package static func all(of stored: [LedgerAdjustments]) -> [AdjustedOption] {
    var lanes: [String] = []
    var answers = AnswerAdjustments()
    for adjustments in stored {
      let provider = ProviderTable.provider(named: adjustments.provider)
      let name = PlannedLane.name(
        model: adjustments.model, provider: provider?.displayName ?? adjustments.provider)
      if !lanes.contains(name) { lanes.append(name) }
      answers.add(
        RequestAdjustments(stored: adjustments.changes),
        lane: lanes.firstIndex(of: name) ?? 0)
    }
    return lanes.enumerated().flatMap { index, name in
      answers.changes(ofLane: index).map { AdjustedOption($0, of: name) }
    }
  }

  private init(_ adjustment: RequestAdjustment, of lane: String) {
    self.lane = lane
    option = adjustment.option.rawValue
    reason = adjustment.reason
    switch adjustment.change {
    case .leftOut: change = .leftOut
    case .replaced(let number):
      change = .replaced
      value = number.text
    case .renamed: change = .renamed
    case .inPrompt: change = .inPrompt
    }
  }

  /// The adjustment as written in metadata.
  package var json: JSONValue {
    var object: JSONObject = [
      "lane": .string(lane), "option": .string(option), "change": .string(change.rawValue),
    ]
    if let value { object["value"] = .number(JSONNumber(validated: value)) }
    object["reason"] = .string(reason)
    return .object(object)
  }
}
