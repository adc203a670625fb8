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
    /// The length in bytes of the last message's part that belongs to the sample's conversation.
    var conversationLength: Int?
  }

  /// - Parameter answers: The answers of the earlier steps, in order.
  /// - Throws: `invalidRequest` if the prompt needs a field that is missing or null in the sample.
  package func messages(
    of step: PlannedStep, sample: Sample, answers: [StepText] = []
  ) throws(ModelError) -> Rendered {
    var messages: [ChatMessage] = []
    if let system = step.system {
      messages.append(ChatMessage(.system, text: try text(of: system, sample, answers)))
    }
    for message in step.opening {
      switch message {
      case .fixed(let message): messages.append(message)
      case .template(let role, let prompt):
        messages.append(ChatMessage(role, text: try text(of: prompt, sample, answers)))
      }
    }
    var conversationLength: Int?
    if data.messagesField != nil, step.showsConversation {
      (messages, conversationLength) = try conversation(
        before: messages, of: step, sample, answers)
    } else {
      messages.append(
        ChatMessage(.user, text: try userText(of: step.prompt, sample, answers)))
    }
    return Rendered(
      messages: messages,
      estimatedTokens: step.promptSize.tokens(for: sample, answers: answers, data: data),
      conversationLength: conversationLength)
  }

  /// The sample's conversation with the step's prompt as its next user turn, and the length in bytes
  /// of the conversation's part in the last message.
  ///
  /// - Parameter messages: The step's own system prompt, which replaces the conversation's.
  private func conversation(
    before messages: [ChatMessage], of step: PlannedStep, _ sample: Sample, _ answers: [StepText]
  ) throws(ModelError) -> ([ChatMessage], length: Int) {
    guard case .messages(let turns)? = sample.conversation else {
      throw missing(data.messagesField ?? "", in: sample)
    }
    var messages = messages + (messages.isEmpty ? turns : turns.filter { $0.role != .system })
    let asksNext = messages.last?.role == .user
    guard !step.continues else {
      guard asksNext else {
        throw ModelError(
          .invalidRequest,
          "the conversation on line \(sample.line), in the field '\(data.messagesField ?? "")', "
            + "ends with the assistant's turn, so there is none to ask for")
      }
      return (messages, messages.last?.joinedText.utf8.count ?? 0)
    }
    let prompt = try text(of: step.prompt, sample, answers)
    if asksNext, let last = messages.popLast() {
      // Turns must alternate for some servers.
      let own = last.joinedText
      messages.append(ChatMessage(.user, text: own + "\n\n" + prompt))
      return (messages, own.utf8.count)
    }
    messages.append(ChatMessage(.user, text: prompt))
    return (messages, 0)
  }

  private func userText(
    of prompt: Prompt, _ sample: Sample, _ answers: [StepText]
  ) throws(ModelError) -> String {
    guard case .instruction(let instruction) = prompt.content else {
      return try text(of: prompt, sample, answers)
    }
    guard let context = prompt.subject.map({ answers[$0].text }) ?? sample.context else {
      throw missing("input", in: sample)
    }
    return layout.prompt(instruction: instruction, context: context)
  }

  /// A text without a layout: a system prompt or a template.
  private func text(
    of prompt: Prompt, _ sample: Sample, _ answers: [StepText]
  ) throws(ModelError) -> String {
    switch prompt.content {
    case .instruction(let text):
      return text
    case .template(let template):
      do {
        return try template.render { name in
          if !prompt.stepNames.isEmpty, let reference = prompt.stepNames[name] {
            return answers[reference.step].text(of: reference)
          }
          return sample.text(of: name, data: data)
        }
      } catch {
        if let reference = prompt.stepNames[error.name] {
          throw ModelError(
            .invalidRequest,
            "the answer of an earlier step has no '\(reference.members.joined(separator: "."))'")
        }
        throw missing(error.name, in: sample)
      }
    }
  }

  private func missing(_ name: String, in sample: Sample) -> ModelError {
    let gap = sample.gap(of: name, data: data) ?? FieldGap(field: name, isNull: false)
    return ModelError(.invalidRequest, "the sample on line \(sample.line) \(gap.words)")
  }
}
