internal import FacetConfiguration
internal import FacetModels
internal import FacetPlatform

/// Warnings about valid but surprising parts of a plan, each a sentence.
struct PlanCautions {
  let plan: RunPlan
  /// The day, as `2026-11-21`.
  let today: String

  /// Thoughts alone take about this many tokens.
  private static let smallLimit = 2000
  /// A shutdown within this many days is mentioned.
  private static let nearDays = 180

  var sentences: [String] { missingFields + hiddenFields + shutdowns + smallLimits + forgoneCache }

  private var missingFields: [String] {
    plan.input.gaps.map { gap in
      var needing: [String] = []
      for perspective in plan.perspectives
      where !needing.contains(perspective.condition)
        && perspective.neededNames(data: plan.configuration.data).contains(gap.name)
      {
        needing.append(perspective.condition)
      }
      let others = needing.count - 1
      let names =
        "'\(needing.first ?? "")'"
        + (others > 0 ? " and \(others) other perspective\(others == 1 ? "" : "s")" : "")
      let need = others > 0 ? "need" : "needs"
      let lead =
        gap.field.fault.map { fault in
          gap.count == 1
            ? "the sample on line \(gap.line) \(gap.field.words)"
            : "\(gap.count) of \(plan.input.selectionCount) samples have no conversation in the field "
              + "'\(gap.field.field)', the first on line \(gap.line): \(fault)"
        }
        ?? (gap.count == 1
          ? "the sample on line \(gap.line) \(gap.field.words)"
          : "\(gap.count) of \(plan.input.selectionCount) samples lack the field '\(gap.field.field)' "
            + "or have null in it, the first on line \(gap.line)")
      return
        "\(lead); \(names) \(need) it, and \(gap.count == 1 && others == 0 ? "that cell" : "those cells") "
        + "will fail"
    }
  }

  private var hiddenFields: [String] {
    plan.input.hidingSteps.map { step in
      "'{{\(step.name)}}' in '\(step.condition)' is the text of the step '\(step.name)', not the "
        + "samples' field of that name; rename the step to show the field"
    }
  }

  private func facts(of step: PlannedStep) -> ModelFacts? {
    let provider = plan.lanes[step.lane].endpoint.provider.name
    return plan.options.prices.facts(provider: provider, model: step.wireModel)
  }

  private var steps: [PlannedStep] { plan.perspectives.flatMap(\.steps) }

  var shutdowns: [String] {
    var seen: Set<String> = []
    return steps.compactMap { step in
      guard let end = facts(of: step)?.shutdown, seen.insert(step.wireModel).inserted else {
        return nil
      }
      let provider = plan.lanes[step.lane].endpoint.provider.displayName
      if end <= today {
        return "\(provider) shut '\(step.wireModel)' down on \(end); requests will fail, so name "
          + "another model"
      }
      guard let days = Self.days(from: today, to: end), days <= Self.nearDays else { return nil }
      return "\(provider) shuts '\(step.wireModel)' down on \(end), "
        + (days == 1 ? "tomorrow" : "in \(days) days")
    }
  }

  private var smallLimits: [String] {
    var seen: Set<String> = []
    return steps.compactMap { step in
      guard let limit = step.model.options.maxTokens, limit < Self.smallLimit else { return nil }
      let effort = step.model.options.reasoningEffort
      let thinks = effort.map { $0 != "none" } ?? (facts(of: step)?.thinks ?? false)
      guard thinks, seen.insert("\(step.wireModel) \(limit)").inserted else { return nil }
      return "'\(step.wireModel)' thinks before it answers, and 'max_tokens' \(limit) includes its "
        + "thoughts: answers may be cut or empty and are still paid for; set it to a few thousand, or "
        + "lower 'reasoning_effort'"
    }
  }

  private var forgoneCache: [String] {
    let forecast = plan.forecast
    guard plan.configuration.promptLayout == .sandwich, forecast.promptTokens > 0 else {
      return []
    }
    let share = PrefixSharing.potential(of: forecast) / Double(forecast.promptTokens)
    guard share >= 0.1 else { return [] }
    return [
      "the layout 'sandwich' forgoes the provider's cache: with 'prompt_layout': 'context_first' "
        + "about \(Int(min(share, 1) * 100)) % of the prompt tokens would come from it, at a "
        + "fraction of the price"
    ]
  }

  /// Days between two dates such as `2026-11-21`.
  static func days(from start: String, to end: String) -> Int? {
    guard let start = CalendarDay(start), let end = CalendarDay(end) else { return nil }
    return end.daysSince1970 - start.daysSince1970
  }
}
