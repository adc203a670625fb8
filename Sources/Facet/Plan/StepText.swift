internal import FacetConfiguration
package import FacetJSON

/// The answer of a step as later steps see it.
package struct StepText: Sendable {
  /// The answer's text.
  package var text: String
  /// The answer's value, if the step has a schema.
  package var value: JSONValue?
  /// The step's name, in place of an answer that does not exist yet.
  var placeholder: String?

  package init(_ text: String, value: JSONValue? = nil) {
    self.text = text
    self.value = value
  }

  /// The text of a reference to it; `nil` if its value has no such member.
  func text(of reference: StepReference) -> String? {
    guard !reference.members.isEmpty else { return text }
    if let placeholder {
      return "['\(reference.members.joined(separator: "."))' in the answer of '\(placeholder)']"
    }
    var part = value
    for member in reference.members {
      part = part?[member] ?? Int(member).flatMap { part?[$0] }
    }
    return part.map(PromptTemplate.fieldText)
  }
}
