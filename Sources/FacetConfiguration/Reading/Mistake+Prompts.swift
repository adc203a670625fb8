internal import FacetPlatform

// MARK: Perspectives and prompts

extension Mistake {
  static func nullStrategy() -> Mistake {
    Mistake(
      "'strategy' must be a prompt, not null; the reference is prepended by 'add_references': true")
  }

  static func onlyReference() -> Mistake {
    Mistake("'agent_perspectives' needs a perspective with a 'strategy' beside the reference")
  }

  static func repeatedCondition(_ condition: String, line: Int) -> Mistake {
    Mistake(
      "the condition '\(condition)' is already used on line \(line) by another perspective",
      severity: .warning)
  }

  static func textOrFile(_ name: String) -> Mistake {
    Mistake("'\(name)' must have either 'text' or 'file'")
  }

  static func emptyPrompt(_ name: String) -> Mistake {
    Mistake(
      "'\(name)' must not be empty"
        + (name == "strategy"
          ? "; for the next turn of a conversation, write \"continue\": true"
          : ["prompt", "content"].contains(name) ? "" : "; use null for none"))
  }

  static func emptyPromptFile(_ file: String) -> Mistake {
    Mistake("the prompt file '\(file)' is empty")
  }

  static func unknownField(_ name: String, fields: [String], steps: [String]) -> Mistake {
    let lack =
      steps.isEmpty
      ? "the samples have no field '\(name)'"
      : "'\(name)' is neither an earlier step nor a field of the samples"
    if let near = Resemblance.nearest(to: name, among: steps + fields) {
      return Mistake("\(lack); did you mean '\(near)'?")
    }
    func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
    let present =
      steps.isEmpty
      ? ", only \(list(fields))"
      : "; the earlier steps are \(list(steps)), the fields \(list(fields))"
    return Mistake("\(lack)\(present); for literal braces, write { \"text\": … }")
  }

  static func tag(_ kind: TemplateFault.Kind) -> Mistake {
    let right = "for literal braces, write { \"text\": … }"
    return switch kind {
    case .broken: Mistake("'{{' does not begin a name in this template; \(right)")
    case .foreign(let what): Mistake("a template takes only names, not \(what); \(right)")
    }
  }
}

// MARK: Steps

extension Mistake {
  static func stepsBeside(_ key: String) -> Mistake {
    Mistake("'\(key)' cannot be combined with 'steps', which replaces 'reading' and 'strategy'")
  }

  static func besideSteps(_ key: String) -> Mistake {
    Mistake("'\(key)' cannot be combined with 'steps'; put it into one of them")
  }

  static func csvSchema() -> Mistake {
    Mistake("a task with 'csv_analysis' answers with text and code; leave 'schema' out")
  }

  static func csvSteps() -> Mistake {
    Mistake("a task with 'csv_analysis' answers in one conversation; write 'strategy', not 'steps'")
  }

  static func repeatedStep(_ name: String, line: Int) -> Mistake {
    Mistake("the step '\(name)' is already on line \(line); give each step its own name")
  }

  static func stepNamedLikeSample(_ name: String) -> Mistake {
    Mistake("a step cannot be named '\(name)', because '{{\(name)}}' is the sample's; rename it")
  }

  static func laterStep(_ name: String, step: String) -> Mistake {
    Mistake("'{{\(name)}}' is a later step, but '\(step)' sees only the steps before it")
  }

  static func ownStep(_ name: String) -> Mistake {
    Mistake("'{{\(name)}}' is this step itself; a step sees only the steps before it")
  }

  static func memberOfText(_ name: String, step: String) -> Mistake {
    Mistake(
      "'{{\(name)}}' needs a member of the answer of '\(step)', which is text; write '{{\(step)}}'")
  }
}

// MARK: Openings and conversations

extension Mistake {
  static func twoOpenings() -> Mistake {
    Mistake("'messages' cannot be combined with 'examples'; write the examples as messages")
  }

  static func incompleteExample(_ name: String) -> Mistake {
    Mistake("an example needs a text in '\(name)'")
  }

  static func lateSystem() -> Mistake {
    Mistake("a 'system' message can only be the first")
  }

  static func twoSystems() -> Mistake {
    Mistake("'system' is already set beside 'messages'; keep one of the two")
  }

  static func sameRole(_ role: String) -> Mistake {
    Mistake("two messages of '\(role)' follow each other; 'user' and 'assistant' take turns")
  }

  static func assistantFirst() -> Mistake {
    Mistake("the first message must have the role 'user', not 'assistant'")
  }

  static func openingEnd() -> Mistake {
    Mistake("'messages' must end with an 'assistant' message, because the sample is the next turn")
  }

  static func openingOfSteps(_ key: String) -> Mistake {
    Mistake("'\(key)' belongs in a step of 'steps', and precedes that step's prompt")
  }

  static func besideContinue(_ key: String) -> Mistake {
    Mistake("'\(key)' cannot be combined with 'continue', which sends the conversation as it is")
  }

  static func continueWithoutMessages() -> Mistake {
    Mistake("'continue' needs 'messages_field' in 'data_config', the field with the conversation")
  }

  static func openingBesideMessagesField() -> Mistake {
    Mistake(
      "with 'messages_field', the sample brings its own messages; leave out 'examples' and 'messages'"
    )
  }

  static func csvConversation(_ key: String) -> Mistake {
    Mistake("a task with 'csv_analysis' has its own conversation; leave out '\(key)'")
  }
}
