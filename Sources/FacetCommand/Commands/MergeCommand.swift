internal import ArgumentParser

/// `facet merge`: one dataset from the shards of a run.
struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Unite the shards of a run into one dataset.",
    discussion: """
      Unites the shards' ledgers and writes what one process would have written from the same \
      completions. Nothing is sent. Merging again changes nothing.

      Example: facet merge data/agents/shards/translation_gpt-4o-mini_5e0c21aa_8shards
      """)

  @Argument(
    help: ArgumentHelp(
      "The folder of the shards, of a launch, or of single shards.", valueName: "folder"),
    completion: .directory)
  var folders: [String]

  @OptionGroup var merging: MergeOptions

  @Option(
    help: ArgumentHelp(
      "The united ledger; default: ledger.sqlite in the folder of the shards.",
      valueName: "file"), completion: .file(extensions: ["sqlite"]))
  var ledger: String?

  func validate() throws {
    for folder in folders { try OptionRule.name(folder, "folder") }
    try OptionRule.name(ledger, "--ledger")
  }

  func run() async throws {
    let console = Console()
    try await ShardMerge(folders: folders, ledger: ledger, options: merging, console: console)
      .run()
  }
}
