internal import FacetConfiguration
package import FacetJSON
internal import FacetModels

/// An option of the configuration that a model was not sent as written.
public struct AdjustedOption: Sendable, Hashable {
  /// What was done with an option.
  public enum Change: String, Sendable {
    /// Not sent.
    case leftOut = "left_out"
    /// Sent with another value.
    case replaced
    /// Sent under the other of its two names.
    case renamed
  }

  /// The model at its provider, as messages name it.
  public var lane: String
  /// The option's name in configurations.
  public var option: String
  /// What was done with it.
  public var change: Change
  /// The JSON value that was sent instead, if one was.
  public var value: String?
  /// The provider's words, or why the option has no place in a request.
  public var reason: String
}

extension AdjustedOption {
  /// The adjustments of a run: what its requests have no place for, and what refusals have taught.
  static func all(of plan: RunPlan, learnt: [Int: RequestAdjustments]) -> [AdjustedOption] {
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
      for change in learnt[index]?.changes ?? [] {
        all.append(AdjustedOption(change, of: lane.name))
      }
    }
    return all
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
    }
  }

  /// The adjustment as it stands in metadata.
  package var json: JSONValue {
    var object: JSONObject = [
      "lane": .string(lane), "option": .string(option), "change": .string(change.rawValue),
    ]
    if let value { object["value"] = .number(JSONNumber(validated: value)) }
    object["reason"] = .string(reason)
    return .object(object)
  }
}
