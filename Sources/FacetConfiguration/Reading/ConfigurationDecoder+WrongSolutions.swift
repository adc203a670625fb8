internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// Gives each perspective a last step that writes wrong solutions of its task; without a
  /// perspective, the step is one of its own.
  func add(
    _ wrong: TaskDirectories.WrongSolutions, to perspectives: inout [Perspective],
    files: [TaskDirectories.File], models: InheritedModels, at origin: ConfigurationNode.Origin
  ) {
    let shown = ["instruction.md", "solution/solve.sh"].compactMap { path in
      files.first { $0.path == path }?.text
    }
    guard shown.count == 2 else { return }
    let prompt = Self.prompt(about: shown[0], shown[1], count: wrong.count, at: origin)
    let step = PerspectiveStep(
      name: TaskDirectories.WrongSolutions.stepName, prompt: prompt, models: models.each,
      schema: AnswerSchema(wrongSolutions: wrong.count))
    guard !perspectives.isEmpty else {
      perspectives = [
        Perspective(
          condition: "tasks", steps: [step], isPair: false, completions: 1,
          location: origin.location)
      ]
      return
    }
    for index in perspectives.indices {
      let names = perspectives[index].steps.map(\.name)
      var own = step
      own.prompt.show(earlier: names)
      // Each completion has a task, and so wrong solutions, of its own.
      perspectives[index].strategy.isPerCompletion = true
      perspectives[index].steps.append(own)
    }
  }

  private static func prompt(
    about instruction: Prompt, _ solution: Prompt, count: Int, at origin: ConfigurationNode.Origin
  ) -> Prompt {
    let ending = ending(count: count)
    let template = PromptTemplate(
      joining: [
        .instruction(opening), instruction.content, .instruction(middle), solution.content,
        .instruction(ending),
      ], fixed: ["index": "0"])
    var prompt = Prompt(
      content: .template(template),
      text: opening + instruction.text + middle + solution.text + ending,
      location: origin.location)
    for part in [instruction, solution] { prompt.namePlaces.merge(part.namePlaces) { $1 } }
    return prompt
  }

  private static let opening = """
    Below are a task for an agent at a terminal and a script that solves it.

    Task:

    """

  private static let middle = """


    Script:

    """

  private static func ending(count: Int) -> String {
    """


    Write \(count == 1 ? "a script" : "\(count) scripts") as a careless agent might write \
    \(count == 1 ? "it" : "them"): each runs to its end and leaves a plausible but wrong result, \
    which fair tests of the task would notice. Make a different mistake in each: a case that is \
    left out, a wrong order, a wrong column, a count that is off by one. Do not mention the \
    mistakes in the scripts.
    """
  }
}

extension AnswerSchema {
  /// The answer of a step that writes wrong solutions.
  fileprivate init?(wrongSolutions count: Int) {
    let text = """
      {"type": "object", "properties": {"\(TaskDirectories.WrongSolutions.member)": {"type": \
      "array", "items": {"type": "string", "minLength": 1}, "minItems": \(count), "maxItems": \
      \(count)}}, "required": ["\(TaskDirectories.WrongSolutions.member)"], \
      "additionalProperties": false}
      """
    guard let value = try? ConfigurationJSON.value(of: text),
      let schema = try? JSONSchema(value)
    else { return nil }
    self.init(format: ResponseFormat(schema))
  }
}
