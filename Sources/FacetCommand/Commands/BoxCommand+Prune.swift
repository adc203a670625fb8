internal import ArgumentParser
internal import FacetBox
internal import FacetPlatform

extension BoxCommand {
  /// `facet box prune`: removes layers that nothing has used for a while.
  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune",
      abstract: "Remove layers of Dockerfiles that were not used for a while.",
      discussion: """
        Layers are made again when a task needs them. Bases are kept, and so are layers that running \
        boxes may use.

        Example: facet box prune --days 7
        """)

    @Option(
      help: ArgumentHelp("Remove layers that were not used for this long.", valueName: "days"))
    var days = 30

    @Flag(help: "Show what would be removed, and remove nothing.")
    var dryRun = false

    func validate() throws {
      try OptionRule.count(days, "--days", from: 0, to: 36_500)
    }

    func run() throws {
      let result = try BoxStore(folder: BoxChoices.folder)
        .prune(unusedFor: days, removes: !dryRun)
      let verb = dryRun ? "would remove" : "removed"
      Terminal.write(
        "\(verb) \(Self.text(result.unused)); kept \(Self.text(result.kept))\n",
        as: .exact, to: .standardOutput)
    }

    /// `3 layers, 12.5 MB`
    private static func text(_ part: BoxPruning.Part) -> String {
      "\(Quantity.count(part.layers, "layer")), \(part.bytes / 100_000 / 10).\(part.bytes / 100_000 % 10) MB"
    }
  }
}
