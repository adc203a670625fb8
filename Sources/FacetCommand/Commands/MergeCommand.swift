internal import ArgumentParser
internal import Facet
internal import FacetCluster
internal import FacetJSON
internal import FacetLedger
internal import FacetPlatform

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

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write the dataset to this file instead of the one that the shards were given.",
      valueName: "file"), completion: .dataset)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The united ledger; default: ledger.sqlite in the folder of the shards.",
      valueName: "file"), completion: .file(extensions: ["sqlite"]))
  var ledger: String?

  @Flag(help: "Where two shards hold different answers to one request, use the first.")
  var keepFirst = false

  @Flag(help: "Leave out answers that are damaged, so that they count as missing.")
  var skipDamaged = false

  @Flag(help: "Print one JSON document instead of the dataset's path.")
  var json = false

  func validate() throws {
    for folder in folders { try OptionRule.name(folder, "folder") }
    try OptionRule.name(output, "--output")
    try OptionRule.name(ledger, "--ledger")
    if let output, !output.hasSuffix(".json"), !output.hasSuffix(".jsonl") {
      throw ValidationError("'--output' must end in '.json' or '.jsonl', not '\(output)'.")
    }
  }

  func run() async throws {
    let console = Console()
    do {
      try await ShardMerge(
        folders: folders, output: output, ledger: ledger,
        union: LedgerUnion.Options(keepsFirst: keepFirst, skipsDamaged: skipDamaged),
        printsJSON: json, console: console
      ).run()
    } catch let error as ClusterError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    } catch let error as LedgerError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    } catch let error as SystemError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }
}
