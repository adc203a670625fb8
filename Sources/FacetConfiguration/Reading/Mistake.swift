internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// The text of a diagnostic, before its file and place are known.
struct Mistake: Sendable, Hashable {
  var severity: Diagnostic.Severity
  var message: String

  init(_ message: String, severity: Diagnostic.Severity = .error) {
    self.severity = severity
    self.message = message
  }
}

// MARK: Keys

extension Mistake {
  static func unknownKey(_ key: String, resembling known: String) -> Mistake {
    Mistake("unknown key '\(key)'; did you mean '\(known)'?")
  }

  static func misplacedKey(_ key: String, belonging place: String) -> Mistake {
    Mistake("unknown key '\(key)' here; it belongs \(place)")
  }

  static func requestParameter(_ key: String) -> Mistake {
    Mistake("unknown key '\(key)'; a provider parameter goes into 'extra_body'")
  }

  /// - Parameter holdsParameters: Whether a provider parameter could be meant.
  static func unknownKey(_ key: String, isStrict: Bool, holdsParameters: Bool) -> Mistake {
    let right =
      holdsParameters
      ? "a provider parameter goes into 'extra_body'"
      : "your own notes go into 'metadata'"
    return isStrict
      ? Mistake("unknown key '\(key)'; \(right)")
      : Mistake(
        "unknown key '\(key)' has no effect and is kept in the dataset's metadata; \(right)",
        severity: .warning)
  }

  static func reservedKey(_ key: String, for purpose: String, today: String) -> Mistake {
    Mistake("'\(key)' is reserved for \(purpose); today, \(today)")
  }

  static func missingKey(_ key: String, why: String) -> Mistake {
    Mistake("missing key '\(key)'; \(why)")
  }

  static func secretInFile(_ name: String) -> Mistake {
    Mistake(
      "'\(name)' looks like a key; a configuration names the variable of a key ('api_key_env') "
        + "and never holds a key")
  }

  static func keyInVariableName() -> Mistake {
    Mistake(
      "'api_key_env' must be a variable name of capitals, digits and '_'; "
        + "a configuration names the variable of a key and never holds a key")
  }
}

// MARK: Values

extension Mistake {
  static func conflictingTeacher(_ name: String) -> Mistake {
    Mistake("'teacher_model' is '\(name)' and 'model_config' names another model; keep only one")
  }

  static func csvPerspectives(found count: Int) -> Mistake {
    Mistake(
      "a task with 'csv_analysis' has two perspectives, one with the hint and one without, "
        + "not \(count)")
  }

  static func goldCompletions() -> Mistake {
    Mistake("the perspective with the hint is asked once; leave its 'completions' out")
  }

  static func fewRuns() -> Mistake {
    Mistake("a verdict needs at least 3 completions of the perspective without the hint")
  }

  static func wrongValue(_ name: String, expected: String, found: String) -> Mistake {
    Mistake("'\(name)' must be \(expected), not \(found)")
  }

  static func notAConfiguration(found: String) -> Mistake {
    Mistake("a configuration must be an object, not \(found)")
  }

  static func unknownChoice(_ name: String, found: String, resembling known: String) -> Mistake {
    Mistake("'\(name)' cannot be '\(found)'; did you mean '\(known)'?")
  }

  static func unknownProvider(_ name: String, found: String) -> Mistake {
    Mistake("'\(name)' must be a known provider, not \(found); 'facet models' lists them")
  }

  static func conflictingProviders() -> Mistake {
    Mistake("'api_provider' and 'model_config.api_provider' disagree; keep only one")
  }

  static func conflictingBaseURLs() -> Mistake {
    Mistake("'base_url' and 'model_config.base_url' disagree; keep only one")
  }

  static func invalidURL(_ name: String, because fault: BaseURL.Fault) -> Mistake {
    Mistake("'\(name)' \(fault)")
  }

  static func invalidHeaderName(_ name: String) -> Mistake {
    Mistake("'\(name)' is not a valid header name; use letters, digits and '-'")
  }

  static func invalidHeaderValue(_ name: String) -> Mistake {
    Mistake("the value of the header '\(name)' must be one line of visible characters")
  }

  static func keyHeader(_ name: String) -> Mistake {
    Mistake("the header '\(name)' carries a key; name the key's variable in 'api_key_env' instead")
  }

  static func ownHeader(_ name: String) -> Mistake {
    Mistake("the header '\(name)' is set by Facet and cannot be replaced")
  }

  static func repeatedHeader(_ name: String) -> Mistake {
    Mistake("the header '\(name)' is given twice; case does not matter")
  }

  static func unusedLimit(_ name: String) -> Mistake {
    Mistake(
      "limits for '\(name)' have no effect; it is neither a provider nor a model named here",
      severity: .warning)
  }
}

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
    Mistake("'\(key)' cannot stand beside 'steps', which replaces 'reading' and 'strategy'")
  }

  static func besideSteps(_ key: String) -> Mistake {
    Mistake("'\(key)' cannot stand beside 'steps'; put it into one of them")
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

// MARK: Schemas

extension Mistake {
  static func schema(_ mistake: SchemaMistake) -> Mistake {
    let place = mistake.pointer.isEmpty ? "" : " at '\(mistake.pointer)'"
    return Mistake("the schema cannot be used\(place): \(mistake.message)")
  }

  static func repairWithoutSchema() -> Mistake {
    Mistake("'repair' has no effect without a 'schema' beside it")
  }

  static func schemaBesideFile(_ key: String) -> Mistake {
    Mistake("'schema' must be either a schema or { \"file\": … }, so '\(key)' cannot stand here")
  }

  static func repeatedSchema() -> Mistake {
    Mistake("the strategy has a 'schema' of its own already; keep only one")
  }

  static func unknownMember(_ member: String, of step: String, members: [String]) -> Mistake {
    let near = Resemblance.nearest(to: member, among: members).map { "; did you mean '\($0)'?" }
    let list = members.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return Mistake(
      "the schema of '\(step)' has no member '\(member)'" + (near ?? ", only \(list)"))
  }
}

// MARK: Openings and conversations

extension Mistake {
  static func twoOpenings() -> Mistake {
    Mistake("'messages' cannot stand beside 'examples'; write the examples as messages")
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
    Mistake("'\(key)' belongs in a step of 'steps', before whose prompt it stands")
  }

  static func besideContinue(_ key: String) -> Mistake {
    Mistake("'\(key)' cannot stand beside 'continue', which sends the conversation as it is")
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

// MARK: Models

extension Mistake {
  static func repeatedModel(_ label: String) -> Mistake {
    Mistake("the model '\(label)' is listed twice; give one of them a 'label'")
  }

  static func besideModels(_ key: String) -> Mistake {
    Mistake("'\(key)' cannot stand beside 'models'; write it in an element of 'models'")
  }

  static func csvModels() -> Mistake {
    Mistake("a task with 'csv_analysis' has one model; write 'model_config', not 'models'")
  }
}

// MARK: Files

extension Mistake {
  static func missingFile(_ path: String, lookedFor places: [String]) -> Mistake {
    if let advice = PathForm.advice(on: path) { return Mistake(advice) }
    let list = places.map { "'\($0)'" }.joined(separator: ", ")
    return Mistake("there is no file '\(path)'; looked for \(list)")
  }

  static func unreadableFile(_ path: String, _ problem: FileProblem) -> Mistake {
    switch problem {
    case .missing: Mistake("there is no file '\(path)'")
    case .directory: Mistake("'\(path)' is a directory, not a file")
    case .notReadable: Mistake("'\(path)' cannot be read; its permissions do not allow it")
    case .notUTF8: Mistake("'\(path)' is not UTF-8 text; save it as UTF-8")
    case .failed(let reason): Mistake("'\(path)' cannot be read; \(reason)")
    }
  }
}

// MARK: Options

extension Mistake {
  static func overrideWithoutValue(_ text: String) -> Mistake {
    Mistake("'\(text)' must be KEY=VALUE, such as model_config.max_tokens=500")
  }

  static func noElement(_ key: String, in name: String, count: Int) -> Mistake {
    Mistake("'\(name)' has no element '\(key)'; it has \(count), numbered from 0")
  }

  static func notAContainer(_ name: String, kind: String) -> Mistake {
    Mistake("'\(name)' is \(kind) and holds no keys")
  }
}

// MARK: Environment files

extension Mistake {
  static func noAssignment() -> Mistake {
    Mistake("expected NAME=value")
  }

  static func invalidVariableName() -> Mistake {
    Mistake("a variable name has only letters, digits and '_', and does not begin with a digit")
  }

  static func unterminatedQuote(_ quote: Character) -> Mistake {
    Mistake("the value's closing \(quote) is missing")
  }

  static func textAfterQuote() -> Mistake {
    Mistake("unexpected text after the closing quote; a comment begins with ' #'")
  }
}
