internal import FacetJSON

extension ConfigurationDecoder {
  /// Reads `agent_perspectives`.
  ///
  /// - Parameter models: The top level's models, which perspectives inherit.
  /// - Returns: The perspectives without an explicit reference, and whether there was one.
  mutating func perspectives(
    in task: ObjectReader, models: InheritedModels
  ) -> (perspectives: [Perspective], hasReference: Bool) {
    guard let member = task["agent_perspectives"] else {
      // Task directories may be made of the samples alone.
      if task["tasks"] != nil { return ([], false) }
      report(
        .missingKey("agent_perspectives", why: "a task has at least one perspective"),
        at: task.origin)
      return ([], false)
    }
    guard case .array(let nodes) = member.value.content, !nodes.isEmpty else {
      report(
        .wrongValue(
          "agent_perspectives", expected: "an array of at least one perspective",
          found: member.value.kindDescription),
        at: member.value.origin)
      return ([], false)
    }
    let hasReference = isReference(nodes[0])
    if hasReference, nodes.count == 1 { report(.onlyReference(), at: member.value.origin) }
    var perspectives: [Perspective] = []
    var first: [String: (value: JSONValue, line: Int)] = [:]
    for (index, node) in nodes.enumerated() where index > 0 || !hasReference {
      guard
        let object = object(
          node, named: "agent_perspectives.\(index)", keys: .perspective,
          path: "agent_perspectives.\(index)")
      else { continue }
      if let perspective = perspective(object, models: models) { perspectives.append(perspective) }
      guard case .string(let condition)? = object["condition"]?.value.content else { continue }
      if let earlier = first[condition] {
        if earlier.value != node.plain, let origin = object["condition"]?.value.origin {
          report(.repeatedCondition(condition, line: earlier.line), at: origin)
        }
      } else {
        first[condition] = (node.plain, node.origin.location.line)
      }
    }
    return (perspectives, hasReference)
  }

  /// Whether this is the reference as prepended by a pipeline to the file it writes.
  private func isReference(_ node: ConfigurationNode) -> Bool {
    node.plain.object.map {
      $0["condition"] == "Reference" && $0["strategy"] == .some(.null)
        && ($0["reading"] ?? .null) == .null
    } ?? false
  }

  private mutating func perspective(
    _ object: ObjectReader, models top: InheritedModels
  ) -> Perspective? {
    let condition = required(
      "condition", in: object, .nonEmptyString, why: "it is the perspective's label")
    let system = step("system", in: object, keys: .promptText)?.prompt
    let completions = value("completions", in: object, .fewAnswers(from: 1)).value ?? 1
    let models = top.overridden(by: model(in: object))
    let metadata = value("metadata", in: object, .object, allowsNull: true).value
    let isPair = object["steps"] == nil
    let continues = value("continue", in: object, .bool).value ?? false
    let agent = agent(in: object)
    let steps =
      continues
      ? continuing(in: object, system: system, models: models)
      : isPair
        ? pair(in: object, system: system, models: models)
        : self.steps(in: object, system: system, models: models)
    guard let condition, let steps else { return nil }
    return Perspective(
      condition: condition, steps: steps, isPair: isPair, continues: continues, agent: agent,
      system: system,
      completions: completions, metadata: metadata, location: object.origin.location)
  }

  /// Reads `reading` and `strategy`; `nil` if there is no usable strategy.
  private mutating func pair(
    in object: ObjectReader, system: Prompt?, models: InheritedModels
  ) -> [PerspectiveStep]? {
    let reading = step("reading", in: object, keys: .prompt)
    let strategy = step("strategy", in: object, keys: .prompt) ?? agentPrompt(in: object)
    if object["strategy"] == nil, object["agent"] == nil {
      report(
        .missingKey("strategy", why: "it is the instruction for the model"), at: object.origin)
    } else if let node = object["strategy"]?.value, node.isNull, object["agent"] == nil {
      report(.nullStrategy(), at: node.origin)
    }
    let schema = answerSchema(in: object)
    var prompt = strategy?.prompt
    if reading != nil { prompt?.show(notesOf: 0) }
    let opening = opening(in: object, prompt: prompt, system: system)
    guard let strategy, let prompt else { return nil }
    var last = PerspectiveStep(
      strategy, named: PerspectiveStep.strategy, system: system, inheriting: models)
    last.prompt = prompt
    last.opening = opening
    if schema != nil, last.schema != nil, let origin = object["schema"]?.keyOrigin {
      report(.repeatedSchema(), at: origin)
    }
    last.schema = last.schema ?? schema
    guard let reading else { return [last] }
    let first = PerspectiveStep(
      reading, named: PerspectiveStep.reading, system: system, inheriting: models)
    if let schema = first.schema {
      for name in ["notes", PerspectiveStep.reading] {
        reportMembers(of: last.prompt, step: name, schema)
        last.prompt.show(membersOf: 0, named: name)
      }
    }
    return [first, last]
  }

  /// The only step of a perspective that continues the sample's conversation.
  private mutating func continuing(
    in object: ObjectReader, system: Prompt?, models: InheritedModels
  ) -> [PerspectiveStep]? {
    for key in ["reading", "strategy", "steps", "examples", "messages"] {
      guard let member = object[key], key != "reading" || !member.value.isNull else { continue }
      report(.besideContinue(key), at: member.keyOrigin)
    }
    let prompt = Prompt(content: .instruction(""), text: "", location: object.origin.location)
    return [
      PerspectiveStep(
        name: PerspectiveStep.strategy, prompt: prompt, system: system, models: models.each,
        schema: answerSchema(in: object))
    ]
  }
}

extension PerspectiveStep {
  init(
    _ written: WrittenStep, named name: String, system: Prompt?,
    inheriting models: InheritedModels
  ) {
    self.init(
      name: name, prompt: written.prompt, system: system,
      models: models.overridden(by: written.model).each, schema: written.schema)
  }
}
