package import FacetJSON

/// How an agent works at a task directory.
package struct AgentRules: Sendable, Hashable {
  /// What an agent writes, and what it is shown.
  package enum Kind: String, Sendable, CaseIterable {
    /// One shell command a reply, each in a shell of its own.
    case bash
    /// Keystrokes for one terminal that lasts as long as the trial.
    case terminal
    /// An agent of the program `harbor`, which runs the trials.
    case harbor
  }

  package var kind: Kind
  /// The most replies with commands.
  package var maxTurns = 32
  /// The most replies that break the format: one more ends the trial.
  package var maxInvalidReplies = 3
  /// The approximate most tokens of a request.
  package var maxContextTokens = 100_000
  /// The time limit of one command.
  package var commandTimeout = Duration.seconds(120)
  /// The most characters of a command's output that the model sees.
  package var outputLimit = 10_000
  package var codeTool = CodeToolChoice.automatic
  /// The factor on the task's own time limit for the agent.
  package var timeoutMultiplier = 1.0
  /// Whether blank rows at the end of a screen are left out.
  package var trimsBlankRows = true
  /// What Harbor is asked to run; only its kind has a use for it.
  package var harbor = HarborRules()

  package init(kind: Kind) {
    self.kind = kind
  }

  /// Everything that decides what an agent does, in the keys of a configuration.
  package var json: JSONObject {
    guard kind != .harbor else {
      var json = harbor.json
      json["kind"] = .string(kind.rawValue)
      json["timeout_multiplier"] = .number(JSONNumber(timeoutMultiplier))
      return json
    }
    return [
      "kind": .string(kind.rawValue), "max_turns": .number(JSONNumber(maxTurns)),
      "max_invalid_replies": .number(JSONNumber(maxInvalidReplies)),
      "max_context_tokens": .number(JSONNumber(maxContextTokens)),
      "command_timeout_s": .number(JSONNumber(commandTimeout / .seconds(1))),
      "output_limit": .number(JSONNumber(outputLimit)),
      "code_tool": .string(codeTool.rawValue),
      "timeout_multiplier": .number(JSONNumber(timeoutMultiplier)),
      "trim_blank_rows": .bool(trimsBlankRows),
    ]
  }
}
