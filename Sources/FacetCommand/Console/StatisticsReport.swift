internal import Facet
internal import FacetModels

/// The report on a run's statistics after its end.
struct StatisticsReport {
  /// The numbers of table rows and of extreme cells that are shown; `--json` has all.
  private static let rows = 8
  private static let outstanding = 3

  let statistics: RunStatistics
  let retries: [RunOutcome.RetryGroup]

  /// The lines that only `-v` shows.
  var details: [String] {
    [latency, retried].compactMap { $0 }
      + table("model", statistics.byModel) + table("step", statistics.byStep)
      + table("perspective", statistics.byPerspective)
      + outstanding("slowest", statistics.slowest) { Quantity.latency($0.latency) }
      + (statistics.mostExpensive.isEmpty
        ? outstanding("largest", statistics.largest) { "\(Quantity.grouped($0.tokens)) tokens" }
        : outstanding("most expensive", statistics.mostExpensive) { $0.cost?.shortText ?? "" })
  }

  private var latency: String? {
    statistics.latency.map { latency in
      "  latency: \(Quantity.latency(latency.p50)) (p50), "
        + "\(Quantity.latency(latency.p95)) (p95), \(Quantity.latency(latency.p99)) (p99)"
    }
  }

  private var retried: String? {
    guard !retries.isEmpty else { return nil }
    let causes = retries.map { "\(Quantity.grouped($0.count)) × \($0.cause)" }
    return "  retries: " + causes.joined(separator: ", ")
  }

  /// The truncated answers: `41 of 300 answers of 'Detailed' were cut at max_tokens 150`.
  var truncations: [String] {
    let sorted = statistics.truncations.sorted { $0.truncated > $1.truncated }
    let lines = sorted.prefix(Self.rows).map { truncation in
      let noun =
        truncation.step == "strategy" ? "answers of" : "answers to the \(truncation.step) of"
      let limit =
        truncation.maxTokens.map { "max_tokens \(Quantity.grouped($0))" }
        ?? "the provider's output limit"
      return "  \(Quantity.grouped(truncation.truncated)) of "
        + "\(Quantity.grouped(truncation.answers)) \(noun) '\(truncation.condition)' "
        + "were cut at \(limit)"
    }
    return lines + more(sorted.count - lines.count)
  }

  /// What was wrong with structured answers: `3 answers of 'Review' stood in a fence; 2 replies were
  /// sent back`.
  var structured: [String] {
    let notable = statistics.structured.filter {
      $0.fenced + $0.inProse + $0.sentBack + $0.unmatched > 0
    }
    let lines = notable.prefix(Self.rows).map { counts in
      let noun =
        counts.step == "strategy"
        ? "'\(counts.condition)'" : "'\(counts.condition)' (\(counts.step))"
      var parts = ["\(Quantity.count(counts.matched, "answer")) of \(noun) matched the schema"]
      if counts.fenced > 0 { parts.append("\(Quantity.grouped(counts.fenced)) of them in a fence") }
      if counts.inProse > 0 { parts.append("\(Quantity.grouped(counts.inProse)) amid words") }
      if counts.sentBack > 0 {
        let noun = counts.sentBack == 1 ? "reply" : "replies"
        parts.append("\(Quantity.grouped(counts.sentBack)) \(noun) sent back")
      }
      if counts.unmatched > 0 {
        parts.append("\(Quantity.grouped(counts.unmatched)) never matched")
      }
      return "  " + parts.joined(separator: ", ")
    }
    return lines + more(notable.count - lines.count)
  }

  /// A table of at least two groups, those with the most tokens first.
  private func table(_ title: String, _ groups: [RunStatistics.Group]) -> [String] {
    guard groups.count > 1 else { return [] }
    let sorted = groups.sorted { $0.usage.totalTokens > $1.usage.totalTokens }.prefix(Self.rows)
    let isPriced = groups.contains { $0.cost.map { $0 > .zero } ?? false }
    let cells = sorted.map { group in
      [
        Self.shortened(group.name), Quantity.grouped(group.answers),
        Quantity.grouped(group.usage.promptTokens), Quantity.grouped(group.usage.completionTokens),
        group.latency.map { Quantity.latency($0.p50) } ?? "",
      ] + (isPriced ? [group.cost?.shortText ?? "unknown"] : [])
    }
    let rows =
      [["by \(title)", "calls", "prompt", "output", "p50"] + (isPriced ? ["cost"] : [])]
      + cells
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }
      return "  " + cells.joined(separator: "  ")
    }
    return lines + more(groups.count - sorted.count)
  }

  private func outstanding(
    _ title: String, _ cells: [RunStatistics.Cell], amount: (RunStatistics.Cell) -> String
  ) -> [String] {
    guard cells.count > 1 else { return [] }
    let shown = cells.prefix(Self.outstanding).map { cell in
      "'\(Self.shortened(cell.condition))' of sample '\(Self.shortened(cell.sampleID))', "
        + amount(cell)
    }
    return ["  \(title): " + shown.joined(separator: "; ")]
  }

  private func more(_ count: Int) -> [String] {
    count > 0 ? ["    and \(Quantity.grouped(count)) more; '--json' has all"] : []
  }

  private static func shortened(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 40 ? line.prefix(39) + "…" : line
  }
}
