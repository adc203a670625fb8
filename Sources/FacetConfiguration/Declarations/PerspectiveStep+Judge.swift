extension PerspectiveStep {
  /// What stands before a judge's name in the ledger and in statistics.
  package static let judgePrefix = "score."

  /// The step of a judge after the steps of a perspective.
  package init(
    judge question: Scorer.Question, named name: String, after perspective: Perspective
  ) {
    self.init(question, named: name) { $0.shown(after: perspective) }
  }

  /// The step of a judge that compares two responses, which are its earlier answers.
  package init(comparing question: Scorer.Question, named name: String) {
    self.init(question, named: name) { $0.showing(Scorer.PairwiseRule.names) }
  }

  private init(
    _ question: Scorer.Question, named name: String, binding bound: (Prompt) -> Prompt
  ) {
    self.init(
      name: Self.judgePrefix + name, prompt: bound(question.prompt),
      system: question.system.map(bound), models: [question.model], schema: question.schema,
      isPerCompletion: true)
  }
}

extension Prompt {
  /// The prompt with the names of a perspective's steps bound to their answers.
  fileprivate func shown(after perspective: Perspective) -> Prompt {
    guard case .template(let template) = content else { return self }
    var prompt = self
    let last = perspective.steps.count - 1
    for name in template.names {
      switch name {
      case "response": prompt.stepNames[name] = StepReference(step: last)
      case "preparation", "notes":
        if perspective.reading != nil { prompt.stepNames[name] = StepReference(step: 0) }
      default:
        if !perspective.isPair,
          let index = perspective.steps.firstIndex(where: { $0.name == name })
        {
          prompt.stepNames[name] = StepReference(step: index)
        }
      }
    }
    return prompt
  }

  /// The prompt with names bound to earlier answers, in their order.
  fileprivate func showing(_ names: [String]) -> Prompt {
    guard case .template(let template) = content else { return self }
    var prompt = self
    for (index, name) in names.enumerated() where template.names.contains(name) {
      prompt.stepNames[name] = StepReference(step: index)
    }
    return prompt
  }
}
