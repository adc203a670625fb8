internal import ArgumentParser

extension QuestionsCommand {
  /// `facet questions generate`
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Make the questions; the default.")

    func run() async throws {}
  }
}
