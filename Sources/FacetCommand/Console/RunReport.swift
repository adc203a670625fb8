internal import Facet

/// The reports before and after a run.
enum RunReport {
  /// The report before a run: its size, endpoints, budget and ledger.
  static func opening(_ summary: RunSummary) -> String {
    var lines: [String] = []
    let kind = [summary.isTest ? "test" : nil, summary.isRehearsal ? "rehearsal" : nil]
      .compactMap { $0 }.joined(separator: ", ")
    lines.append(
      "\(summary.taskType)\(kind.isEmpty ? "" : " (\(kind))"): "
        + "\(Quantity.count(summary.samples, "sample")) × "
        + "\(Quantity.perspectives(of: summary)), "
        + Quantity.count(summary.calls, summary.asksInConversations ? "conversation" : "call"))
    if let goal = summary.goal {
      lines.append(
        "  until \(Quantity.count(goal.count, goal.noun)): completions that cannot add one are not "
          + "sent, so these numbers are upper limits")
    }
    if let estimate = summary.estimate { lines += EstimateReport.brief(estimate) }
    for endpoint in summary.endpoints {
      let key = endpoint.keyVariable.map { "key \($0)" } ?? "no key"
      lines.append(
        "  \(endpoint.model) → \(endpoint.provider), \(endpoint.baseURL), \(key), "
          + "\(endpoint.maxConcurrency) at once"
          + (endpoint.serviceTier.map { ", tier '\($0)'" } ?? ""))
    }
    if summary.leavesSamplesOut, !summary.isPartOnPurpose {
      lines.append(
        "  the file has more samples than 'sample_size' allows; null uses them all")
    }
    if let budget = summary.budget { lines.append("  " + text(budget)) }
    if let ledger = summary.ledgerPath {
      lines.append(
        "  ledger: \(ledger)"
          + (summary.wasComplete
            ? "; this run is already complete" : summary.isResumed ? "; resuming this run" : ""))
    }
    for process in summary.otherProcesses {
      lines.append(
        "  process \(process) is also working on this run; "
          + "each request is sent by only one process"
      )
    }
    return lines.joined(separator: "\n")
  }

  static func text(_ adjustment: AdjustedOption) -> String {
    let change =
      switch adjustment.change {
      case .leftOut: "was omitted"
      case .replaced: "was sent as \(adjustment.value ?? "another value")"
      case .renamed: "was sent under its alternative name"
      case .inPrompt: "was put into the prompt"
      }
    return "  adjusted: '\(adjustment.option)' \(change) at \(adjustment.lane): "
      + adjustment.reason
  }

  /// The report after a run: its result, cost and failures, and the command that resumes it.
  ///
  /// The dataset's path is not included, because it goes to standard output.
  ///
  /// - Parameter isVerbose: Whether to add latencies, totals by model and other details.
  static func closing(
    _ outcome: RunOutcome, resumeCommand: String?, isVerbose: Bool = false
  ) -> String {
    var lines = [result(outcome), tokens(outcome), calls(outcome)] + costs(outcome)
    if outcome.counts.contaminated > 0 { lines.append(contaminated(outcome)) }
    if let goal = outcome.goal { lines.append(text(goal, of: outcome)) }
    lines += outcome.adjustments.map(text)
    lines += failures(of: outcome)
    let statistics = StatisticsReport(statistics: outcome.statistics, retries: outcome.retries)
    lines += statistics.truncations
    lines += statistics.structured
    lines +=
      ScoreReport(
        scores: outcome.statistics.scores, comparisons: outcome.statistics.comparisons
      ).lines
    if isVerbose { lines += EstimateReport.closing(outcome) + statistics.details }
    if let fullRun = outcome.fullRun { lines.append(EstimateReport.afterTest(fullRun)) }
    if !isVerbose, outcome.calls.sent > 0 {
      lines.append("  '-v' adds latencies, and tokens by model and perspective")
    }
    return (lines + nextSteps(after: outcome, resumeCommand)).joined(separator: "\n")
  }

  /// How the run ended, and how many cells have an answer.
  private static func result(_ outcome: RunOutcome) -> String {
    let counts = outcome.counts
    let kinds = [
      (counts.truncated, "truncated"), (counts.refused, "refused"), (counts.empty, "empty"),
    ]
    // They are among the answers.
    let unusual = kinds.filter { $0.0 > 0 }.map { "\(Quantity.grouped($0.0)) \($0.1)" }
    var parts = [
      Quantity.count(counts.answered, "answer")
        + (unusual.isEmpty ? "" : " (\(unusual.joined(separator: ", ")))")
    ]
    if counts.failed > 0 { parts.append("\(Quantity.grouped(counts.failed)) failed") }
    if counts.unanswered > 0 {
      parts.append("\(Quantity.grouped(counts.unanswered)) without an answer")
    }
    let unasked = counts.pending - counts.unanswered
    if unasked > 0 { parts.append("\(Quantity.grouped(unasked)) not sent") }
    return "\(heading(outcome.ending)): \(parts.joined(separator: ", ")) "
      + "in \(Quantity.duration(outcome.elapsed))"
  }

  private static func tokens(_ outcome: RunOutcome) -> String {
    let usage = outcome.usage
    let source = usage.source == "reported" ? "" : " (\(usage.source))"
    return "  tokens: \(Quantity.grouped(usage.promptTokens)) prompt"
      + (usage.cachedTokens > 0 ? " (\(Quantity.grouped(usage.cachedTokens)) cached)" : "")
      + ", \(Quantity.grouped(usage.completionTokens)) completion\(source)"
  }

  private static func calls(_ outcome: RunOutcome) -> String {
    var calls = "  calls: \(Quantity.grouped(outcome.calls.sent)) sent"
    if outcome.calls.failed > 0 { calls += " (\(Quantity.grouped(outcome.calls.failed)) failed)" }
    if outcome.reused > 0 {
      calls += ", \(Quantity.grouped(outcome.reused)) reused from the ledger"
    }
    return calls
  }

  /// Why the run stopped, and the command that resumes it or retries its failures.
  private static func nextSteps(
    after outcome: RunOutcome, _ resumeCommand: String?
  ) -> [String] {
    switch outcome.ending {
    case .complete: return []
    case .completeWithFailures:
      guard outcome.failedForNow > 0, let resumeCommand else { return [] }
      return [
        "  \(Quantity.count(outcome.failedForNow, "failure")) "
          + "\(outcome.failedForNow == 1 ? "looks" : "look") temporary; retry with:\n"
          + "    \(resumeCommand)"
      ]
    case .stoppedAtBudget(let reason):
      return [
        "  stopped: \(reason)",
        resuming("resume with a larger budget, such as", resumeCommand),
      ]
    case .stoppedByProvider(let reason):
      return ["  stopped: \(reason)", resuming("resume with", resumeCommand)]
    case .interrupted: return [resuming("resume with", resumeCommand)]
    case .partial(let reason): return ["  \(reason)", resuming("request them with", resumeCommand)]
    }
  }

  private static func resuming(_ words: String, _ command: String?) -> String {
    command.map { "  \(words):\n    \($0)" }
      ?? "  no ledger was kept: another run starts from scratch and pays for everything again"
  }

  private static func heading(_ ending: RunOutcome.Ending) -> String {
    switch ending {
    case .complete: "complete"
    case .completeWithFailures: "complete, with failures"
    case .stoppedAtBudget: "stopped at the budget"
    case .stoppedByProvider: "stopped by the provider"
    case .interrupted: "interrupted"
    case .partial: "partial"
    }
  }

  /// At most eight causes, each with its first example; causes without a failed cell come last.
  private static func failures(of outcome: RunOutcome) -> [String] {
    let lasting = outcome.failures.filter { $0.recovered < $0.count }
    let recovered = outcome.failures.filter { $0.recovered >= $0.count }
    // The reason for a stop ends with the hint of its cause.
    var stopReason = ""
    if case .stoppedByProvider(let reason) = outcome.ending { stopReason = reason }
    return (lasting + recovered).prefix(8).flatMap { group in
      let status = group.status.map { " (HTTP \($0))" } ?? ""
      let place = group.lane.map { " from \($0)" } ?? ""
      let isRecovered = group.recovered >= group.count
      let count =
        isRecovered
        ? "recovered from \(Quantity.grouped(group.count))" : Quantity.grouped(group.count)
      let part =
        isRecovered || group.recovered == 0
        ? "" : ", \(Quantity.grouped(group.recovered)) of them recovered"
      var lines = [
        "  \(count) × \(group.kind)\(status)\(place)\(part): "
          + Quantity.firstLine(group.example)
      ]
      if !isRecovered, let hint = group.hint, !stopReason.contains(hint) {
        lines.append("    \(hint)")
      }
      return lines
    }
  }
}
