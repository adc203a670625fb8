internal import ArgumentParser
internal import Facet
internal import FacetLedger
internal import FacetPlatform

extension LedgerCommand {
  /// `facet ledger reparse`
  struct Reparse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reparse", abstract: "Read every kept response again, without a call.",
      discussion: """
        What this version reads otherwise than the one that recorded it is corrected; an answer \
        that could not be read before, and can be now, becomes a completion. The next run uses it.

        Example: facet ledger reparse
        """)

    @OptionGroup var ledger: LedgerLocation

    @Flag(help: "Only say what would change.")
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
            "\(Quantity.count(outcome.unreadable, "completion")) cannot be read any more; "
              + "a run asks for them again")
        }
        Terminal.write(lines.joined(separator: "\n") + "\n", to: .standardOutput)
      }
    }
  }
}
