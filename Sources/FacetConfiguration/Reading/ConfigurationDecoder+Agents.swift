internal import FacetJSON
internal import FacetPlatform
internal import FoundationEssentials

extension ConfigurationDecoder {
  /// The folder of the prompts that agents begin with.
  private static let agentPrompts = "prompts/agents"

  /// Reads the `agent` of a perspective.
  mutating func agent(in perspective: ObjectReader) -> AgentRules? {
    guard let object = object("agent", in: perspective, keys: .agent) else { return nil }
    for key in [
      "reading", "steps", "continue", "schema", "repair", "examples", "messages",
    ] {
      guard let member = perspective[key], !member.value.isNull else { continue }
      report(.besideAgent(key), at: member.keyOrigin)
    }
    guard object["kind"] != nil else {
      report(
        .missingKey("kind", why: "it is 'bash', 'terminal' or 'harbor'"), at: object.origin)
      return nil
    }
    guard let kind = choice("kind", in: object, of: AgentRules.Kind.self) else { return nil }
    var rules = AgentRules(kind: kind)
    rules.timeoutMultiplier =
      value("timeout_multiplier", in: object, .amount).value?.double ?? rules.timeoutMultiplier
    guard kind != .harbor else {
      rules.harbor = harbor(in: object, beside: perspective)
      return rules
    }
    for key in KeyTable.harborKeys {
      guard let member = object[key] else { continue }
      report(.ofHarbor(key), at: member.keyOrigin)
    }
    rules.maxTurns = value("max_turns", in: object, .wholeNumber(from: 1)).value ?? rules.maxTurns
    rules.maxInvalidReplies =
      value("max_invalid_replies", in: object, .wholeNumber(from: 0)).value
      ?? rules.maxInvalidReplies
    rules.maxContextTokens =
      value("max_context_tokens", in: object, .wholeNumber(from: 1000)).value
      ?? rules.maxContextTokens
    rules.commandTimeout =
      value("command_timeout_s", in: object, .seconds).value ?? rules.commandTimeout
    rules.outputLimit =
      value("output_limit", in: object, .wholeNumber(from: 200)).value ?? rules.outputLimit
    rules.codeTool =
      choice("code_tool", in: object, of: CodeToolChoice.self) ?? rules.codeTool
    rules.trimsBlankRows =
      value("trim_blank_rows", in: object, .bool).value ?? rules.trimsBlankRows
    return rules
  }

  /// The prompt of an agent whose perspective has none of its own.
  mutating func agentPrompt(in perspective: ObjectReader) -> WrittenStep? {
    guard perspective["strategy"]?.value.isNull != false,
      let agent = perspective["agent"]?.value, case .object(let members) = agent.content,
      case .string(let word)? = members.first(where: { $0.key == "kind" })?.value.content,
      let kind = AgentRules.Kind(rawValue: word)
    else { return nil }
    guard kind != .harbor else {
      return WrittenStep(
        prompt: Prompt(content: .instruction(""), text: "", location: agent.origin.location))
    }
    let name = "\(Self.agentPrompts)/\(kind.rawValue).md"
    let place =
      folders.locate(name) == nil
      ? ShippedFolder.locate(name, environment: ProcessInfo.processInfo.environment) : nil
    let path = place.map { FileSystem.absolute($0, in: FileSystem.workingDirectory) }
    return prompt(file: path ?? name, at: agent.origin).map { WrittenStep(prompt: $0) }
  }

  /// Reports what does not fit a task of agents.
  mutating func reportAgents(
    in task: ObjectReader, _ perspectives: [Perspective], addsReferences: Bool
  ) {
    guard perspectives.contains(where: { $0.agent != nil }) else { return }
    for perspective in perspectives where perspective.agent == nil {
      report(
        .perspectiveBesideAgents(perspective.condition),
        at: ConfigurationNode.Origin(location: perspective.location))
    }
    reportHarbor(in: task, perspectives)
    for key in ["csv_analysis", "scores"] {
      if let member = task[key] { report(.taskKeyBesideAgents(key), at: member.keyOrigin) }
    }
    if addsReferences,
      let origin = (task["add_references"] ?? task["agent_perspectives"])?.keyOrigin
    {
      report(.taskKeyBesideAgents("add_references"), at: origin)
    }
    if case .object(let members)? = task["data_config"]?.value.content,
      let member = members.first(where: { $0.key == "messages_field" })
    {
      report(.taskKeyBesideAgents("messages_field"), at: member.keyOrigin)
    }
  }
}

extension Mistake {
  fileprivate static func besideAgent(_ key: String) -> Mistake {
    Mistake("'\(key)' cannot be combined with 'agent', which has a conversation of its own")
  }

  fileprivate static func perspectiveBesideAgents(_ condition: String) -> Mistake {
    Mistake(
      "the perspective '\(condition)' has no 'agent', but another one does; agents work at task "
        + "directories, so give all perspectives an 'agent', or none")
  }

  fileprivate static func taskKeyBesideAgents(_ key: String) -> Mistake {
    Mistake("'\(key)' does not apply to agents: their reward comes from the tests of each task")
  }
}
