internal import ArgumentParser
internal import Facet
internal import FacetJSON
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform

/// `facet ledger`: the answers that were paid for.
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "List, export, check, reparse or prune the answers in the ledger.",
    discussion: """
      The ledger is an SQLite file; 'sqlite3 data/agents/ledger.sqlite .schema' shows its tables.

      Example: facet ledger export > completions.jsonl
      """,
    subcommands: [List.self, Export.self, Check.self, Reparse.self, Prune.self])

  /// `facet ledger export`
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write every completion as a JSON line.",
      discussion: "Example: facet ledger export > completions.jsonl")

    @OptionGroup var ledger: LedgerLocation

    func run() async throws {
      try await ledger.withLedger { ledger in
        for try await completion in ledger.completions() {
          if let error = Terminal.write(
            String(decoding: Self.json(completion).line, as: UTF8.self), as: .json,
            to: .standardOutput)
          {
            // A reader may close the pipe early.
            if error.isBrokenPipe { return }
            Terminal.write("error: \(error)\n", to: .standardError)
            throw ExitStatus(code: ExitStatus.failure)
          }
        }
      }
    }

    private static func json(_ completion: LedgerCompletion) -> JSONValue {
      func number(_ value: Int?) -> JSONValue { value.map { .number(JSONNumber($0)) } ?? .null }
      return [
        "fingerprint": .string(completion.key.fingerprint.description),
        "generation": .number(JSONNumber(Int(completion.key.generation))),
        "step": .string(completion.step), "turn": number(completion.turn),
        "model": .string(completion.model), "provider": .string(completion.provider),
        "endpoint": .string(completion.endpoint),
        "wire_format": .string(completion.wireFormat),
        "finish_reason": completion.finishReason.map { .string($0) } ?? .null,
        "prompt_tokens": number(completion.promptTokens),
        "cached_tokens": number(completion.cachedTokens),
        "cache_write_tokens": number(completion.cacheWriteTokens),
        "completion_tokens": number(completion.completionTokens),
        "reasoning_tokens": number(completion.reasoningTokens),
        "usage_source": .string(completion.usageSource.rawValue),
        "cost_usd": completion.costPicoUSD.map {
          .number(USDollars(picodollars: $0).number)
        } ?? .null,
        "reported_cost_usd": completion.reportedCostUSD.flatMap { USDollars($0) }.map {
          .number($0.number)
        } ?? .null,
        "attempts": number(completion.attempts),
        "latency_ms": .number(JSONNumber(Int(completion.latency / .milliseconds(1)))),
        "adjustments": completion.adjustments.flatMap {
          try? ResponseJSON.value(of: Array($0.utf8))
        } ?? [],
        "provider_request_id": completion.providerRequestID.map { .string($0) } ?? .null,
        "created_at": .string(completion.createdAt.iso8601),
        "body": .string(String(decoding: completion.body, as: UTF8.self)),
      ]
    }
  }

  /// `facet ledger prune`
  struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Remove records permanently.",
      discussion: "Example: facet ledger prune --rehearsals")

    @OptionGroup var ledger: LedgerLocation

    @Flag(help: "Remove the records of rehearsals.")
    var rehearsals = false

    @Option(
      help: ArgumentHelp("Remove records older than this many days.", valueName: "days"))
    var olderThanDays: Int?

    func validate() throws {
      guard rehearsals || olderThanDays != nil else {
        throw ValidationError("Say what to remove: '--rehearsals' or '--older-than-days'.")
      }
      if let olderThanDays, !(0...36_500).contains(olderThanDays) {
        throw ValidationError("'--older-than-days' must be from 0 to 36500.")
      }
    }

    func run() async throws {
      try await ledger.withLedger { ledger in
        let before = olderThanDays.map { Timestamp(seconds: Timestamp.now.seconds - $0 * 86_400) }
        let pruned = try await ledger.prune(
          LedgerPruning(before: before, rehearsalsOnly: rehearsals))
        try await ledger.compact()
        Terminal.write(
          "removed \(Quantity.count(pruned.completions, "completion")), "
            + "\(Quantity.count(pruned.attempts, "attempt")) and "
            + "\(Quantity.count(pruned.runs, "run"))\n", to: .standardError)
      }
    }
  }
}
