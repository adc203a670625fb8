internal import ArgumentParser
internal import FacetCSV
internal import FacetJSON
internal import FacetPlatform

extension QuestionsCommand {
  /// `facet questions inspect`
  struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Show questions readably, or one of them as a program.",
      discussion: """
        Example: facet questions inspect data/questions_synthetic/cafes/questions.json

        A question's code as a program that needs no Facet: facet questions inspect \
        data/questions_synthetic/cafes/questions.json --index 3 --code | python3 - \
        data/csv/cafes.csv
        """)

    @Argument(
      help: ArgumentHelp(
        "A questions.json, the folder it is in, or a dataset's name under "
          + "data/questions_synthetic or data/questions_llm.", valueName: "questions"),
      completion: .file(extensions: ["json"]))
    var source: String

    @Option(
      help: ArgumentHelp("Only the question at this place, counted from 0.", valueName: "number"))
    var index: Int?

    @Option(help: ArgumentHelp("Only the question of this id.", valueName: "id"))
    var id: String?

    @Option(
      help: ArgumentHelp("Only questions of this difficulty.", valueName: "difficulty"),
      completion: .difficulty)
    var difficulty: String?

    @Flag(help: "Print the question's code as a program that runs on its own.")
    var code = false

    @Flag(help: "Print the records as JSON lines.")
    var json = false

    func validate() throws {
      if let difficulty, Difficulty(name: difficulty) == nil {
        throw ValidationError(
          "'--difficulty' must be EASY, MEDIUM, HARD or VERY_HARD, not '\(difficulty)'.")
      }
      if code, index == nil, id == nil {
        throw ValidationError("'--code' takes one question: name it by '--index' or '--id'.")
      }
    }

    func run() async throws {
      let path = Self.path(of: source)
      let questions: [QuestionRecord]
      do throws(QuestionRecordError) {
        questions = try QuestionFile.questions(at: path)
      } catch {
        Console().print("\(error)")
        throw ExitStatus(code: ExitStatus.usage)
      }
      let chosen = questions.enumerated().filter { position, question in
        (index == nil || index == position) && (id == nil || id == question.id)
          && (difficulty == nil
            || difficulty.flatMap(Difficulty.init(name:)) == question.difficulty)
      }
      guard !chosen.isEmpty else {
        Console().print(
          "\(path): error: none of its \(Quantity.count(questions.count, "question")) fits")
        throw ExitStatus(code: ExitStatus.usage)
      }
      for (position, question) in chosen {
        if json {
          ResultDocument.write(question.json.text)
        } else if code {
          guard let script = StandaloneScript.text(of: question) else {
            Terminal.write(
              "\(path): error: question \(position) has no code\n", to: .standardError)
            throw ExitStatus(code: ExitStatus.usage)
          }
          Terminal.write(script, as: .exact, to: .standardOutput)
        } else {
          Terminal.write(Self.text(question, position: position) + "\n", to: .standardOutput)
        }
      }
    }

    /// The file that a person means by a path or a dataset's name.
    /// The file that a path, a folder or a dataset's name stands for.
    static func path(of source: String) -> String {
      if FileSystem.isDirectory(source) { return source + "/questions.json" }
      if FileSystem.exists(source) || source.contains("/") { return source }
      let customary = ["data/questions_synthetic", "data/questions_llm"].map {
        QuestionFile.path(in: $0, dataset: source)
      }
      return customary.first(where: FileSystem.exists) ?? source
    }

    private static func text(_ question: QuestionRecord, position: Int) -> String {
      var lines = [
        "── \(position) · \(question.id) · \(question.difficulty?.rawValue ?? "no difficulty") · "
          + "\(question.templateName ?? question.source.rawValue) · \(question.dataset)",
        question.prompt ?? "(no text)",
      ]
      if let hint = question.hint, !hint.isEmpty { lines.append("Hint: \(hint)") }
      for (number, step) in question.steps.enumerated() { lines.append("  \(number + 1). \(step)") }
      let answers =
        question.groundTruths.isEmpty
        ? question.groundTruth.map { [$0] } ?? [] : question.groundTruths
      for answer in answers { lines.append("Answer: \(answer.text)") }
      if !question.hooks.isEmpty { lines.append("Values on the way:") }
      for hook in question.hooks {
        let value = hook.value.text
        let shown = value.count > 100 ? value.prefix(99) + "…" : value
        let from = hook.dependsOn.isEmpty ? "" : " ← \(hook.dependsOn.joined(separator: ", "))"
        lines.append("  \(hook.name)\(from) = \(shown)")
      }
      lines.append("")
      return lines.joined(separator: "\n")
    }
  }
}
