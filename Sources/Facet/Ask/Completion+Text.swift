internal import FacetConfiguration
internal import FacetModels

extension Completion {
  /// The answer's text, including the thoughts inside it if the step keeps them; the refusal's text
  /// if the provider reports refusals separately.
  func text(as step: PlannedStep) -> String {
    let text = step.model.reasoning == .inline ? inlineText ?? self.text : self.text
    return text.isEmpty ? refusal ?? "" : text
  }
}
