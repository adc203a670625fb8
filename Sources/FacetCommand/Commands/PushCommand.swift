internal import ArgumentParser
internal import FacetPlatform
internal import FacetTraining

/// `facet push`: an export to a dataset repository.
struct PushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Send an export to a dataset repository, with the program 'hf'.",
    discussion: """
      'hf' has the login and the transfer. A push of the same folder sends nothing; words that a \
      person wrote into the repository's card stay; files that no export wrote are left alone.

      Example: facet push data/training/answers_sft --repo USER/NAME --private
      """)

  @Argument(
    help: ArgumentHelp("The folder of an export.", valueName: "folder"), completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("The dataset repository.", valueName: "user/name"))
  var repo: String

  @Flag(help: "Make the repository private, if it does not exist yet.")
  var `private` = false

  @Flag(help: "Send the folder as a pull request.")
  var createPr = false

  @Option(help: ArgumentHelp("The branch to send it to.", valueName: "name"))
  var revision: String?

  @Flag(help: "Send rehearsed answers, which are refused otherwise.")
  var rehearsal = false

  func run() async throws {
    var options = HubPush.Options()
    options.isPrivate = self.private
    options.createsPullRequest = createPr
    options.revision = revision
    options.allowsRehearsal = rehearsal
    let push = try HubPush(folder: folder, repository: repo, options: options)
    let url = try await push.run()
    Terminal.write((url ?? repo) + "\n", to: .standardOutput)
  }
}
