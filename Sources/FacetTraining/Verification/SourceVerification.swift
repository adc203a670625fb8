internal import FacetJSON

/// Pass rates and labels of steps in; which of them the sources do not give again, out.
///
/// The answers behind them are not in the rows. Sources that have not changed since the export give
/// them again by the code that made the rows.
struct SourceVerification {
  /// The columns of a kind that are compared.
  private static let columns: [TrainingKind: [String]] = [
    .rl: ["pass_count", "pass_of", "pass_rate"], .prm: ["labels"],
  ]

  private struct Claim {
    var place: String
    var kind: TrainingKind
    var source: String
    var values: JSONObject
  }

  private let metadata: JSONValue
  /// By the identifiers of rows.
  private var claims: [String: Claim] = [:]

  init(metadata: JSONValue) {
    self.metadata = metadata
  }

  /// Takes a row whose values only its source can give again.
  ///
  /// - Returns: Whether the row is of such a kind and has such values.
  mutating func take(_ row: JSONValue, kind: TrainingKind, at place: String) -> Bool {
    guard let columns = Self.columns[kind] else { return false }
    let facts = row["extra_info"] ?? row
    var values: JSONObject = [:]
    for column in columns {
      guard let value = facts[column], !value.isNull else { return false }
      values[column] = value
    }
    guard let id = row["id"]?.string else { return false }
    claims[id] = Claim(
      place: place, kind: kind, source: (row["source"] ?? row["data_source"])?.string ?? "",
      values: values)
    return true
  }

  /// Compares the rows that were taken with the rows that their sources give.
  func run(
    _ check: ContaminationCheck, _ sources: UnchangedSources,
    _ report: inout ExportVerification.Report
  ) {
    var left = claims
    var check = check
    for kind in TrainingKind.allCases where left.contains(where: { $0.value.kind == kind }) {
      for (number, name) in sources.names.enumerated() {
        var verdicts: [(RowVerdict, String)] = []
        var maker: SampleScreen?
        sources.read(number, &report) { sample, file throws(TrainingError) in
          let origin = RowOrigin(kind: kind, source: name, taskType: file.taskType, sample: sample)
          var funnel = Funnel()
          if maker == nil { maker = try screen(file, kind) }
          for row in try maker?.rows(of: origin, &check, &funnel) ?? [] {
            for id in [row.id] + copies(of: row.id, in: left) {
              guard let claim = left.removeValue(forKey: id) else { continue }
              verdicts.append((Self.verdict(on: claim, row.columns), claim.place))
            }
          }
        }
        for (verdict, place) in verdicts { report.take(verdict, at: place) }
      }
    }
    for claim in left.values {
      report.noteRow(
        "\(claim.kind == .rl ? "pass rates" : "labels of steps") of '\(claim.source)' were not "
          + "made again: its files are missing or have changed, or do not give these rows")
    }
  }

  /// What makes the rows of a file again, of any length.
  private func screen(
    _ file: SourceFile, _ kind: TrainingKind
  ) throws(TrainingError) -> SampleScreen {
    var limits = RowLimits()
    (limits.messages, limits.characters) = (0 ... .max, .max)
    (limits.contentCharacters, limits.promptCharacters) = (0, 0)
    return SampleScreen(
      maker: RowMaker(
        rules: try rules(kind), form: RowForm(), limits: limits, runs: .all,
        isEpisodes: file.form == .episodes),
      form: file.form, place: file.name, ownsSystemMessages: file.ownsSystemMessages)
  }

  /// The identifiers of the copies that a mix made of a row.
  private func copies(of id: String, in claims: [String: Claim]) -> [String] {
    var copies: [String] = []
    while claims["\(id)-r\(copies.count + 2)"] != nil {
      copies.append("\(id)-r\(copies.count + 2)")
    }
    return copies
  }

  /// The rules of an export that decide on values, without those that leave rows out.
  private func rules(_ kind: TrainingKind) throws(TrainingError) -> MakeRules {
    var rules = MakeRules(kind)
    let stated = metadata["rules"]?[kind.rawValue]
    rules.score = stated?["score"]?.string
    rules.condition = try stated?["where"]?.string.map { text throws(TrainingError) in
      try RowCondition(text)
    }
    rules.pass = stated?["pass"]?.double.map(ScoreReading.millionths) ?? rules.pass
    rules.band = 0...1
    rules.minOf = 0
    return rules
  }

  private static func verdict(on claim: Claim, _ columns: JSONObject) -> RowVerdict {
    let flaws = claim.values.members.compactMap { member -> String? in
      guard let right = columns[member.key] else { return nil }
      let isEqual =
        right == member.value || right.double != nil && right.double == member.value.double
      return isEqual
        ? nil : "its source gives '\(member.key)' as \(right.text), not \(member.value.text)"
    }
    return flaws.isEmpty ? .holds : .fails(flaws)
  }
}
