internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// Reads the keys of a judge.
  mutating func judge(in object: ObjectReader, model: ModelConfiguration) -> Scorer.Kind? {
    let choices = judgeChoices(in: object)
    let question = question(
      in: object, over: model, showing: ["response"], words: choices?.map(\.word) ?? [],
      why: "it is the judge's prompt and shows '{{response}}'", orElse: .blindJudge())
    guard let choices, let question else { return nil }
    return .judge(Scorer.JudgeRule(question: question, choices: choices))
  }

  /// Reads the keys of a judge that compares responses.
  mutating func pairwise(in object: ObjectReader, model: ModelConfiguration) -> Scorer.Kind? {
    let words = Scorer.PairwiseRule.words
    let question = question(
      in: object, over: model, showing: Scorer.PairwiseRule.names,
      words: [words.first, words.second, words.tie],
      why: "it is the judge's prompt and shows '{{first}}' and '{{second}}'",
      orElse: .blindComparison())
    let foreign = ["response", "preparation", "notes"].first {
      question?.prompt.names.contains($0) == true
    }
    if let foreign, let node = object["prompt"]?.value {
      report(.singleName(foreign), at: node.origin)
    }
    let scope =
      object["among"] == nil
      ? .perspective : choice("among", in: object, of: Scorer.PairwiseRule.Scope.self)
    let asksBothOrders = value("both_orders", in: object, .bool).value ?? false
    guard let question, let scope else { return nil }
    return .pairwise(
      Scorer.PairwiseRule(question: question, scope: scope, asksBothOrders: asksBothOrders))
  }

  /// Reads what a judge is asked.
  ///
  /// - Parameters:
  ///   - names: The names that the prompt must show.
  ///   - words: The words to choose from.
  ///   - why: Why a prompt is needed.
  ///   - mistake: The mistake of a prompt that lacks one of the names.
  private mutating func question(
    in object: ObjectReader, over model: ModelConfiguration, showing names: [String],
    words: [String], why: String, orElse mistake: Mistake
  ) -> Scorer.Question? {
    if object["prompt"] == nil { report(.missingKey("prompt", why: why), at: object.origin) }
    let prompt = step("prompt", in: object, keys: .promptText)?.prompt
    if let prompt, !names.allSatisfy(prompt.names.contains), let node = object["prompt"]?.value {
      report(mistake, at: node.origin)
    }
    let system = step("system", in: object, keys: .promptText)?.prompt
    let own = self.model(in: object)?.model(over: model) ?? model
    guard let prompt, let schema = Self.judgeSchema(words) else { return nil }
    return Scorer.Question(prompt: prompt, system: system, model: own, schema: schema)
  }

  private mutating func judgeChoices(in object: ObjectReader) -> [Scorer.JudgeRule.Choice]? {
    guard let node = object["choices"]?.value else {
      report(
        .missingKey("choices", why: "they are the judge's answers: {\"yes\": 1, \"no\": 0}"),
        at: object.origin)
      return nil
    }
    guard case .object(let members) = node.content, members.count > 1 else {
      let isOne = if case .object = node.content { true } else { false }
      report(
        .wrongValue(
          "choices", expected: "an object of at least two words and their numbers",
          found: isOne ? "an object with fewer" : node.kindDescription),
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
