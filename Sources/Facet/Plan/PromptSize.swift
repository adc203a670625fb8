internal import FacetConfiguration
internal import FacetModels

/// How many tokens a step's prompt is estimated to have: a part that is the same for all samples,
/// and how often each field, or the notes, stands in it.
struct PromptSize: Sendable, Hashable {
  let vocabulary: TokenEstimator.Vocabulary
  /// Of instruction, layout, system prompt and the messages' own overhead.
  let fixedTokens: Int
  /// How often each name stands in the prompt; the text to answer, or the notes on it, of a plain
  /// instruction is ``contextName``.
  let occurrences: [String: Int]

  /// Stands for what a layout puts into a prompt: the notes where there are any, else the sample.
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

  /// The fields whose texts must be counted, the text to answer left out.
  var fieldNames: [String] {
    occurrences.keys.filter { !["input", "notes", Self.contextName].contains($0) }
  }

  /// The fields that the prompt shows, the text to answer among them.
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
  /// - Parameter notesTokens: What notes are expected to have; `nil` where there are none.
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
  /// Estimated tokens of what a layout puts around a text.
  ///
  /// Its fences and blank lines are one token each, or none where they join the mark before them:
  /// counted with the vocabularies, not estimated from their characters.
  fileprivate func tokens(around instruction: String, _ estimator: TokenEstimator) -> Double {
    let lines = instruction.reversed().drop { $0.isNewline }
    let text = estimator.estimate(String(lines.reversed()))
    return switch self {
    case .sandwich: 2 * text + 2
    case .contextFirst: text + 4
    }
  }
}
