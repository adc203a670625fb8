package import FacetJSON

/// What the program `harbor` is asked to run.
package struct HarborRules: Sendable, Hashable {
  /// The agent, by Harbor's name.
  package var agent = "terminus-2"
  /// `PROVIDER/MODEL`, by Harbor's names; `nil` for an agent without a model.
  package var model: String?
  /// Where trials run, such as `docker`; `nil` for Harbor's default.
  package var environment: String?
  /// Options of the agent.
  package var options: JSONObject = [:]

  package init() {}

  /// Everything but the kind, in the keys of a configuration.
  var json: JSONObject {
    [
      "name": .string(agent), "model": model.map { .string($0) } ?? .null,
      "environment": environment.map { .string($0) } ?? .null, "options": .object(options),
    ]
  }
}
