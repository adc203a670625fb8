internal import FacetConfiguration
internal import FacetJSON

extension Scorer.Expectation {
  /// The texts that are right for a sample: one that consists of a single name stands for each
  /// element of the list under this name.
  ///
  /// - Throws: ``NoScore/noGold`` if the sample has none of them.
  func texts(for completion: ScoredCompletion) throws(Unscored) -> [String] {
    var right: [String] = []
    for prompt in texts {
      if case .template(let template) = prompt.content, let name = template.soleName,
        case .array(let elements)? = completion.named(name)
      {
        right += elements.map(PromptTemplate.fieldText)
      } else if let text = completion.text(of: prompt) {
        right.append(text)
      }
    }
    right.removeAll { $0.allSatisfy(\.isWhitespace) }
    if right.isEmpty { throw Unscored(.noGold) }
    return right
  }
}
