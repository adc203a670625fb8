internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// The estimated tokens of a step's prompt: a part that is the same for all samples, plus the
/// number of occurrences of each field and of each earlier step's answer.
struct PromptSize: Sendable, Hashable {
  let vocabulary: TokenEstimator.Vocabulary
  /// Tokens of instruction, layout, system prompt and message overhead.
  let fixedTokens: Int
  /// The occurrences of each field of the sample, including ``input`` for the text to answer.
  let fields: [String: Int]
  /// The occurrences of each earlier step's answer, or of a part of it.
  let steps: [StepReference: Int]
  /// The expected shares of the parts in their answers.
  private let shares: [StepReference: Double]

  private static let input = "input"

  /// - Parameters:
  ///   - opening: The messages before the sample.
  ///   - schema: The schema of the answer, which counts as input too.
  ///   - earlier: The schemas of the earlier steps' answers.
  ///   - hasConversations: Whether the samples are conversations, which the prompt follows.
  init(
    prompt: Prompt, system: Prompt?, opening: [PlannedMessage] = [], schema: AnswerSchema? = nil,
    earlier: [AnswerSchema?] = [], layout: PromptLayout, hasConversations: Bool = false,
    vocabulary: TokenEstimator.Vocabulary
  ) {
    self.vocabulary = vocabulary
    var fields: [String: Int] = [:]
    var steps: [StepReference: Int] = [:]
    func fixedText(of prompt: Prompt) -> String {
      guard case .template(let template) = prompt.content else { return prompt.text }
      let text = try? template.render { name in
        if let reference = prompt.stepNames[name] {
          steps[reference, default: 0] += 1
        } else {
          fields[name, default: 0] += 1
        }
        return ""
      }
      return text ?? prompt.text
    }
    let estimator = TokenEstimator(vocabulary: vocabulary)
    // 3 tokens for each message and 3 for the beginning of the answer.
    var tokens = 6.0
    if let system { tokens += 3 + estimator.estimate(fixedText(of: system)) }
    for message in opening {
      let text = message.prompt.map(fixedText) ?? message.written.text
      tokens += 3 + estimator.estimate(text)
    }
    if hasConversations, prompt.subject == nil {
      fields[Self.input, default: 0] += 1
      tokens += estimator.estimate(fixedText(of: prompt))
    } else if prompt.isTemplate {
      tokens += estimator.estimate(fixedText(of: prompt))
    } else {
      if let subject = prompt.subject {
        steps[StepReference(step: subject)] = 1
      } else {
        fields[Self.input] = 1
      }
      tokens += layout.tokens(around: prompt.text, estimator)
    }
    if let schema { tokens += estimator.estimate(schema.format.schema.source.text) }
    self.fields = fields
    self.steps = steps
    shares = Dictionary(
      uniqueKeysWithValues: steps.keys.filter { !$0.members.isEmpty }.map { reference in
        let schema = earlier.indices.contains(reference.step) ? earlier[reference.step] : nil
        return (reference, schema?.format.schema.share(of: reference.members) ?? 1)
      })
    fixedTokens = Int(tokens.rounded())
  }

  /// The fields whose texts must be counted, excluding the text to answer.
  var fieldNames: [String] { fields.keys.filter { $0 != Self.input } }

  /// The fields that the prompt shows, including the text to answer.
  var shownFields: [String] { Array(fields.keys) }

  /// Estimated tokens of the prompt for one sample.
  ///
  /// - Parameter answers: The answers of the earlier steps; one that is missing counts nothing.
  func tokens(for sample: Sample, answers: [StepText] = [], data: DataConfiguration) -> Int {
    var tokens = fixedTokens
    for (name, count) in fields {
      tokens +=
        count
        * (name == Self.input
          ? sample.contextTokens[vocabulary]
          : VocabularyTokens(sample.text(of: name, data: data))[vocabulary])
    }
    for (reference, count) in steps where reference.step < answers.count {
      let text = answers[reference.step].text(of: reference) ?? ""
      tokens += count * VocabularyTokens(text)[vocabulary]
    }
    return tokens
  }

  /// Estimated tokens of the prompts for all samples.
  ///
  /// - Parameter answers: Expected tokens of an earlier step's answer, by the step's index.
  func tokens(for tally: InputTally, answers: (Int) -> Double) -> Double {
    var tokens = Double(fixedTokens * tally.samples)
    for (name, count) in fields {
      tokens += Double(count * tally.tokens(of: name, vocabulary))
    }
    for (reference, count) in steps {
      tokens +=
        Double(count) * answers(reference.step) * (shares[reference] ?? 1) * Double(tally.samples)
    }
    return tokens
  }
}

extension JSONSchema {
  /// The expected share of a part in a value's text.
  fileprivate func share(of path: [String]) -> Double? {
    guard let part = expectedLength(at: path), let whole = expectedLength(), whole > 0 else {
      return nil
    }
    return min(1, Double(part) / Double(whole))
  }
}

extension PromptLayout {
  /// Estimated tokens of the text that a layout adds around a sample.
  ///
  /// Fences and blank lines are one token each, or none if they merge with the mark before them;
  /// these figures were counted with the vocabularies.
  fileprivate func tokens(around instruction: String, _ estimator: TokenEstimator) -> Double {
    let lines = instruction.reversed().drop { $0.isNewline }
    let text = estimator.estimate(String(lines.reversed()))
    return switch self {
    case .sandwich: 2 * text + 2
    case .contextFirst: text + 4
    }
  }
}
