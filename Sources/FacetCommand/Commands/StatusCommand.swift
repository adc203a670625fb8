internal import ArgumentParser
internal import Facet
internal import FacetJSON
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform

/// `facet status`: the runs with their progress, costs and resume commands.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "List runs with their progress and the command that resumes each.",
    discussion: "Example: facet status")

  @OptionGroup var ledger: LedgerLocation

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("Show at most this many runs, the latest first.", valueName: "count"))
  var limit = 20

  func validate() throws {
    try OptionRule.count(limit, "--limit")
  }

  func run() async throws {
    try await ledger.withLedger { ledger in
      let runs = try ledger.runs().prefix(limit)
      if json {
        let document = JSONValue.array(
          try runs.map { StatusReport.json($0, try Self.adjustments(of: $0, in: ledger)) })
        ResultDocument.write(document)
      } else {
        let text = try runs.map {
          StatusReport.text($0, try Self.adjustments(of: $0, in: ledger))
        }.joined(separator: "\n")
        Terminal.write(text.isEmpty ? "no runs\n" : text + "\n", to: .standardOutput)
      }
    }
  }

  private static func adjustments(
    of summary: LedgerRunSummary, in ledger: Ledger
  ) throws -> [AdjustedOption] {
    AdjustedOption.all(of: try ledger.adjustments(paidBy: summary.run.id))
  }
}

/// A run in the output of `facet status`.
enum StatusReport {
  static func text(_ summary: LedgerRunSummary, _ adjustments: [AdjustedOption]) -> String {
    let run = summary.run
    let totals = summary.totals
    let mode = run.mode == .full ? "" : " (\(run.mode.rawValue))"
    var lines = [
      "\(run.startedAt.iso8601)  \(run.taskType)\(mode)  \(words(for: summary))  "
        + "\(Quantity.grouped(totals.cellsDone))/\(Quantity.count(run.cellsTotal, "cell"))"
        + (totals.cellsFailed > 0 ? ", \(Quantity.grouped(totals.cellsFailed)) failed" : "")
    ]
    lines.append("  configuration: \(run.configurationPath)")
    lines.append("  dataset: \(dataset(run))")
    lines.append(
      "  \(Quantity.count(summary.sessions, "session")), "
        + "\(Quantity.count(totals.requestsSent, "request")) sent, "
        + "\(Quantity.grouped(totals.requestsFailed)) failed, "
        + "\(Quantity.grouped(totals.requestsRetried)) retried; "
        + "\(Quantity.count(totals.cellsReused, "answer")) reused")
    let account = summary.account
    lines.append(
      "  \(run.mode == .rehearsal ? "rehearsed" : "paid"): "
        + "\(Quantity.count(account.answers, "answer")), "
        + "\(Quantity.grouped(account.promptTokens)) prompt and "
        + "\(Quantity.grouped(account.completionTokens)) completion tokens, \(cost(account))")
    lines += adjustments.map(RunReport.text)
    if let reason = run.exitReason { lines.append("  \(reason)") }
    if run.state != .complete, !summary.isActive, let command = run.resumeCommand {
      lines.append("  resume with: \(command)")
    }
    return lines.joined(separator: "\n")
  }

  /// The file that exists now; an incomplete dataset has a different name.
  private static func dataset(_ run: LedgerRun) -> String {
    WrittenDataset.path(of: run.datasetPath).map(FileSystem.shortened)
      ?? "\(FileSystem.shortened(run.datasetPath)), not written yet"
  }

  static func json(_ summary: LedgerRunSummary, _ adjustments: [AdjustedOption]) -> JSONValue {
    let run = summary.run
    let totals = summary.totals
    return [
      "started_at": .string(run.startedAt.iso8601),
      "ended_at": run.endedAt.map { .string($0.iso8601) } ?? .null,
      "task_type": .string(run.taskType), "mode": .string(run.mode.rawValue),
      "state": .string(state(summary)),
      "configuration": .string(run.configurationPath),
      "dataset": .string(run.datasetPath),
      "written": WrittenDataset.path(of: run.datasetPath).map { .string($0) } ?? .null,
      "cells_total": number(run.cellsTotal), "cells_done": number(totals.cellsDone),
      "cells_failed": number(totals.cellsFailed), "sessions": number(summary.sessions),
      "requests_sent": number(totals.requestsSent),
      "requests_failed": number(totals.requestsFailed),
      "requests_retried": number(totals.requestsRetried),
      "answers_reused": number(totals.cellsReused),
      "answers_paid": number(summary.account.answers),
      "answers_unpriced": number(summary.account.unpricedAnswers),
      "prompt_tokens": number(summary.account.promptTokens),
      "completion_tokens": number(summary.account.completionTokens),
      "cost_usd": summary.account.unpricedAnswers == 0
        ? .number(USDollars(picodollars: summary.account.costPicoUSD).number) : .null,
      "known_cost_usd": .number(USDollars(picodollars: summary.account.costPicoUSD).number),
      "adjustments": .array(adjustments.map(\.json)),
      "elapsed_s": .number(JSONNumber(totals.elapsed / .seconds(1))),
      "reason": run.exitReason.map { .string($0) } ?? .null,
      "resume_command": run.resumeCommand.map { .string($0) } ?? .null,
    ]
  }

  /// The cost of an account, and the number of answers of unknown cost.
  private static func cost(_ account: LedgerAccount) -> String {
    let known = USDollars(picodollars: account.costPicoUSD)
    if account.unpricedAnswers == 0 { return known.shortText }
    let gap = "\(Quantity.count(account.unpricedAnswers, "answer")) of unknown cost"
    return known > .zero ? "\(known.shortText) and \(gap)" : gap
  }

  private static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

  /// The run's state in words.
  private static func words(for summary: LedgerRunSummary) -> String {
    summary.run.state == .complete && summary.totals.cellsFailed > 0
      ? "complete, with failures" : state(summary)
  }

  /// The run's state. A running run without a process was killed.
  private static func state(_ summary: LedgerRunSummary) -> String {
    summary.run.state == .running && !summary.isActive ? "killed" : summary.run.state.rawValue
  }
}
