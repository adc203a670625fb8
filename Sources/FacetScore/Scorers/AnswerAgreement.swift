internal import FacetConfiguration
package import FacetJSON

/// Whether two answers to a question are the same, whatever their form; `nil` for an unknown
/// question. CSV analysis provides it.
package typealias AnswersAgree =
  @Sendable (_ question: String?, _ one: JSONValue, _ other: JSONValue) -> Bool

extension Scorer {
  /// Whether a completion's answer is one of the expected ones.
  func agreement(
    of completion: ScoredCompletion, with expected: Expectation, question: Prompt?,
    _ agree: AnswersAgree
  ) -> Score {
    do throws(Unscored) {
      let right = try expected.values(for: completion)
      let answer = try extracted(from: completion)
      let asked = question.flatMap { completion.text(of: $0) }
      let value = answer.value ?? Self.value(of: answer.text)
      return Score(right.contains { agree(asked, value, $0) })
    } catch {
      return Score(error.reason, detail: error.detail)
    }
  }

  /// A text as JSON if it is JSON and nothing else.
  fileprivate static func value(of text: String) -> JSONValue {
    let trimmed = String(text.trimmed)
    guard let reply = try? JSONReply.read(trimmed), reply.wrapping == nil else {
      return .string(trimmed)
    }
    return reply.value
  }
}

extension Scorer.Expectation {
  /// The right answers as values: a field as it stands in the sample.
  fileprivate func values(for completion: ScoredCompletion) throws(Unscored) -> [JSONValue] {
    var right: [JSONValue] = []
    for prompt in texts {
      if case .template(let template) = prompt.content, let name = template.soleName {
        if let value = completion.named(name) {
          right.append(value.string.map { Scorer.value(of: $0) } ?? value)
        }
      } else if let text = completion.text(of: prompt) {
        right.append(Scorer.value(of: text))
      }
    }
    right.removeAll { $0.string?.allSatisfy(\.isWhitespace) ?? $0.isNull }
    if right.isEmpty { throw Unscored(.noGold) }
    return right
  }
}
