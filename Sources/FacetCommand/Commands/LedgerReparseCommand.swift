internal import ArgumentParser
internal import Facet
internal import FacetLedger
internal import FacetPlatform

extension LedgerCommand {
  /// `facet ledger reparse`
  struct Reparse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reparse",
      abstract: "Parse every stored response again, without sending requests.",
      discussion: """
        If this version of Facet reads a response differently, its record is corrected. An answer \
        that can now be read becomes a completion, and the next run uses it.

        Example: facet ledger reparse
        """)

    @OptionGroup var ledger: LedgerLocation

    @Flag(help: "Report the changes without making them.")
    var dryRun = false

    func run() async throws {
      try await ledger.withLedger { ledger in
        let outcome = try await LedgerReparser(ledger: ledger, isDryRun: dryRun).run()
        let changed = dryRun ? "would change" : "changed"
        let became = dryRun ? "would become completions" : "became completions"
        var lines = [
          "\(Quantity.count(outcome.completions, "completion")) read, "
            + "\(Quantity.grouped(outcome.changed)) \(changed)",
          "\(Quantity.count(outcome.attempts, "unreadable answer")) read, "
            + "\(Quantity.grouped(outcome.rescued)) \(became)",
        ]
        if outcome.unreadable > 0 {
          lines.append(
            "\(Quantity.count(outcome.unreadable, "completion")) can no longer be read; "
              + "the next run requests \(outcome.unreadable == 1 ? "it" : "them") again")
        }
        Terminal.write(lines.joined(separator: "\n") + "\n", to: .standardOutput)
      }
    }
  }
}
