internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FacetScore

/// Makes the scores of rows again: the response's text and the sample's fields are in the row, the
/// scorer is in the export's metadata.
struct ScoreVerification: Sendable {
  /// What a row says of one of its answers.
  struct Claim: Sendable {
    var response: String
    /// The score in millionths; `nil` if the row only says whether it passes.
    var value: Int?
    var passes: Bool?
  }

  /// The scores of a row to make again.
  struct Task: Sendable {
    fileprivate var source: String
    fileprivate var score: String
    fileprivate var pass: Int
    fileprivate var claims: [Claim]
    fileprivate var fields: [String: JSONValue]
  }

  private struct Source: Sendable {
    var scorers: RowScorers
    var card: Scorecard
  }

  private let sources: [String: Source]
  /// The sources whose files do not declare the same scorers.
  private let mixed: Set<String>
  /// By kind: the score that ranks, and the score from which an answer has passed.
  let rules: [String: (score: String?, pass: Int)]
  private let runsCode: Bool

  /// - Parameter runsCode: Whether SQL and code may run in the sandbox.
  init(metadata: JSONValue, runsCode: Bool) {
    self.runsCode = runsCode
    var declared: [String: [JSONValue]] = [:]
    var folders: [String: String] = [:]
    for source in metadata["sources"]?.array ?? [] {
      guard let name = source["name"]?.string else { continue }
      declared[name, default: []].append(source["scorers"] ?? .null)
      folders[name] = FileSystem.parent(of: source["path"]?.string ?? "")
    }
    var sources: [String: Source] = [:]
    var mixed: Set<String> = []
    for (name, declarations) in declared {
      // Rows do not say which of a source's files they come from.
      guard let first = declarations.first, declarations.allSatisfy({ $0 == first }) else {
        mixed.insert(name)
        continue
      }
      let scorers = RowScorers(first)
      let folder = folders[name] ?? "."
      sources[name] = Source(
        scorers: scorers,
        card: Scorecard(scorers.all, agree: AnswerComparison.agree) {
          Self.located($0, from: folder)
        })
    }
    self.sources = sources
    self.mixed = mixed
    var rules: [String: (score: String?, pass: Int)] = [:]
    for member in metadata["rules"]?.object?.members ?? [] {
      rules[member.key] = (
        member.value["score"]?.string,
        member.value["pass"]?.double.map(ScoreReading.millionths) ?? 1_000_000
      )
    }
    self.rules = rules
  }

  /// A file as a configuration would find it: from the working directory, or from a folder above
  /// the source.
  private static func located(_ path: String, from folder: String) -> String? {
    if FileSystem.exists(path) { return path }
    guard !path.hasPrefix("/") else { return nil }
    var folder = FileSystem.absolute(folder, in: FileSystem.workingDirectory)
    while true {
      let candidate = "\(folder)/\(path)"
      if FileSystem.exists(candidate) { return candidate }
      let parent = FileSystem.parent(of: folder)
      guard parent != folder, parent != "/" else { return nil }
      folder = parent
    }
  }

  /// The scores of a row; `nil` if it has none that rows give again.
  func task(for row: JSONValue, kind: TrainingKind) -> Task? {
    guard let name = row["source"]?.string, let source = sources[name],
      let rule = rules[kind.rawValue], let score = source.scorers.name(rule.score),
      let scorer = source.scorers.scorer(named: score),
      // Whether a part scored the sample, a row does not say.
      source.scorers.parts(of: scorer).dropFirst().allSatisfy(source.scorers.isUnconditional)
    else { return nil }
    let claims = Self.claims(of: row, kind)
    guard !claims.isEmpty else { return nil }
    var fields: [String: JSONValue] = [:]
    for field in source.scorers.fields(of: score) {
      fields[field] = row[RowMaker.column(named: field)]
    }
    return Task(
      source: name, score: score, pass: rule.pass, claims: claims, fields: fields)
  }

  /// Why the scores of a row without a task are as its source has them; `nil` if it has none.
  func gap(in row: JSONValue, kind: TrainingKind) -> String? {
    let facts = row["extra_info"] ?? row
    let source = (row["source"] ?? row["data_source"])?.string ?? ""
    let isScored = ["label", "score", "chosen_score"].contains {
      facts[$0].map { !$0.isNull } ?? false
    }
    guard isScored else { return nil }
    if let scorers = sources[source]?.scorers,
      let score = scorers.name(rules[kind.rawValue]?.score), scorers.declares(score)
    {
      return "the score '\(score)' depends on more than rows hold"
    }
    let undeclared =
      mixed.contains(source)
      ? "its files declare different scorers" : "its files declare no scorer for them"
    return "\(kind == .kto ? "labels" : "scores") of '\(source)' were not made again: \(undeclared)"
  }

  /// The answers of a row with what it says of each.
  static func claims(of row: JSONValue, _ kind: TrainingKind) -> [Claim] {
    func text(_ key: String) -> String? {
      // LLaMA-Factory's answers are one message, not a list.
      (row[key]?.array?.last ?? row[key])?["content"]?.string
    }
    func claim(_ key: String, _ score: String) -> Claim? {
      guard let text = text(key), let value = row[score]?.double else { return nil }
      return Claim(response: text, value: ScoreReading.millionths(value))
    }
    switch kind {
    case .dpo:
      return [claim("chosen", "chosen_score"), claim("rejected", "rejected_score")]
        .compactMap { $0 }
    case .sft:
      return [claim(row["messages"] == nil ? "completion" : "messages", "score")]
        .compactMap { $0 }
    case .kto:
      guard let text = text(row["completion"] == nil ? "messages" : "completion"),
        let label = row["label"]?.bool
      else { return [] }
      return [Claim(response: text, passes: label)]
    case .rl, .prm: return []
    }
  }

  func verdict(on task: Task) async -> RowVerdict {
    guard let source = sources[task.source],
      let index = source.card.scorers.firstIndex(where: { $0.name == task.score })
    else { return .unknown("the score '\(task.score)' depends on more than rows hold") }
    let parts = source.scorers.parts(of: source.card.scorers[index])
    guard runsCode || !parts.contains(where: \.runsCode) else {
      return .unknown("the score '\(task.score)' was not made again: code was not run")
    }
    // A list stands in its column as JSON text, and a text may look like one.
    let lists = task.fields.mapValues { Self.list($0) ?? $0 }
    let verdict = await self.verdict(on: task, with: lists, of: source, index, parts)
    if case .holds = verdict { return verdict }
    guard lists != task.fields else { return verdict }
    let other = await self.verdict(on: task, with: task.fields, of: source, index, parts)
    if case .holds = other { return other }
    return verdict
  }

  private static func list(_ value: JSONValue) -> JSONValue? {
    guard let text = value.string, text.hasPrefix("[") else { return nil }
    return try? ResponseJSON.value(of: Array(text.utf8))
  }

  /// - Parameters:
  ///   - index: The place of the score among the source's.
  ///   - parts: The scorers that it depends on, itself included.
  private func verdict(
    on task: Task, with fields: [String: JSONValue], of source: Source, _ index: Int,
    _ parts: [Scorer]
  ) async -> RowVerdict {
    let completions = task.claims.map { claim in
      ScoredCompletion(response: claim.response) { fields[$0] }
    }
    var found = source.card.scorers.map { _ in completions.map { _ in Score(.excluded) } }
    for (place, scorer) in source.card.scorers.enumerated()
    where parts.contains(where: { $0.name == scorer.name }) {
      if case .sum = scorer.kind {
        found[place] = completions.map { _ in Score(.missingPart) }
      } else {
        found[place] = await source.card.scores(of: completions, by: scorer)
      }
    }
    var flaws: [String] = []
    for (number, claim) in task.claims.enumerated() {
      let score = source.card.final(found.map { $0[number] }).scores[index]
      guard let value = score.value?.millionths else {
        return .unknown(
          "the score '\(task.score)' could not be made again: "
            + (score.reason?.rawValue.replacing("_", with: " ") ?? "no value"))
      }
      if let flaw = Self.flaw(claim, value, task) { flaws.append(flaw) }
    }
    return flaws.isEmpty ? .holds : .fails(flaws)
  }

  private static func flaw(_ claim: Claim, _ value: Int, _ task: Task) -> String? {
    if let stated = claim.value, stated != value {
      return "the score '\(task.score)' is \(ScoreReading.number(value).text), not "
        + ScoreReading.number(stated).text
    }
    if let passes = claim.passes, passes != (value >= task.pass) {
      return
        "the score '\(task.score)' is \(ScoreReading.number(value).text), so the label is wrong"
    }
    return nil
  }
}
