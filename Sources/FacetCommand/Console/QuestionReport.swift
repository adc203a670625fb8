internal import FacetCSV
internal import FacetJSON
internal import FacetPlatform

/// The report on the questions made from a file.
enum QuestionReport {
  static func text(
    _ outcome: SyntheticQuestions.Outcome, took time: Duration, isVerbose: Bool
  ) -> String {
    let (profile, harvest) = (outcome.profile, outcome.harvest)
    var lines = [
      "\(profile.datasetName): \(Quantity.count(profile.rows, "row")), "
        + "\(Quantity.count(profile.columns.count, "column")); "
        + "\(Quantity.count(harvest.questions.count, "question")) ("
        + Difficulty.allCases.filter { harvest.quota.counts[$0] ?? 0 > 0 }.map {
          "\(harvest.count(of: $0)) \($0.rawValue)"
        }.joined(separator: ", ") + ") in \(seconds(time))"
    ]
    for shortfall in harvest.shortfalls {
      lines.append(
        "  \(shortfall.difficulty.rawValue): only \(shortfall.found) of \(shortfall.wanted); the "
          + "file and the templates allow no more")
    }
    lines += profile.readingAlerts.map { "  \($0)" }
    if let advice = profile.missingCodeAdvice { lines.append("  \(advice)") }
    if profile.malformed.count > 0 {
      lines.append("  \(Quantity.count(profile.malformed.count, "row")) malformed:")
      let shown = profile.malformed.examples.prefix(isVerbose ? 20 : 3)
      lines += shown.map { "    " + $0.description }
      if profile.malformed.count > shown.count {
        lines.append("    and more; 'facet questions profile \(profile.path)' shows them")
      }
    }
    if !harvest.dropped.isEmpty {
      lines.append("  \(Quantity.count(harvest.dropped.count, "candidate")) dropped:")
      if isVerbose {
        lines += harvest.dropped.map {
          "    \($0.template) \(JSONValue.object($0.parameters).text): \($0.reason)"
        }
      } else {
        let counts = Dictionary(grouping: harvest.dropped, by: \.reason).mapValues(\.count)
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        lines += sorted.prefix(4).map { "    \($0.value) × \($0.key)" }
        if sorted.count > 4 { lines.append("    and more; '-v' lists them all") }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The report on a model's exploration of a file.
  static func text(_ outcome: ModelQuestions.Outcome, isVerbose: Bool) -> String {
    var lines = ["\(outcome.dataset): \(Quantity.count(outcome.questions.count, "question"))"]
    if let failure = outcome.failure { lines.append("  the exploration failed: \(failure)") }
    if !outcome.dropped.isEmpty {
      lines.append("  \(Quantity.count(outcome.dropped.count, "proposal")) dropped:")
      for dropped in outcome.dropped.prefix(isVerbose ? .max : 4) {
        lines.append("    \(dropped.reason): \(dropped.question)")
      }
      if !isVerbose, outcome.dropped.count > 4 { lines.append("    and more; '-v' lists them all") }
    }
    lines.append("  the conversation is in \(outcome.explorationsPath)")
    return lines.joined(separator: "\n")
  }

  /// `0.8 s`, `12.3 s`
  static func seconds(_ time: Duration) -> String {
    let tenths = Int(clamping: time / .milliseconds(100))
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
