internal import Facet
internal import FacetModels
internal import FacetPlatform

/// An estimate as text.
enum EstimateReport {
  /// The full estimate: calls, models, costs, and answers in the ledger.
  static func text(_ estimate: RunEstimate, summary: RunSummary) -> String {
    var lines = [
      "\(summary.taskType): \(Quantity.count(summary.samples, "sample")) × "
        + "\(Quantity.perspectives(of: summary)), " + calls(estimate) + " to send"
    ]
    if estimate.held.calls > 0 { lines.append("  " + held(estimate)) }
    if estimate.failedCalls > 0 { lines.append("  " + failed(estimate)) }
    lines += table(estimate)
    lines += cache(estimate)
    for model in estimate.models {
      lines.append("  " + basis(of: model))
      if let conversations = model.conversations, conversations.count.high > 0 {
        lines.append("  " + text(conversations, of: model))
      }
    }
    if estimate.samplesSeen < estimate.samples {
      lines.append(
        "  answers in the ledger: estimated from "
          + "\(Quantity.count(estimate.samplesSeen, "sample")) spread over the file")
    }
    return lines.joined(separator: "\n")
  }

  /// What the largest of several shards uses.
  static func text(_ part: EstimateOfShard) -> String {
    let total = part.estimate.total
    return "each of \(Quantity.count(part.count, "shard")): at most "
      + "\(Quantity.count(part.summary.samples, "sample")), \(calls(part.estimate)), about "
      + "\(tokens(total.prompt.expected)) prompt and \(tokens(total.completion.expected)) "
      + "completion tokens, cost \(cost(total.cost, part.estimate))"
  }

  /// Two lines before a run begins.
  static func brief(_ estimate: RunEstimate) -> [String] {
    let total = estimate.total
    guard total.calls > 0 else {
      let failed = estimate.failedCalls > 0 ? ["  " + failed(estimate)] : []
      guard estimate.samplesSeen < estimate.samples else {
        return ["  nothing to send: \(held(estimate))"] + failed
      }
      // The ledger was not searched for the other samples.
      return [
        "  nothing to send for \(Quantity.grouped(estimate.samplesSeen)) of "
          + "\(Quantity.count(estimate.samples, "sample")), spread over the file; the others were "
          + "not checked"
      ] + failed
    }
    let conversations = estimate.models.contains { $0.conversations != nil }
    var first =
      "  " + (conversations ? calls(estimate) + ", " : "")
      + "about \(tokens(total.prompt.expected)) prompt and "
      + "\(tokens(total.completion.expected)) completion tokens, at most "
      + "\(tokens(total.prompt.high + total.completion.high)) together"
    if estimate.held.calls > 0 { first += "; " + held(estimate) }
    var lines = [first]
    if estimate.failedCalls > 0 { lines.append("  " + failed(estimate)) }
    return lines + ["  cost: " + cost(total.cost, estimate)]
  }

  /// `96 calls`, or for conversations `32 conversations, about 128 calls (32 to 416)`.
  private static func calls(_ estimate: RunEstimate) -> String {
    let counts = estimate.models.compactMap(\.conversations?.count)
    guard !counts.isEmpty else { return Quantity.count(estimate.total.calls, "call") }
    let low = Int(clamping: counts.reduce(0) { $0 + $1.low })
    let high = Int(clamping: counts.reduce(0) { $0 + $1.high })
    let range = estimate.total.callRange
    return (low < high ? "\(Quantity.grouped(low)) to " : "")
      + "\(Quantity.count(high, "conversation")), about \(tokens(range.expected)) calls "
      + "(\(tokens(range.low)) to \(tokens(range.high)))"
  }

  private static func text(
    _ conversations: RunEstimate.Conversations, of model: RunEstimate.Model
  ) -> String {
    let calls = (conversations.calls * 10).rounded() / 10
    let figures =
      "\(calls == calls.rounded() ? "\(Int(clamping: calls))" : "\(calls)") calls each, replies of "
      + "\(tokens(conversations.completionTokens)) tokens, prompts that grow by "
      + "\(tokens(conversations.promptTokensPerCall)) a call; "
      + "at most \(conversations.mostCalls) calls"
    return conversations.known > 0
      ? "\(model.name): based on \(Quantity.count(conversations.known, "conversation")) in the "
        + "ledger: \(figures)"
      : "\(model.name): no conversations in the ledger; assumes \(figures)"
  }

  /// The error of the estimate, if the run can show it.
  static func closing(_ outcome: RunOutcome) -> [String] {
    var lines: [String] = []
    // The figures do not match if the run was interrupted or reused answers.
    if let estimate = outcome.estimate, outcome.counts.pending == 0, outcome.counts.failed == 0,
      estimate.held.calls == 0, outcome.reused == 0, estimate.total.calls > 0
    {
      let prompt = deviation(estimate.total.prompt.expected, outcome.usage.promptTokens)
      let completion = deviation(
        estimate.total.completion.expected, outcome.usage.completionTokens)
      lines.append(
        "  the estimate was off by \(prompt) for prompt tokens and \(completion) for "
          + "completion tokens"
      )
    }
    return lines
  }

  /// `+12 %`: the estimate relative to the actual use.
  private static func deviation(_ estimated: Double, _ actual: Int) -> String {
    guard actual > 0 else { return "an unknown amount" }
    let percent = Int(clamping: (estimated / Double(actual) - 1) * 100)
    return "\(percent > 0 ? "+" : percent < 0 ? "−" : "")\(percent.magnitude) %"
  }

  /// What the full run would use, as measured by a test.
  static func afterTest(_ estimate: RunEstimate) -> String {
    guard estimate.total.calls > 0 else {
      return "  the full run: nothing left to send; the ledger holds every answer"
    }
    return "  the full run: \(calls(estimate)), about "
      + "\(tokens(estimate.total.prompt.expected)) prompt and "
      + "\(tokens(estimate.total.completion.expected)) completion tokens, cost "
      + cost(estimate.total.cost, estimate)
  }

  private static func held(_ estimate: RunEstimate) -> String {
    let isPart = estimate.samplesSeen < estimate.samples
    return (isPart ? "the ledger holds about " : "the ledger holds ")
      + "\(Quantity.count(estimate.held.calls, "answer")) already"
      + (estimate.held.cost.map { ", worth \($0.shortText)" } ?? "")
      + (isPart ? " (estimated from \(Quantity.count(estimate.samplesSeen, "sample")))" : "")
  }

  private static func failed(_ estimate: RunEstimate) -> String {
    (estimate.samplesSeen < estimate.samples ? "about " : "")
      + "\(Quantity.count(estimate.failedCalls, "call")) not sent because "
      + "\(estimate.failedCalls == 1 ? "it" : "they") or an earlier step failed before; "
      + "'--retry-failed all' retries"
  }

  private static func cache(_ estimate: RunEstimate) -> [String] {
    let part = estimate.total
    guard part.cachedTokens >= 1 || part.writeSurcharge > .zero else { return [] }
    let net =
      part.saving > .zero
      ? ", saving about \(part.saving.shortText)"
      : part.saving < .zero
        ? ", costing about \((.zero - part.saving).shortText) more than no cache" : ""
    let surcharge =
      part.writeSurcharge > .zero
      ? " after \(part.writeSurcharge.shortText) for cache writes" : ""
    return [
      "  expected cache hits: \(tokens(part.cachedTokens)) of the prompt tokens"
        + share(part, estimate) + net + (part.saving > .zero ? surcharge : "")
    ]
  }

  /// ` (31 %, measured on 120 answers)`.
  private static func share(_ part: RunEstimate.Part, _ estimate: RunEstimate) -> String {
    guard part.prompt.expected > 0 else { return "" }
    let percent = Int(clamping: (100 * part.cachedTokens / part.prompt.expected).rounded())
    let asked = estimate.models.filter { $0.part.calls > 0 }
    let answers = asked.reduce(0) { $0 + $1.cacheAnswers }
    let isMeasured = asked.allSatisfy { $0.cacheAnswers > 0 }
    return " (\(percent) %"
      + (isMeasured ? ", measured on \(Quantity.count(answers, "answer"))" : "") + ")"
  }

  private static func cost(_ cost: RunEstimate.Cost?, _ estimate: RunEstimate) -> String {
    guard let cost else {
      let names = Set(estimate.unpricedModels).sorted().map { "'\($0)'" }.joined(separator: ", ")
      return "unknown: no price for \(names)"
    }
    return "about \(cost.expected.shortText), from \(cost.low.shortText) to \(cost.high.shortText)"
  }

  private static func table(_ estimate: RunEstimate) -> [String] {
    let hasTiers = estimate.models.contains { $0.part.tierCosts != nil && $0.part.calls > 0 }
    var rows = estimate.models.map {
      row("\($0.name) at \($0.provider)", $0.part, hasTiers: hasTiers)
    }
    if rows.count > 1 { rows.append(row("all models", estimate.total, hasTiers: hasTiers)) }
    let text = TextTable.text(
      header: ["", "calls", "prompt tokens", "completion tokens", "cost"]
        + (hasTiers ? ["ordinary tier", "flex tier"] : []), rows: rows)
    return text.split(separator: "\n").map { "  " + $0 }
  }

  private static func row(
    _ name: String, _ part: RunEstimate.Part, hasTiers: Bool
  ) -> [String] {
    let tiers = [part.tierCosts?.ordinary, part.tierCosts?.flex]
    return [
      name,
      part.callRange.low < part.callRange.high
        ? range(part.callRange) : Quantity.grouped(part.calls), range(part.prompt),
      range(part.completion),
      part.cost.map {
        "\($0.expected.shortText) (\($0.low.shortText) to \($0.high.shortText))"
      } ?? "unknown: no price",
    ] + (hasTiers ? tiers.map { $0?.expected.shortText ?? "–" } : [])
  }

  private static func range(_ bounds: RunEstimate.Bounds) -> String {
    "\(tokens(bounds.expected)) (\(tokens(bounds.low)) to \(tokens(bounds.high)))"
  }

  private static func tokens(_ count: Double) -> String { Quantity.grouped(Int(clamping: count)) }

  private static func basis(of model: RunEstimate.Model) -> String {
    let answers = Quantity.count(model.answers, "answer")
    return switch model.basis {
    case .exact: "\(model.name): prompts counted exactly with its vocabulary"
    case .measured: "\(model.name): measured on \(answers) of this task"
    case .calibrated: "\(model.name): calibrated on \(answers) of other runs"
    case .estimated:
      "\(model.name): estimated from character types"
        + (model.conversations == nil
          ? "; '--probe 20' pays for 20 samples to improve the estimate" : "")
    }
  }
}
