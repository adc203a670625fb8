internal import FacetJSON
internal import FacetPlatform

/// The checks of rows, with what they remember of earlier rows.
struct RowChecks {
  private let assigner: SplitAssigner?
  private let hasHoldout: Bool
  private let minDifference: [String: Int]
  private let dropsExact: Bool
  private(set) var contamination: ContaminationCheck
  /// The sources whose system messages are a configuration's own as they were sent.
  private let ownSources: Set<String>
  private var splits: [String: String] = [:]
  private var ids: Set<String> = []
  private var identities: Set<UInt64> = []
  /// The rows and the groups by kind and split.
  private var rowCounts: [String: [String: Int]] = [:]
  private var groups: [String: [String: Set<String>]] = [:]
  /// Whether any row holds code whose answer is known.
  private(set) var hasCode = false

  init(metadata: JSONValue, _ report: inout ExportVerification.Report) throws(TrainingError) {
    let rules = metadata["splits"]
    let shares = (rules?["shares"]?.object?.members ?? []).compactMap { member in
      member.value.double.map { (name: member.key, share: $0) }
    }
    let isExact = rules?["exact"]?.bool ?? true
    assigner =
      isExact || shares.isEmpty
      ? nil : SplitAssigner(shares: shares, seed: rules?["seed"]?.int ?? 42)
    hasHoldout = rules?["holdout"]?.object?.isEmpty == false
    var differences: [String: Int] = [:]
    for member in metadata["rules"]?.object?.members ?? [] {
      differences[member.key] = member.value["min_difference"]?.double.map(ScoreReading.millionths)
    }
    minDifference = differences
    dropsExact = metadata["duplicates"]?["exact"]?.bool ?? true
    contamination = try ContaminationCheck(Self.contaminationRules(metadata, &report))
    contamination.exclude(
      prompts: (metadata["contamination"]?["own_prompts"]?.array ?? []).compactMap(\.string)
        + OwnPrompts.texts)
    ownSources = Set(
      (metadata["sources"]?.array ?? []).filter { $0["own_system_messages"]?.bool == true }
        .compactMap { $0["name"]?.string })
  }

  /// The rules of the export, with the benchmarks that are still there unchanged.
  private static func contaminationRules(
    _ metadata: JSONValue, _ report: inout ExportVerification.Report
  ) -> ContaminationRules {
    var rules = ContaminationRules()
    let told = metadata["contamination"]
    rules.keywords = (told?["keywords"]?.array ?? []).compactMap(\.string)
    rules.isLiteral = told?["keyword_rule"]?.string == "literal"
    for benchmark in told?["benchmarks"]?.array ?? [] {
      guard let name = benchmark["name"]?.string, let path = benchmark["path"]?.string else {
        continue
      }
      guard (try? SHA256(ofFile: path))?.description == benchmark["sha256"]?.string else {
        report.unchecked.append("the benchmark '\(path)' is missing or has changed")
        continue
      }
      rules.benchmarks.append(
        .init(
          name: name, path: path, field: benchmark["field"]?.string,
          answerField: benchmark["answer_field"]?.string))
    }
    return rules
  }

  /// What is wrong with a row; empty if it holds.
  mutating func flaws(of row: JSONValue, kind: TrainingKind, split: String) -> [String] {
    var flaws: [String] = []
    rowCounts[kind.rawValue, default: [:]][split, default: 0] += 1
    if let group = row["group"]?.string {
      groups[kind.rawValue, default: [:]][split, default: []].insert(group)
    }
    if let id = row["id"]?.string, !ids.insert(kind.rawValue + id).inserted {
      flaws.append("the id '\(id)' occurs twice")
    }
    if let group = row["group"]?.string {
      if let other = splits[group], other != split {
        flaws.append("the group '\(group)' is also in '\(other)'")
      }
      splits[group] = split
      if let assigner, !(hasHoldout && split == "test") {
        let right = assigner.shares[assigner.split(of: group)].name
        if right != split { flaws.append("the group '\(group)' belongs to '\(right)'") }
      }
    }
    flaws += pairFlaws(row, kind) + passFlaws(row)
    if let finding = finding(in: row) { flaws.append("it contains '\(finding.name)'") }
    if kind == .sft, row["csv_path"] != nil { hasCode = true }
    let isRepeat = row["id"]?.string?.contains("-r") ?? true
    if dropsExact, !isRepeat, let identity = Self.identity(of: row, kind: kind),
      !identities.insert(identity).inserted
    {
      flaws.append("it repeats an earlier row")
    }
    return flaws
  }

  /// The counts of the metadata that are not those of the rows.
  func countFaults(_ metadata: JSONValue) -> [String] {
    var faults: [String] = []
    for kind in metadata["splits"]?["result"]?.object?.members ?? [] {
      for split in kind.value["rows"]?.object?.members ?? [] {
        let place = "'\(kind.key)/\(split.key)'"
        let rows = rowCounts[kind.key]?[split.key] ?? 0
        if let stated = split.value.int, stated != rows {
          faults.append("'metadata.json' counts \(stated) rows of \(place), which has \(rows)")
        }
        guard let groups = groups[kind.key]?[split.key]?.count,
          let stated = kind.value["groups"]?[split.key]?.int, stated != groups
        else { continue }
        faults.append("'metadata.json' counts \(stated) groups of \(place), which has \(groups)")
      }
    }
    return faults
  }

  private func pairFlaws(_ row: JSONValue, _ kind: TrainingKind) -> [String] {
    guard kind == .dpo, let chosen = row["chosen"]?.array, let rejected = row["rejected"]?.array
    else { return [] }
    var flaws: [String] = []
    let texts = [chosen, rejected].map { MessageText.collapsed($0.compactMap(\.object)) }
    if texts[0] == texts[1] { flaws.append("both answers are the same") }
    if let high = row["chosen_score"]?.double, let low = row["rejected_score"]?.double,
      ScoreReading.millionths(high) - ScoreReading.millionths(low)
        < minDifference[kind.rawValue] ?? 1
    {
      flaws.append("the scores \(high) and \(low) differ too little")
    }
    return flaws
  }

  private func passFlaws(_ row: JSONValue) -> [String] {
    let facts = row["extra_info"] ?? row
    guard let rate = facts["pass_rate"]?.double, let count = facts["pass_count"]?.int,
      let all = facts["pass_of"]?.int, all > 0
    else { return [] }
    let right = ScoreReading.millionths(Double(count) / Double(all))
    return ScoreReading.millionths(rate) == right && count <= all
      ? [] : ["the pass rate \(rate) is not \(count) of \(all)"]
  }

  private mutating func finding(in row: JSONValue) -> ContaminationCheck.Finding? {
    if contamination.isEmpty { return nil }
    if ownSources.contains(row["source"]?.string ?? "") {
      let messages = (row["messages"] ?? row["prompt"])?.array ?? []
      contamination.exclude(
        prompts: messages.filter { $0["role"] == "system" }.compactMap { $0["content"]?.string })
    }
    for member in row.object?.members ?? [] where member.key != "tools" {
      for element in member.value.array ?? [member.value] {
        let found =
          element.object.map { contamination.finding(in: $0) }
          ?? contamination.finding(inAll: element)
        if let found { return found }
      }
    }
    return nil
  }

  private static func identity(of row: JSONValue, kind: TrainingKind) -> UInt64? {
    // LLaMA-Factory's answers are one message, not a list.
    func messages(_ key: String) -> [JSONObject] {
      (row[key]?.array ?? row[key].map { [$0] } ?? []).compactMap(\.object)
    }
    let text: String
    switch kind {
    case .sft:
      text = MessageText.collapsed(
        messages("messages") + messages("prompt") + messages("completion"))
    case .kto: text = MessageText.collapsed(messages("prompt") + messages("completion"))
    case .rl: text = MessageText.collapsed(messages("prompt"))
    case .dpo:
      text = MessageText.collapsed(messages("prompt") + messages("chosen") + messages("rejected"))
    case .prm: text = (row["prompt"]?.text ?? "") + (row["completions"]?.text ?? "")
    }
    if text.isEmpty { return nil }
    // Rows of two kinds may say the same.
    return SHA256(of: Array((kind.rawValue + "\u{0}" + text).utf8)).prefix
  }
}
