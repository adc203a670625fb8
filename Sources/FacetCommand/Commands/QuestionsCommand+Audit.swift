internal import ArgumentParser
internal import FacetCSV
internal import FacetPlatform

extension QuestionsCommand {
  /// `facet questions audit`
  struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "audit", abstract: "Show which questions are ill-posed or trivial and why.",
      discussion: """
        A question is flagged if it has too many answers, if the file's overview shows its answer, \
        if it averages codes, or if another question has the same answer. No code runs. The exit \
        status is 1 if any question is flagged.

        Example: facet questions audit data/questions_synthetic/cafes
        """)

    @Argument(
      help: ArgumentHelp(
        "A questions.json, its folder, a folder of such folders, or a dataset's name.",
        valueName: "questions"), completion: .jsonFile)
    var source: String

    @Flag(help: "Show only flagged questions.")
    var flagged = false

    func run() async throws {
      var count = (questions: 0, flagged: 0)
      for path in Self.paths(of: source) {
        let verdicts: [QuestionAudit.Verdict]
        do {
          verdicts = try QuestionAudit.verdicts(on: QuestionFile.questions(at: path))
        } catch {
          Terminal.write("\(error)\n", to: .standardError)
          throw ExitStatus(code: ExitStatus.usage)
        }
        count.questions += verdicts.count
        count.flagged += verdicts.count { !$0.flaws.isEmpty }
        Terminal.write("\(path)\n", to: .standardOutput)
        for verdict in verdicts where !flagged || !verdict.flaws.isEmpty {
          let words = verdict.flaws.isEmpty ? "ok" : verdict.flaws.joined(separator: "; ")
          Terminal.write(
            "  \(verdict.index) \(verdict.template): \(words)\n", to: .standardOutput)
        }
      }
      Terminal.write(
        "\(count.flagged) of \(Quantity.count(count.questions, "question")) flagged\n",
        to: .standardOutput)
      if count.flagged > 0 { throw ExitStatus(code: ExitStatus.failure) }
    }

    /// The question files that a path or name refers to.
    private static func paths(of source: String) -> [String] {
      let path = Inspect.path(of: source)
      if FileSystem.exists(path) || !FileSystem.isDirectory(source) { return [path] }
      let nested = QuestionFile.paths(under: source)
      return nested.isEmpty ? [path] : nested
    }
  }
}
