internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// A message of a step before the sample.
enum PlannedMessage: Sendable {
  /// The same for every sample.
  case fixed(ChatMessage)
  /// A template with fields of the sample.
  case template(ChatMessage.Role, Prompt)

  /// The messages of a step's opening.
  static func messages(
    of step: PerspectiveStep, layout: PromptLayout
  ) -> [PlannedMessage] {
    switch step.opening {
    case .none: []
    case .examples(let examples):
      examples.flatMap { example in
        [
          .fixed(ChatMessage(.user, text: text(of: example, in: step.prompt, layout: layout))),
          .fixed(ChatMessage(.assistant, text: text("output", of: example))),
        ]
      }
    case .messages(let messages):
      messages.map { message in
        message.prompt.isTemplate
          ? .template(message.role, message.prompt)
          : .fixed(ChatMessage(message.role, text: message.prompt.text))
      }
    }
  }

  /// The prompt with an example in the sample's place.
  private static func text(
    of example: JSONObject, in prompt: Prompt, layout: PromptLayout
  ) -> String {
    switch prompt.content {
    case .instruction(let instruction):
      layout.prompt(instruction: instruction, context: text("input", of: example))
    case .template(let template):
      // The configuration's reader has checked that the example has every name.
      (try? template.render { text($0, of: example) }) ?? ""
    }
  }

  private static func text(_ name: String, of example: JSONObject) -> String {
    example[name].map(PromptTemplate.fieldText) ?? ""
  }

  /// Its role and its text as written, for the dataset.
  var written: (role: ChatMessage.Role, text: String) {
    switch self {
    case .fixed(let message): (message.role, message.joinedText)
    case .template(let role, let prompt): (role, prompt.text)
    }
  }

  /// Its template; `nil` for a fixed message.
  var prompt: Prompt? {
    if case .template(_, let prompt) = self { prompt } else { nil }
  }
}
