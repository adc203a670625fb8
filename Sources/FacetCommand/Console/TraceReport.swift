internal import FacetAgents
internal import FacetModels
internal import FacetPlatform

/// The closing report on a run's trials.
enum TraceReport {
  /// The most tasks that a line names.
  private static let namedTasks = 5

  static func text(_ summary: TraceSummary) -> String {
    var lines = [
      "  trials: \(Quantity.grouped(summary.trials)), \(Quantity.grouped(summary.solved)) solved"
    ]
    for agent in summary.agents { lines += text(of: agent, in: summary) }
    if summary.leftOut > 0 {
      lines.append("  \(Quantity.count(summary.leftOut, "trial")) without a result yet")
    }
    return lines.joined(separator: "\n")
  }

  private static func text(
    of agent: TraceSummary.Agent, in summary: TraceSummary
  ) -> [String] {
    guard let sums = summary.sums[agent] else { return [] }
    let attempts = (summary.tasks[agent] ?? [:]).values
    let solved = attempts.reduce(0) { $0 + $1.solved }
    let most = summary.mostAttempts(by: agent)
    var rates: [String] = []
    for k in Set([1, most]).sorted() where k > 0 {
      guard let rate = summary.pass(atK: k, by: agent) else { continue }
      rates.append("pass@\(k) \(percent(rate))")
    }
    let turns = sums.trials > 0 ? Double(sums.turns) / Double(sums.trials) : 0
    var lines = [
      "  \(agent.condition), \(agent.model): "
        + (rates + ["\(rounded(turns)) turns a trial", tokens(sums)]).joined(separator: ", ")
        + cost(sums, solved: solved)
    ]
    let endings = sums.endings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\(Quantity.grouped($0.value)) \($0.key)" }
    if !endings.isEmpty { lines.append("    ended: " + endings.joined(separator: ", ")) }
    if !sums.exceptions.isEmpty {
      let parts = sums.exceptions.sorted { $0.key < $1.key }
        .map { "\(Quantity.grouped($0.value)) \($0.key)" }
      lines.append("    exceptions: " + parts.joined(separator: ", "))
    }
    let extremes = summary.extremes(by: agent)
    if !extremes.never.isEmpty { lines.append("    never solved: " + names(extremes.never)) }
    if !extremes.always.isEmpty { lines.append("    always solved: " + names(extremes.always)) }
    if sums.divergences > 0 {
      lines.append(
        "    \(Quantity.count(sums.divergences, "trial")) restarted, because a repeated command gave "
          + "other output")
    }
    return lines
  }

  private static func tokens(_ sums: TraceSummary.Sums) -> String {
    guard let prompt = sums.promptTokens, let completion = sums.completionTokens else {
      return "an unknown number of tokens"
    }
    return "\(Quantity.grouped(prompt.adding(saturating: completion))) tokens"
  }

  private static func cost(_ sums: TraceSummary.Sums, solved: Int) -> String {
    guard let cost = sums.cost else { return ", cost unknown" }
    guard cost > 0, solved > 0 else { return "" }
    return ", \(dollars(cost / Double(solved))) for each solved trial"
  }

  private static func dollars(_ amount: Double) -> String {
    USDollars(attodollars: Int128(min(amount, 1e12) * 1e18)).shortText
  }

  private static func percent(_ share: Double) -> String {
    "\(Int((100 * share).rounded())) %"
  }

  private static func rounded(_ number: Double) -> String {
    let tenths = Int((10 * number).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func names(_ tasks: [String]) -> String {
    let named = tasks.prefix(namedTasks).joined(separator: ", ")
    let more = tasks.count - namedTasks
    return more > 0 ? "\(named) and \(more) more" : named
  }
}
