internal import FacetJSON
internal import FacetModels

/// The options that were not sent as configured with the answers of a run, by lane.
///
/// They come from the answers, new and reused alike, so that a resumed run has the same as one that
/// never stopped.
struct AnswerAdjustments: Sendable {
  /// The provider's words for each change.
  private var reasons: [Int: [RequestAdjustment: String]] = [:]

  /// Adds the adjustments of an answer.
  mutating func add(_ adjustments: RequestAdjustments, lane: Int) {
    for change in adjustments.changes {
      let key = RequestAdjustment(change.option, change.change)
      let known = reasons[lane]?[key]
      // Several wordings of one refusal: the choice must not depend on the order of the answers.
      reasons[lane, default: [:]][key] = known.map { min($0, change.reason) } ?? change.reason
    }
  }

  /// The changes of a lane, in the order of the options.
  func changes(ofLane lane: Int) -> [RequestAdjustment] {
    let known = reasons[lane] ?? [:]
    return RequestOption.allCases.flatMap { option in
      known.filter { $0.key.option == option }
        .map { RequestAdjustment(option, $0.key.change, reason: $0.value) }
        .sorted {
          ($0.change.name, $0.change.value ?? "") < ($1.change.name, $1.change.value ?? "")
        }
    }
  }
}

extension RequestAdjustments {
  /// The adjustments that concern a request: those of options that it sets.
  func concerning(_ request: ModelRequest) -> RequestAdjustments {
    if changes.isEmpty { return self }
    var set = request.options.setOptions
    if request.responseFormat != nil { set.insert(.responseFormat) }
    return RequestAdjustments(changes.filter { set.contains($0.option) })
  }

  /// The adjustments as a ledger keeps them; `nil` if there are none.
  var stored: String? {
    if changes.isEmpty { return nil }
    return JSONValue.array(
      changes.map { change in
        var object: JSONObject = [
          "option": .string(change.option.rawValue), "change": .string(change.change.name),
        ]
        if let value = change.change.value {
          object["value"] = .number(JSONNumber(validated: value))
        }
        object["reason"] = .string(change.reason)
        return .object(object)
      }
    ).text
  }

  /// Reads the adjustments that a ledger keeps; unknown ones are left out.
  init(stored: String?) {
    guard let stored, let value = try? ResponseJSON.value(of: Array(stored.utf8)) else {
      self.init()
      return
    }
    self.init(
      (value.array ?? []).compactMap { item in
        guard let option = item["option"]?.string.flatMap(RequestOption.init),
          let change = RequestAdjustment.Change(item["change"]?.string, item["value"]?.number)
        else { return nil }
        return RequestAdjustment(option, change, reason: item["reason"]?.string ?? "")
      })
  }
}

extension RequestAdjustment.Change {
  /// The change's name in datasets and ledgers.
  var name: String {
    switch self {
    case .leftOut: "left_out"
    case .replaced: "replaced"
    case .renamed: "renamed"
    case .inPrompt: "in_prompt"
    }
  }

  /// The JSON number that was sent instead, if one was.
  var value: String? {
    if case .replaced(let number) = self { number.text } else { nil }
  }

  fileprivate init?(_ name: String?, _ value: JSONNumber?) {
    switch (name, value) {
    case ("left_out", _): self = .leftOut
    case ("replaced", let value?): self = .replaced(value)
    case ("renamed", _): self = .renamed
    case ("in_prompt", _): self = .inPrompt
    default: return nil
    }
  }
}
