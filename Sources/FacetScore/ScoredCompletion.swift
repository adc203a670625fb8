internal import FacetConfiguration
package import FacetJSON

/// A completion to score, with its sample.
package struct ScoredCompletion: Sendable {
  package var response: String
  package var preparation: String?
  /// The parsed response, if it is a structured one.
  package var value: JSONValue?
  /// The value of a sample's field by its name in templates; `nil` if there is none.
  package var field: @Sendable (String) -> JSONValue?
  /// Everything about the sample and its perspective, for programs.
  package var row: @Sendable () -> JSONObject

  package init(
    response: String, preparation: String? = nil, value: JSONValue? = nil,
    field: @escaping @Sendable (String) -> JSONValue? = { _ in nil },
    row: @escaping @Sendable () -> JSONObject = { [:] }
  ) {
    self.response = response
    self.preparation = preparation
    self.value = value
    self.field = field
    self.row = row
  }

  /// The value of a name in a scorer's template; `nil` if there is none.
  func named(_ name: String) -> JSONValue? {
    switch name {
    case "response": .string(response)
    case "preparation", "notes": preparation.map { .string($0) }
    default: field(name).flatMap { $0.isNull ? Optional.none : $0 }
    }
  }

  /// The text of a prompt filled with this completion and its sample; `nil` if a name has no value.
  func text(of prompt: Prompt) -> String? {
    guard case .template(let template) = prompt.content else { return prompt.text }
    return try? template.render { named($0).map(PromptTemplate.fieldText) }
  }
}

extension Scorer {
  /// The text that is judged; `nil` if the completion lacks it.
  func text(of completion: ScoredCompletion) -> ExtractedText? {
    switch subject {
    case .response: ExtractedText(completion.response)
    case .preparation: completion.preparation.map { ExtractedText($0) }
    case .answer: completion.value.map { ExtractedText($0) } ?? ExtractedText(completion.response)
    case .template(let prompt): completion.text(of: prompt).map { ExtractedText($0) }
    }
  }

  /// The part of the text that is judged.
  ///
  /// - Throws: ``NoScore/noExtract`` or ``NoScore/tooLong``.
  func extracted(from completion: ScoredCompletion) throws(Unscored) -> ExtractedText {
    guard let text = text(of: completion) else { throw Unscored(.noExtract) }
    return try text.part(extraction)
  }
}

/// Why a scorer ends without a number.
package struct Unscored: Error {
  package var reason: NoScore
  package var detail: String?

  package init(_ reason: NoScore, detail: String? = nil) {
    self.reason = reason
    self.detail = detail
  }
}
