internal import Facet

/// What a person reads before and after a run.
enum RunReport {
  /// What the run is about to do.
  static func opening(_ summary: RunSummary) -> String {
    var lines: [String] = []
    let kind = [summary.isTest ? "test" : nil, summary.isRehearsal ? "rehearsal" : nil]
      .compactMap { $0 }.joined(separator: ", ")
    lines.append(
      "\(summary.taskType)\(kind.isEmpty ? "" : " (\(kind))"): "
        + "\(Quantity.count(summary.samples, "sample")) × "
        + "\(Quantity.count(summary.perspectives, "perspective")), "
        + Quantity.count(summary.calls, summary.asksInConversations ? "conversation" : "call"))
    if let estimate = summary.estimate { lines += EstimateReport.brief(estimate) }
    for endpoint in summary.endpoints {
      let key = endpoint.keyVariable.map { "key \($0)" } ?? "no key"
      lines.append(
        "  \(endpoint.model) → \(endpoint.provider), \(endpoint.baseURL), \(key), "
          + "\(endpoint.maxConcurrency) at once")
    }
    if summary.leavesSamplesOut, !summary.isPartOnPurpose {
      lines.append(
        "  the file holds more samples than 'sample_size' takes; null takes them all")
    }
    if let budget = summary.budget { lines.append("  " + text(budget)) }
    if let ledger = summary.ledgerPath {
      lines.append(
        "  ledger: \(ledger)"
          + (summary.wasComplete
            ? "; this run is complete" : summary.isResumed ? "; this run goes on" : ""))
    }
    for process in summary.otherProcesses {
      lines.append(
        "  process \(process) works on this run too: "
          + "what both ask for at the same time is paid for twice")
    }
    lines.append("  dataset: \(summary.datasetPath)")
    return lines.joined(separator: "\n")
  }

  private static func text(_ adjustment: AdjustedOption) -> String {
    let change =
      switch adjustment.change {
      case .leftOut: "was left out"
      case .replaced: "was sent as \(adjustment.value ?? "another value")"
      case .renamed: "was sent under its other name"
      }
    return "  adjusted: '\(adjustment.option)' \(change) at \(adjustment.lane): "
      + adjustment.reason
  }

  /// What the run came to.
  static func closing(_ outcome: RunOutcome, resumeCommand: String?) -> String {
    var lines: [String] = []
    let counts = outcome.counts
    var parts = ["\(Quantity.count(counts.answered, "answer"))"]
    if counts.truncated > 0 { parts.append("\(Quantity.grouped(counts.truncated)) truncated") }
    if counts.refused > 0 { parts.append("\(Quantity.grouped(counts.refused)) refused") }
    if counts.empty > 0 { parts.append("\(Quantity.grouped(counts.empty)) empty") }
    if counts.failed > 0 { parts.append("\(Quantity.grouped(counts.failed)) failed") }
    if counts.pending > 0 { parts.append("\(Quantity.grouped(counts.pending)) not asked") }
    lines.append(
      "\(heading(outcome.ending)): \(parts.joined(separator: ", ")) "
        + "in \(Quantity.duration(outcome.elapsed))")
    let usage = outcome.usage
    let source = usage.source == "reported" ? "" : " (\(usage.source))"
    lines.append(
      "  tokens: \(Quantity.grouped(usage.promptTokens)) prompt"
        + (usage.cachedTokens > 0 ? " (\(Quantity.grouped(usage.cachedTokens)) cached)" : "")
        + ", \(Quantity.grouped(usage.completionTokens)) completion\(source)")
    var calls =
      outcome.calls.sent == 0 && outcome.reused > 0
      ? "  calls: nothing was sent" : "  calls: \(Quantity.grouped(outcome.calls.sent)) sent"
    if outcome.reused > 0 {
      calls += ", \(Quantity.grouped(outcome.reused)) answers from the ledger"
    }
    if outcome.calls.failed > 0 {
      calls += ", \(Quantity.grouped(outcome.calls.failed)) of them without an answer"
    }
    lines.append(calls)
    lines += costs(outcome)
    lines += EstimateReport.closing(outcome)
    lines += StatisticsReport(statistics: outcome.statistics, retries: outcome.retries).lines
    lines += outcome.adjustments.map(text)
    lines += failures(outcome.failures)
    lines.append("  dataset: \(outcome.datasetPath)")
    switch outcome.ending {
    case .complete: break
    case .completeWithFailures:
      if outcome.failedForNow > 0, let resumeCommand {
        lines.append(
          "  \(Quantity.grouped(outcome.failedForNow)) of the failed ones may pass; "
            + "ask them again with: \(resumeCommand)")
      }
    case .stoppedAtBudget(let reason):
      lines.append("  stopped: \(reason)")
      lines.append(resuming("go on with a larger one, such as", resumeCommand))
    case .stoppedByProvider(let reason):
      lines.append("  stopped: \(reason)")
      lines.append(resuming("go on with", resumeCommand))
    case .interrupted:
      lines.append(resuming("go on with", resumeCommand))
    }
    return lines.joined(separator: "\n")
  }

  private static func resuming(_ words: String, _ command: String?) -> String {
    command.map { "  \(words): \($0)" }
      ?? "  no ledger was kept: another run begins anew, and pays for everything again"
  }

  private static func heading(_ ending: RunOutcome.Ending) -> String {
    switch ending {
    case .complete: "complete"
    case .completeWithFailures: "complete, with failures"
    case .stoppedAtBudget: "stopped at the budget"
    case .stoppedByProvider: "stopped by the provider"
    case .interrupted: "interrupted"
    }
  }

  /// At most eight causes, each with its first example.
  private static func failures(_ groups: [RunOutcome.FailureGroup]) -> [String] {
    groups.prefix(8).flatMap { group in
      let status = group.status.map { " (HTTP \($0))" } ?? ""
      var lines = [
        "  \(Quantity.grouped(group.count)) × \(group.kind)\(status) from \(group.lane): "
          + firstLine(group.example)
      ]
      if let hint = group.hint { lines.append("    \(hint)") }
      return lines
    }
  }

  private static func firstLine(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 160 ? line.prefix(159) + "…" : line
  }
}
