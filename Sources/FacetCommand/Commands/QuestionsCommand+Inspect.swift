internal import ArgumentParser
internal import FacetCSV
internal import FacetJSON
internal import FacetPlatform

extension QuestionsCommand {
  /// `facet questions inspect`
  struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Show questions, or the code of one as a program.",
      discussion: """
        Example: facet questions inspect data/questions_synthetic/cafes/questions.json

        To run a question's code without Facet: facet questions inspect \
        data/questions_synthetic/cafes/questions.json --index 3 --code | python3 - \
        data/csv/cafes.csv
        """)

    @Argument(
      help: ArgumentHelp(
        "A questions.json, its folder, or a dataset's name under data/questions_synthetic or "
          + "data/questions_llm.", valueName: "questions"),
      completion: .file(extensions: ["json"]))
    var source: String

    @Option(
      help: ArgumentHelp("Show only the question at this position, 0-based.", valueName: "number"))
    var index: Int?

    @Option(help: ArgumentHelp("Show only the question with this id.", valueName: "id"))
    var id: String?

    @Option(
      help: ArgumentHelp("Show only questions of this difficulty.", valueName: "difficulty"),
      completion: .difficulty)
    var difficulty: String?

    @Flag(help: "Print the question's code as a standalone program.")
    var code = false

    @Flag(help: "Print the records as JSON lines.")
    var json = false

    func validate() throws {
      if let difficulty, Difficulty(name: difficulty) == nil {
        throw ValidationError(
          "'--difficulty' must be EASY, MEDIUM, HARD or VERY_HARD, not '\(difficulty)'.")
      }
      if code, index == nil, id == nil {
        throw ValidationError("'--code' needs one question: add '--index' or '--id'.")
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
          "\(path): error: no match among \(Quantity.count(questions.count, "question"))")
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

    /// The file that a path, a folder or a dataset's name refers to.
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
      if !question.hooks.isEmpty { lines.append("Intermediate values:") }
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
