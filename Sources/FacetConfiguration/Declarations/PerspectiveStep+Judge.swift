extension PerspectiveStep {
  /// What stands before a judge's name in the ledger and in statistics.
  package static let judgePrefix = "score."

  /// The step of a judge after the steps of a perspective.
  package init(judge rule: Scorer.JudgeRule, named name: String, after perspective: Perspective) {
    self.init(
      name: Self.judgePrefix + name, prompt: rule.prompt.shown(after: perspective),
      system: rule.system?.shown(after: perspective), model: rule.model, schema: rule.schema,
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
}
