internal import FacetConfiguration
internal import FacetModels

/// The estimated tokens of a step's prompt: a part that is the same for all samples, plus the
/// number of occurrences of each field or the notes.
struct PromptSize: Sendable, Hashable {
  let vocabulary: TokenEstimator.Vocabulary
  /// Tokens of instruction, layout, system prompt and message overhead.
  let fixedTokens: Int
  /// The occurrences of each name in the prompt; for a plain instruction, ``contextName`` is the
  /// text to answer or the notes on it.
  let occurrences: [String: Int]

  /// The text that a layout puts into a prompt: the notes if there are any, else the sample.
  static let contextName = ""

  init(prompt: Prompt, system: Prompt?, layout: PromptLayout, vocabulary: TokenEstimator.Vocabulary)
  {
    self.vocabulary = vocabulary
    var occurrences: [String: Int] = [:]
    func fixedText(of prompt: Prompt) -> String {
      guard case .template(let template) = prompt.content else { return prompt.text }
      let text = try? template.render { name in
        occurrences[name, default: 0] += 1
        return ""
      }
      return text ?? prompt.text
    }
    let estimator = TokenEstimator(vocabulary: vocabulary)
    // 3 tokens for each message and 3 for the beginning of the answer.
    var tokens = 6.0
    if let system { tokens += 3 + estimator.estimate(fixedText(of: system)) }
    if prompt.isTemplate {
      tokens += estimator.estimate(fixedText(of: prompt))
    } else {
      occurrences[Self.contextName] = 1
      tokens += layout.tokens(around: prompt.text, estimator)
    }
    self.occurrences = occurrences
    fixedTokens = Int(tokens.rounded())
  }

  /// The fields whose texts must be counted, excluding the text to answer.
  var fieldNames: [String] {
    occurrences.keys.filter { !["input", "notes", Self.contextName].contains($0) }
  }

  /// The fields that the prompt shows, including the text to answer.
  var shownFields: [String] {
    let usesInput = occurrences.keys.contains { ["input", Self.contextName].contains($0) }
    return fieldNames + (usesInput ? ["input"] : [])
  }

  /// Estimated tokens of the prompt for one sample.
  func tokens(for sample: Sample, notes: String?, data: DataConfiguration) -> Int {
    var tokens = fixedTokens
    for (name, count) in occurrences {
      tokens += count * self.tokens(of: name, sample, notes: notes, data: data)
    }
    return tokens
  }

  private func tokens(
    of name: String, _ sample: Sample, notes: String?, data: DataConfiguration
  ) -> Int {
    switch name {
    case Self.contextName, "notes":
      guard let notes else { return name == "notes" ? 0 : sample.contextTokens[vocabulary] }
      return VocabularyTokens(notes)[vocabulary]
    case "input": return sample.contextTokens[vocabulary]
    default: return VocabularyTokens(sample.text(of: name, data: data))[vocabulary]
    }
  }

  /// Estimated tokens of the prompts for all samples.
  ///
  /// - Parameter notesTokens: Expected tokens of the notes; `nil` if there are none.
  func tokens(for tally: InputTally, notesTokens: Double?) -> Double {
    var tokens = Double(fixedTokens * tally.samples)
    for (name, count) in occurrences {
      switch name {
      case Self.contextName, "notes":
        let notes = notesTokens.map { $0 * Double(tally.samples) }
        let context = name == "notes" ? 0 : Double(tally.tokens(of: "input", vocabulary))
        tokens += Double(count) * (notes ?? context)
      default: tokens += Double(count * tally.tokens(of: name, vocabulary))
      }
    }
    return tokens
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
