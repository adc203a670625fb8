internal import ArgumentParser
internal import FacetLedger

/// How shards are united, for both commands that merge.
struct MergeOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write the dataset to this file instead of the one that the shards were given; of questions, "
        + "the folder.", valueName: "file"), completion: .dataset)
  var output: String?

  @Flag(help: "Where two shards hold different answers to one request, use the first.")
  var keepFirst = false

  @Flag(help: "Leave out answers that are damaged, so that they count as missing.")
  var skipDamaged = false

  @Flag(help: "Run the programs of scores even if only the shards' files chose them.")
  var runPrograms = false

  @Flag(help: "Print one JSON document instead of the dataset's path.")
  var json = false

  @OptionGroup var sandbox: SandboxChoices

  func validate() throws { try OptionRule.name(output, "--output") }

  var union: LedgerUnion.Options {
    LedgerUnion.Options(keepsFirst: keepFirst, skipsDamaged: skipDamaged)
  }
}
