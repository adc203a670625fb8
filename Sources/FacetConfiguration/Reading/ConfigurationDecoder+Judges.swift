internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// Reads the keys of a judge.
  mutating func judge(in object: ObjectReader, model: ModelConfiguration) -> Scorer.Kind? {
    if object["prompt"] == nil {
      report(
        .missingKey("prompt", why: "it is what the judge is asked, and shows '{{response}}'"),
        at: object.origin)
    }
    let prompt = step("prompt", in: object, keys: .promptText)?.prompt
    if let prompt, !prompt.names.contains("response"), let node = object["prompt"]?.value {
      report(.blindJudge(), at: node.origin)
    }
    let system = step("system", in: object, keys: .promptText)?.prompt
    let own = self.model(in: object)?.model(over: model) ?? model
    guard let choices = judgeChoices(in: object), let prompt else { return nil }
    guard let schema = Self.judgeSchema(choices.map(\.word)) else { return nil }
    return .judge(
      Scorer.JudgeRule(
        prompt: prompt, system: system, model: own, choices: choices, schema: schema))
  }

  private mutating func judgeChoices(in object: ObjectReader) -> [Scorer.JudgeRule.Choice]? {
    guard let node = object["choices"]?.value else {
      report(
        .missingKey("choices", why: "they are the judge's answers: {\"yes\": 1, \"no\": 0}"),
        at: object.origin)
      return nil
    }
    guard case .object(let members) = node.content, members.count > 1 else {
      report(
        .wrongValue(
          "choices", expected: "an object of at least two words and their numbers",
          found: node.kindDescription),
        at: node.origin)
      return nil
    }
    let numbers = ObjectReader(members: members, origin: node.origin, path: "")
    let choices = members.compactMap { member in
      value(member.key, in: numbers, .score).value.map {
        Scorer.JudgeRule.Choice(word: member.key, value: $0)
      }
    }
    return choices.count == members.count ? choices : nil
  }

  /// The JSON in which a judge answers: first its reasons, so that the choice follows from them.
  private static func judgeSchema(_ words: [String]) -> AnswerSchema? {
    let schema: JSONValue = [
      "title": "verdict", "type": "object",
      "properties": [
        "reasons": ["type": "string"],
        "choice": ["type": "string", "enum": .array(words.map { .string($0) })],
      ],
      "required": ["reasons", "choice"], "additionalProperties": false,
    ]
    return (try? JSONSchema(schema)).map { AnswerSchema(format: ResponseFormat($0)) }
  }
}
