internal import FacetJSON
internal import FacetPlatform

/// A sample in; its rows of one kind that hold nothing banned, out.
struct SampleScreen {
  let maker: RowMaker
  let form: SourceFile.Form
  /// The path of the file that is read.
  var place = ""
  /// Whether something banned in a row ends the export instead of dropping the row.
  var isStrict = false

  private var rules: MakeRules { maker.rules }
  /// Whether system messages count as the configuration's own as they were sent: nothing tells them
  /// from what a template showed in them.
  var ownsSystemMessages = false

  /// Whether the prompts are the configuration's own.
  private var isOwn: Bool { form != .conversations }

  func rows(
    of origin: RowOrigin, _ check: inout ContaminationCheck, _ funnel: inout Funnel
  ) throws(TrainingError) -> [TrainingRow] {
    guard let usable = usable(origin, &check, &funnel) else { return [] }
    return try rows(of: origin, from: usable, &check, &funnel)
  }

  /// The answers of a sample that may become rows; `nil` if the sample itself may not.
  func usable(
    _ origin: RowOrigin, _ check: inout ContaminationCheck, _ funnel: inout Funnel
  ) -> [Candidate]? {
    let sample = origin.sample
    if let finding = check.finding(in: sample, withAnswers: !isOwn) {
      check.note(
        finding, at: .source, row: "\(origin.source) \(sample.id)", text: "\(place) \(sample.line)")
      funnel.drop("source", "samples", because: "contaminated_\(finding.reason)")
      return nil
    }
    funnel.pass("source", "samples")
    return sample.candidates.filter { isUsable($0, origin, &check, &funnel) }
  }

  /// The rows that usable answers make.
  func rows(
    of origin: RowOrigin, from usable: [Candidate], _ check: inout ContaminationCheck,
    _ funnel: inout Funnel
  ) throws(TrainingError) -> [TrainingRow] {
    var rows: [TrainingRow] = []
    for row in try maker.rows(of: origin, usable, &funnel) {
      if let finding = finding(in: row, &check) {
        check.note(finding, at: .final, row: row.id)
        if isStrict {
          throw TrainingError(
            "the row \(row.id) of '\(origin.source)' contains '\(finding.name)'; the "
              + "contamination rules are strict")
        }
        funnel.drop("final", "rows", because: "contaminated_\(finding.reason)")
        continue
      }
      funnel.pass("final", "rows")
      rows.append(row)
    }
    return rows
  }

  /// Whether an answer may become a row.
  private func isUsable(
    _ candidate: Candidate, _ origin: RowOrigin, _ check: inout ContaminationCheck,
    _ funnel: inout Funnel
  ) -> Bool {
    func reason() -> String? {
      if case .unusable(let reason) = candidate.status, reason != "no_answer" || rules.kind != .rl {
        return reason
      }
      if form == .episodes, candidate.condition == RunChoices.gold,
        [.dpo, .kto, .rl].contains(rules.kind)
      {
        return "with_hint"
      }
      if let condition = rules.condition, !condition.holds(for: candidate, of: origin.sample) {
        return "where"
      }
      guard isOwn, !check.isEmpty else { return nil }
      if ownsSystemMessages {
        check.exclude(
          prompts: candidate.prompt.filter { $0["role"]?.string == "system" }
            .compactMap { $0["content"]?.string })
      }
      for message in candidate.answer {
        guard let finding = check.finding(in: message) else { continue }
        let text = [
          "\(place) \(origin.sample.line)", candidate.condition ?? "", candidate.model ?? "",
          "\(candidate.completion)",
        ]
        check.note(
          finding, at: .completion, row: "\(origin.source) \(origin.sample.id)",
          text: text.joined(separator: "\u{0}"))
        return "contaminated_\(finding.reason)"
      }
      return nil
    }
    if let reason = reason() {
      funnel.drop("answers", "completions", because: reason)
      return false
    }
    funnel.pass("answers", "completions")
    return true
  }

  private func finding(
    in row: TrainingRow, _ check: inout ContaminationCheck
  ) -> ContaminationCheck.Finding? {
    if check.isEmpty { return nil }
    for member in row.columns.members {
      if member.key == "tools" {
        if let text = member.value.string, let found = check.term(in: text) { return found }
        continue
      }
      guard let elements = member.value.array else {
        // The prompt of steps is a text.
        let found =
          member.key == "prompt"
          ? member.value.string.flatMap { check.finding(in: $0, isUser: true) }
          : check.finding(inAll: member.value)
        if let found { return found }
        continue
      }
      for element in elements {
        let found =
          element.object.map { check.finding(in: $0) } ?? check.finding(inAll: element)
        if let found { return found }
      }
    }
    return nil
  }
}
