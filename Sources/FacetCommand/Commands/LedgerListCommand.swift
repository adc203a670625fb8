internal import ArgumentParser
internal import Facet
internal import FacetJSON
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform

extension LedgerCommand {
  /// `facet ledger list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show the completions by run and model.",
      discussion: "Example: facet ledger list")

    @OptionGroup var ledger: LedgerLocation

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
      try await ledger.withLedger { ledger in
        let holdings = try ledger.holdings()
        if json {
          let document = JSONValue.array(holdings.map(Self.json))
          ResultDocument.write(document)
          return
        }
        Terminal.write(
          holdings.isEmpty ? "no completions\n" : Self.table(holdings), to: .standardOutput)
        let unread = try ledger.unreadBodyCount()
        if unread > 0 {
          Terminal.write(
            "\(Quantity.count(unread, "answer")) could not be read, but "
              + "\(unread == 1 ? "is" : "are") kept; 'facet ledger reparse' tries again\n",
            to: .standardError)
        }
      }
    }

    private static func table(_ holdings: [LedgerHoldings]) -> String {
      var rows = holdings.map { held in
        [
          held.run.map { "\($0)" } ?? "-", held.taskType ?? "(removed)",
          held.mode?.rawValue ?? "-", held.model, held.provider,
          Quantity.grouped(held.completions), Quantity.grouped(held.promptTokens),
          Quantity.grouped(held.completionTokens),
          cost(known: held.costPicoUSD, unpriced: held.unpriced, of: held.completions),
          held.lastAt.iso8601,
        ]
      }
      if holdings.count > 1 {
        func sum(_ part: KeyPath<LedgerHoldings, Int>) -> Int {
          holdings.reduce(0) { $0 + $1[keyPath: part] }
        }
        rows.append([
          "", "all", "", "", "", Quantity.grouped(sum(\.completions)),
          Quantity.grouped(sum(\.promptTokens)), Quantity.grouped(sum(\.completionTokens)),
          cost(
            known: holdings.reduce(0) { $0 + $1.costPicoUSD }, unpriced: sum(\.unpriced),
            of: sum(\.completions)), "",
        ])
      }
      return TextTable.text(
        header: [
          "run", "task", "mode", "model", "provider", "completions", "prompt tokens",
          "completion tokens", "cost", "last",
        ], rows: rows)
    }

    private static func cost(known: Int64, unpriced: Int, of count: Int) -> String {
      let amount = USDollars(picodollars: known).shortText
      if unpriced == 0 { return amount }
      return unpriced == count ? "unknown" : "\(amount), \(Quantity.grouped(unpriced)) unknown"
    }

    private static func json(_ held: LedgerHoldings) -> JSONValue {
      func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
      func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
      let known = JSONValue.number(USDollars(picodollars: held.costPicoUSD).number)
      return [
        "run": held.run.map { number(Int($0)) } ?? .null, "task_type": text(held.taskType),
        "mode": text(held.mode?.rawValue), "configuration": text(held.configurationPath),
        "model": .string(held.model), "provider": .string(held.provider),
        "completions": number(held.completions), "prompt_tokens": number(held.promptTokens),
        "cached_tokens": number(held.cachedTokens),
        "completion_tokens": number(held.completionTokens),
        "reasoning_tokens": number(held.reasoningTokens),
        "cost_usd": held.unpriced == 0 ? known : .null, "known_cost_usd": known,
        "unpriced": number(held.unpriced), "first_at": .string(held.firstAt.iso8601),
        "last_at": .string(held.lastAt.iso8601),
      ]
    }
  }
}
