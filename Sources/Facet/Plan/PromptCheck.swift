package import FacetModels

/// Finds text in a prompt that must not be in the data, before the prompt is paid for.
package struct PromptCheck: Sendable {
  /// The text found in the messages of a request, or `nil`.
  package var finding: @Sendable ([ChatMessage]) -> String?

  package init(finding: @escaping @Sendable ([ChatMessage]) -> String?) {
    self.finding = finding
  }
}
