internal import FacetJSON

/// The steps of an export: how many came in, how many went on, and why the others did not.
package struct Funnel: Sendable {
  /// A step with its counts; what is in and not out has a reason.
  package struct Step: Sendable {
    package let name: String
    /// What is counted: samples, completions, prompts or rows.
    package let unit: String
    package var taken = 0
    package var kept = 0
    package var reasons: [String: Int] = [:]

    /// Whether every loss has a reason.
    package var isBalanced: Bool { taken - kept == reasons.values.reduce(0, +) }
  }

  package private(set) var steps: [Step] = []

  package init() {}

  /// Counts one that goes on.
  mutating func pass(_ name: String, _ unit: String, _ count: Int = 1) {
    let index = step(name, unit)
    steps[index].taken += count
    steps[index].kept += count
  }

  /// Counts one that ends here.
  mutating func drop(_ name: String, _ unit: String, because reason: String, _ count: Int = 1) {
    guard count > 0 else { return }
    let index = step(name, unit)
    steps[index].taken += count
    steps[index].reasons[reason, default: 0] += count
  }

  private mutating func step(_ name: String, _ unit: String) -> Int {
    if let index = steps.firstIndex(where: { $0.name == name }) { return index }
    steps.append(Step(name: name, unit: unit))
    return steps.count - 1
  }

  /// The steps for the metadata.
  var json: JSONValue {
    .array(
      steps.map { step in
        [
          "step": .string(step.name), "unit": .string(step.unit),
          "in": .number(JSONNumber(step.taken)), "out": .number(JSONNumber(step.kept)),
          "reasons": .object(
            JSONObject(
              step.reasons.sorted { $0.key < $1.key }.map {
                ($0.key, .number(JSONNumber($0.value)))
              })),
        ]
      })
  }
}
