internal import FacetConfiguration
package import FacetModels

/// Turns a step and a sample into messages.
package struct PromptRenderer: Sendable {
  let layout: PromptLayout
  let data: DataConfiguration

  /// Messages and their estimated number of tokens.
  package struct Rendered: Sendable {
    package var messages: [ChatMessage]
    package var estimatedTokens: Int
  }

  /// - Parameter notes: The reading's result, which replaces the sample.
  /// - Throws: `invalidRequest` if the prompt needs a field that is missing or null in the sample.
  package func messages(
    of step: PlannedStep, sample: Sample, notes: String?
  ) throws(ModelError) -> Rendered {
    var messages: [ChatMessage] = []
    if let system = step.system {
      messages.append(ChatMessage(.system, text: try text(of: system, sample, notes: notes)))
    }
    messages.append(
      ChatMessage(.user, text: try userText(of: step.prompt, sample, notes: notes)))
    return Rendered(
      messages: messages,
      estimatedTokens: step.promptSize.tokens(for: sample, notes: notes, data: data))
  }

  private func userText(
    of prompt: Prompt, _ sample: Sample, notes: String?
  ) throws(ModelError) -> String {
    guard case .instruction(let instruction) = prompt.content else {
      return try text(of: prompt, sample, notes: notes)
    }
    guard let context = notes ?? sample.context else {
      throw missing("input", in: sample)
    }
    return layout.prompt(instruction: instruction, context: context)
  }

  /// A text without a layout: a system prompt or a template.
  private func text(
    of prompt: Prompt, _ sample: Sample, notes: String?
  ) throws(ModelError) -> String {
    switch prompt.content {
    case .instruction(let text):
      return text
    case .template(let template):
      do {
        return try template.render { name in
          name == "notes" ? notes : sample.text(of: name, data: data)
        }
      } catch {
        throw missing(error.name, in: sample)
      }
    }
  }

  private func missing(_ name: String, in sample: Sample) -> ModelError {
    let gap = sample.gap(of: name, data: data) ?? FieldGap(field: name, isNull: false)
    return ModelError(.invalidRequest, "the sample on line \(sample.line) \(gap.words)")
  }
}

extension ChatMessage {
  /// The message's text blocks, joined.
  var joinedText: String {
    content.reduce(into: "") { text, block in
      if case .text(let piece) = block { text += piece }
    }
  }
}
