internal import FacetJSON

/// What an agent sees after an action.
package struct Observation: Sendable, Hashable {
  /// The text that the model gets.
  package var text: String
  /// How long the action took.
  package var seconds: Double
  /// Whether the action failed.
  package var isError: Bool

  package init(_ text: String, seconds: Double, isError: Bool = false) {
    self.text = text
    self.seconds = seconds
    self.isError = isError
  }

  /// Whether another one shows the same, however long it took.
  func isSame(as other: Observation) -> Bool {
    text == other.text && isError == other.isError
  }

  /// As stored in the ledger.
  var json: JSONValue {
    [
      "observation": .string(text), "seconds": .number(JSONNumber(seconds)),
      "is_error": .bool(isError),
    ]
  }

  /// Reads ``json``; `nil` for anything else.
  init?(json: JSONValue) {
    guard let text = json["observation"]?.string, let seconds = json["seconds"]?.double else {
      return nil
    }
    self.init(text, seconds: seconds, isError: json["is_error"]?.bool ?? false)
  }
}
