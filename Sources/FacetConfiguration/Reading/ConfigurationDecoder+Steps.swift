internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// A step of `steps` as written, with the place of its name.
  private struct NamedStep {
    var step: PerspectiveStep
    var object: ObjectReader
    var origin: ConfigurationNode.Origin
    /// Whether its system prompt is its own; the perspective's sees no steps.
    var ownsSystem: Bool
  }

  /// Reads `steps`; `nil` if a mistake was reported.
  mutating func steps(
    in object: ObjectReader, system: Prompt?, models: InheritedModels
  ) -> [PerspectiveStep]? {
    for key in ["examples", "messages"] {
      if let member = object[key] { report(.openingOfSteps(key), at: member.keyOrigin) }
    }
    for key in ["reading", "strategy"] {
      guard let member = object[key], key == "strategy" || !member.value.isNull else { continue }
      report(.stepsBeside(key), at: member.keyOrigin)
    }
    for key in ["schema", "repair"] {
      if let member = object[key] { report(.besideSteps(key), at: member.keyOrigin) }
    }
    guard let node = object["steps"]?.value else { return nil }
    guard case .array(let nodes) = node.content, !nodes.isEmpty else {
      report(
        .wrongValue(
          "steps", expected: "an array of at least one step", found: node.kindDescription),
        at: node.origin)
      return nil
    }
    var named: [NamedStep] = []
    for (index, node) in nodes.enumerated() {
      let path = "\(object.path(of: "steps")).\(index)"
      guard let reader = self.object(node, named: "steps.\(index)", keys: .step, path: path),
        let step = step(reader, system: system, models: models)
      else { continue }
      if let earlier = named.first(where: { $0.step.name == step.step.name }) {
        report(
          .repeatedStep(step.step.name, line: earlier.origin.location.line), at: step.origin)
      }
      named.append(step)
    }
    guard named.count == nodes.count else { return nil }
    return resolved(named)
  }

  private mutating func step(
    _ object: ObjectReader, system: Prompt?, models: InheritedModels
  ) -> NamedStep? {
    let name = required(
      "name", in: object, .stepName, why: "later steps show its text as '{{name}}'")
    let prompt = self.step("prompt", in: object, keys: .promptText)?.prompt
    if object["prompt"] == nil {
      report(.missingKey("prompt", why: "it is the step's instruction"), at: object.origin)
    } else if let node = object["prompt"]?.value, node.isNull {
      report(
        .wrongValue("prompt", expected: "a string or an object", found: "null"), at: node.origin)
    }
    let own = self.step("system", in: object, keys: .promptText)?.prompt
    let written = self.model(in: object)
    let schema = answerSchema(in: object)
    let isPerCompletion = value("per_completion", in: object, .bool).value ?? false
    guard let name, let prompt, let origin = object["name"]?.value.origin else { return nil }
    if ["input", "reference"].contains(name) { report(.stepNamedLikeSample(name), at: origin) }
    return NamedStep(
      step: PerspectiveStep(
        name: name, prompt: prompt, system: object["system"] == nil ? system : own,
        models: models.overridden(by: written).each, schema: schema,
        isPerCompletion: isPerCompletion),
      object: object, origin: origin, ownsSystem: own != nil)
  }

  /// The steps with the names of their prompts resolved to earlier steps.
  private mutating func resolved(_ all: [NamedStep]) -> [PerspectiveStep] {
    let names = all.map(\.step.name)
    let schemas = all.map(\.step.schema)
    return all.enumerated().map { index, named in
      var step = named.step
      reportNames(of: step.prompt, in: index, names, schemas)
      step.prompt.show(earlier: Array(names[..<index]))
      if named.ownsSystem, var system = step.system {
        reportNames(of: system, in: index, names, schemas)
        system.show(earlier: Array(names[..<index]))
        system.subject = nil
        step.system = system
      }
      step.opening = opening(in: named.object, prompt: step.prompt, system: step.system)
      return step
    }
  }

  /// Reports names of a template that stand for a step which it cannot see.
  private mutating func reportNames(
    of prompt: Prompt, in index: Int, _ names: [String], _ schemas: [AnswerSchema?]
  ) {
    for name in prompt.names {
      let base = StepReference.base(of: name)
      guard let place = prompt.namePlaces[name], let step = names.firstIndex(of: base) else {
        continue
      }
      let origin = ConfigurationNode.Origin(location: prompt.location)
      if step > index {
        report(.laterStep(name, step: names[index]), at: origin, pointingAt: place)
      } else if step == index {
        report(.ownStep(name), at: origin, pointingAt: place)
      } else if base != name, schemas[step] == nil {
        report(.memberOfText(name, step: base), at: origin, pointingAt: place)
      }
    }
    for (name, schema) in zip(names, schemas).prefix(index) {
      if let schema { reportMembers(of: prompt, step: name, schema) }
    }
  }

  /// Reports names of a template that stand for members which a step's schema does not have.
  mutating func reportMembers(of prompt: Prompt, step: String, _ schema: AnswerSchema) {
    // The members are known only of a schema that describes its object at once.
    let root = schema.format.schema.nodes[0]
    guard root.types == [.object], root.reference == nil, root.anyOf.isEmpty else { return }
    let members = root.properties.map(\.name)
    let isClosed = if case .refused = root.additionalProperties { true } else { false }
    // A schema that names no members leaves all of them to the prompt.
    if !isClosed, members.isEmpty { return }
    for name in prompt.names where StepReference.base(of: name) == step && name != step {
      let member = name.split(separator: ".").dropFirst().first.map(String.init) ?? ""
      guard !members.contains(member), let place = prompt.namePlaces[name] else { continue }
      report(
        isClosed
          ? .unknownMember(member, of: step, members: members)
          : .unnamedMember(member, of: step, members: members),
        at: ConfigurationNode.Origin(location: prompt.location), pointingAt: place)
    }
  }
}

extension Prompt {
  /// Lets the prompt show the answer of a reading: a template as `notes`, an instruction in place
  /// of the sample.
  mutating func show(notesOf step: Int) {
    switch content {
    case .instruction: subject = step
    case .template(let template):
      if template.names.contains("notes") { stepNames["notes"] = StepReference(step: step) }
    }
  }

  /// Lets a template show members of the value of a step, by the step's name: `notes.title`.
  mutating func show(membersOf step: Int, named base: String) {
    guard case .template(let template) = content else { return }
    for name in template.names where StepReference.base(of: name) == base && name != base {
      stepNames[name] = StepReference(
        step: step, members: name.split(separator: ".").dropFirst().map(String.init))
    }
  }

  /// Lets the prompt show earlier steps: a template by their names, an instruction the last one in
  /// place of the sample.
  ///
  /// - Parameter names: The names of the steps before it, in order.
  mutating func show(earlier names: [String]) {
    switch content {
    case .instruction: subject = names.indices.last
    case .template(let template):
      for name in template.names {
        guard let step = names.lastIndex(of: StepReference.base(of: name)) else { continue }
        stepNames[name] = StepReference(
          step: step, members: name.split(separator: ".").dropFirst().map(String.init))
      }
    }
  }
}

extension StepReference {
  /// The step's part of a template's name: `outline` of `outline.title`.
  static func base(of name: String) -> String {
    name.firstIndex(of: ".").map { String(name[..<$0]) } ?? name
  }
}
