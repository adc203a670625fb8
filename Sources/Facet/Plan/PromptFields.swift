internal import FacetConfiguration
internal import FacetJSON

/// The fields that the selected samples have, and the fields that prompts need but samples lack.
struct PromptFields {
  private let path: String
  private let data: DataConfiguration
  private let perspectives: [PlannedPerspective]
  /// The names that prompts take from samples.
  private let needed: [String]
  /// Those of them without which a cell fails.
  private let gapsThatFail: Set<String>
  private var samples = 0
  /// The field names of the first samples, in order of first appearance.
  private var known: [String] = []
  private var gapsByName: [String: SampleGap] = [:]

  /// The number of samples whose field names are collected, for messages only.
  private static let namedSamples = 100

  /// The templates of the scores with the fields that they name; a sample may lack those.
  private let scoredNames: [(template: Prompt, names: [String])]

  /// - Parameters:
  ///   - path: The configuration's path, for messages.
  ///   - scorers: The scores, whose templates name fields.
  init(
    path: String, data: DataConfiguration, perspectives: [PlannedPerspective],
    scorers: [Scorer] = []
  ) {
    self.path = path
    self.data = data
    self.perspectives = perspectives
    let stepNames = perspectives.flatMap { $0.showsSteps ? $0.steps.map(\.name) : [] }
    scoredNames = scorers.flatMap { scorer in
      // A comparison shows responses of several perspectives, so none of their steps.
      var known = scorer.ownNames
      if !scorer.isPairwise { known.formUnion(stepNames) }
      return scorer.templates.map { template in
        (template, template.names.filter { !known.contains($0) })
      }
    }
    let promptNames = perspectives.flatMap { $0.neededNames(data: data) }
    var needed: [String] = []
    let names = promptNames + scoredNames.flatMap(\.names)
    for name in names where !needed.contains(name) { needed.append(name) }
    self.needed = needed
    gapsThatFail = Set(promptNames)
  }

  /// - Returns: The needed names for which the sample has no text.
  mutating func add(_ sample: Sample) -> [String] {
    samples += 1
    if samples <= Self.namedSamples { addNames(of: sample) }
    var missing: [String] = []
    for name in needed {
      guard let gap = sample.gap(of: name, data: data) else { continue }
      missing.append(name)
      gapsByName[
        name,
        default: SampleGap(name: name, count: 0, line: sample.line, field: gap)
      ].count += 1
    }
    return missing
  }

  private mutating func addNames(of sample: Sample) {
    var present = sample.fields.keys
    if sample.context != nil { present.append("input") }
    if sample.reference != nil { present.append("reference") }
    for name in present where !known.contains(name) { known.append(name) }
  }

  /// The fields that prompts need and some samples lack, in the order of the prompts.
  var gaps: [SampleGap] {
    needed.filter(gapsThatFail.contains).compactMap { gapsByName[$0] }
  }

  /// One line for each name that no sample has a text for, in the order of the perspectives.
  func mistakes() -> [String] {
    var mistakes: [String] = []
    func add(_ diagnostic: Diagnostic) {
      if !mistakes.contains(diagnostic.description) { mistakes.append(diagnostic.description) }
    }
    for perspective in perspectives {
      if let place = perspective.bareInstruction(data: data), isMissing("input") {
        let names = known.map { "'\($0)'" }.joined(separator: ", ")
        add(
          Diagnostic(
            path: path, location: place,
            message:
              "the samples have no field '\(data.inputField)'; set 'input_field' to one that "
              + "they have: \(names)"))
      }
      if let field = data.messagesField, let step = perspective.steps.first,
        isMissing(field), let gap = gapsByName[field]
      {
        add(
          Diagnostic(
            path: path, location: step.prompt.location,
            message: "no sample has a conversation in '\(field)'; the one on line \(gap.line) "
              + gap.field.words))
      }
      for (index, step) in perspective.steps.enumerated() {
        let earlier = perspective.namedSteps(before: index)
        for prompt in step.prompts {
          for name in prompt.names where isMissing(name) {
            add(mistake(name, of: prompt, in: perspective, earlier: earlier))
          }
        }
      }
    }
    for (template, names) in scoredNames {
      for name in names where isMissing(name) {
        if let gap = gapsByName[name]?.field, gap.isNull {
          add(
            Diagnostic(
              path: path, location: template.location,
              message: "the field '\(gap.field)' is null in every sample"))
        } else {
          add(template.diagnostic(missing: name, fields: known))
        }
      }
    }
    return mistakes
  }

  /// The steps that hide a field of the samples from a later template: their perspective and name.
  var hidingSteps: [HidingStep] {
    perspectives.flatMap { perspective in
      let shown = perspective.steps.flatMap { step in
        step.prompts.flatMap(\.stepNames.keys)
      }
      return perspective.namedSteps(before: perspective.steps.count)
        .filter { known.contains($0) && shown.contains($0) }
        .map { HidingStep(condition: perspective.condition, name: $0) }
    }
  }

  private func mistake(
    _ name: String, of prompt: Prompt, in perspective: PlannedPerspective, earlier: [String]
  ) -> Diagnostic {
    if name == "notes", perspective.declaration?.isPair ?? true {
      return Diagnostic(
        path: path, location: prompt.location,
        message: "'{{notes}}' needs a 'reading', which produces the notes")
    }
    if let gap = gapsByName[name]?.field, gap.isNull {
      return Diagnostic(
        path: path, location: prompt.location,
        message: "the field '\(gap.field)' is null in every sample")
    }
    return prompt.diagnostic(missing: name, fields: known, steps: earlier)
  }

  private func isMissing(_ name: String) -> Bool { gapsByName[name]?.count == samples }
}

/// A name that a prompt needs and some samples have no text for.
struct SampleGap: Sendable, Hashable {
  /// The name in the prompt.
  var name: String
  /// The number of samples that lack it.
  var count: Int
  /// The first of them, and the field it lacks.
  var line: Int
  var field: FieldGap
}

/// A step whose name in templates is also a field of the samples.
struct HidingStep: Sendable, Hashable {
  var condition: String
  var name: String
}

extension PlannedPerspective {
  /// The names that its prompts take from a sample, including the text that an instruction is
  /// about, or the conversation.
  func neededNames(data: DataConfiguration) -> [String] {
    neededNames(ofFirst: steps.count, data: data)
  }

  /// The same of the given number of steps.
  func neededNames(ofFirst count: Int, data: DataConfiguration) -> [String] {
    var names: [String] = bareInstruction(data: data) == nil ? [] : ["input"]
    if let field = data.messagesField, steps.prefix(count).contains(where: \.showsConversation) {
      names.append(field)
    }
    for step in steps.prefix(count) {
      for name in step.prompts.flatMap(\.names) where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The names under which the steps before the given one are shown.
  fileprivate func namedSteps(before index: Int) -> [String] {
    declaration?.isPair ?? true ? [] : steps[..<index].map(\.name)
  }

  /// The place of its first step, if that is an instruction about the sample's text.
  fileprivate func bareInstruction(data: DataConfiguration) -> SourceLocation? {
    guard data.messagesField == nil else { return nil }
    return steps.first.flatMap { $0.prompt.isTemplate ? nil : $0.prompt.location }
  }
}
