internal import FacetJSON
internal import FacetPlatform

extension KindBuilder {
  /// Leaves out repeated rows.
  mutating func dropRepeats() throws(TrainingError) {
    try spool.flush()
    if recipe.duplicates.exact { dropExact() }
    try findNear()
    for index in spool.entries.indices where spool.entries[index].isKept {
      funnel.pass("duplicates", "rows")
    }
  }

  /// Divides rows over the splits, and takes as many of each source as the mix says.
  mutating func choose(by splits: GroupSplits) throws(TrainingError) {
    divide(by: splits)
    try mix()
    checkBounds()
    for index in spool.entries.indices where spool.entries[index].isKept {
      funnel.pass("mix", "rows")
    }
  }

  /// The number of rows of each group.
  var groupSizes: [Int32: Int] {
    var sizes: [Int32: Int] = [:]
    for entry in spool.entries where entry.isKept {
      sizes[groups.root(entry.group), default: 0] += 1
    }
    return sizes
  }

  /// The order in which equal rows are preferred: the best score, then the first.
  private var preferred: [Int] {
    spool.entries.indices.sorted {
      spool.entries[$0].score != spool.entries[$1].score
        ? spool.entries[$0].score > spool.entries[$1].score : $0 < $1
    }
  }

  private mutating func dropExact() {
    var seen: Set<UInt64> = []
    for index in preferred where !seen.insert(spool.entries[index].identity).inserted {
      spool.update(index) { $0.isKept = false }
      funnel.drop("duplicates", "rows", because: "exact")
    }
  }

  /// Looks for near duplicates: drops them, or only keeps them in one split.
  private mutating func findNear() throws(TrainingError) {
    let isForSplits = recipe.split.by.contains(["near_duplicate"])
    guard recipe.duplicates.near != nil || isForSplits else { return }
    let least = recipe.duplicates.near ?? 0.75
    var hashing = MinHash()
    var bands: [UInt64: [Int32]] = [:]
    for index in preferred where spool.entries[index].isKept {
      let shingles = hashing.shingles(of: try text(of: index))
      let digests = hashing.digests(of: shingles)
      var candidates: Set<Int32> = []
      for digest in digests { candidates.formUnion(bands[digest] ?? []) }
      var isNear = false
      let drops = recipe.duplicates.near != nil
      let group = spool.entries[index].group
      for other in candidates.sorted() {
        let twin = spool.entries[Int(other)].group
        // Rows that all stay need only be compared until they are connected.
        if !drops, groups.root(group) == groups.root(twin) { continue }
        let others = hashing.shingles(of: try text(of: Int(other)))
        guard MinHash.jaccard(shingles, others) >= least else { continue }
        groups.connect(group, twin)
        isNear = true
        if drops { break }
      }
      if isNear, drops {
        spool.update(index) { $0.isKept = false }
        funnel.drop("duplicates", "rows", because: "near")
        continue
      }
      for digest in digests { bands[digest, default: []].append(Int32(clamping: index)) }
    }
  }

  /// The texts of a row that make it similar to another one.
  private func text(of index: Int) throws(TrainingError) -> String {
    let wanted: Set<String> =
      rules.kind == .sft || rules.kind == .prm
      ? ["messages", "prompt", "completion", "completions"] : ["prompt", "messages", "input"]
    var texts: [String] = []
    for (column, json) in try spool.values(of: index)
    where wanted.contains(spool.schema.columns[column].name) {
      guard let value = try? ResponseJSON.value(of: Array(json)) else { continue }
      for element in value.array ?? [value] {
        if let text = element.string ?? element["content"]?.string { texts.append(text) }
        for call in element["tool_calls"]?.array ?? [] {
          texts.append(call["function"]?["arguments"]?.text ?? "")
        }
      }
    }
    return texts.joined(separator: "\n")
  }

  /// Gives every row its group's split.
  private mutating func divide(by splits: GroupSplits) {
    let sizes = groupSizes
    let total = sizes.values.reduce(0, +)
    if let largest = sizes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      recipe.split.shares.count > 1, largest.value * 2 > total, total > 1
    {
      warnings.append(
        "one group, '\(groups.name(largest.key))', holds \(largest.value) of \(total) rows, so the "
          + "splits cannot have their shares")
    }
    for index in spool.entries.indices {
      let root = groups.root(spool.entries[index].group)
      spool.update(index) {
        $0.group = root
        $0.split = splits.split(of: root)
      }
    }
  }

  /// Warns of task types with fewer or more rows than expected.
  private mutating func checkBounds() {
    var counts: [String: Int] = [:]
    for (index, entry) in spool.entries.enumerated() where entry.isKept {
      counts[taskTypes.names[Int(facts[index].taskType)], default: 0] += 1 + Int(entry.repeats)
    }
    for (task, bounds) in rules.bounds.sorted(by: { $0.key < $1.key }) {
      let count = counts[task] ?? 0
      guard !bounds.contains(count) else { continue }
      warnings.append(
        "'\(task)' has \(count) \(rules.kind.rawValue) rows, not \(bounds.lowerBound) to "
          + "\(bounds.upperBound)")
    }
  }

  /// Takes rows of each source in the order of their hashes, in proportion from every split.
  private mutating func mix() throws(TrainingError) {
    guard !rules.mix.parts.isEmpty else { return }
    let plan = MixPlan(rules: rules.mix)
    var supplies: [String: MixPlan.Supply] = [:]
    var rows: [String: [[Int]]] = [:]
    let splitCount = recipe.split.shares.count
    for index in spool.entries.indices where spool.entries[index].isKept {
      let entry = spool.entries[index]
      let name = recipe.sources[Int(entry.source)].name
      supplies[name, default: .init()].rows += 1
      supplies[name, default: .init()].tokens += Int(entry.tokens)
      rows[name, default: Array(repeating: [], count: splitCount)][Int(entry.split)].append(index)
    }
    let wanted = plan.wanted(of: supplies)
    for name in Set(recipe.sources.map(\.name)).union(wanted.keys).sorted() {
      let had = rows[name] ?? Array(repeating: [], count: splitCount)
      let want = wanted[name] ?? 0
      let count = had.reduce(0) { $0 + $1.count }
      if want > plan.available(count) { try reportShortage(of: name, want: want, had: count) }
      let taken = min(want, plan.available(count))
      let parts = MixPlan.divided(taken, over: had.map(\.count))
      for (split, part) in parts.enumerated() { take(part, of: had[split]) }
      mixCounts.append([
        "source": .string(name), "wanted": .number(JSONNumber(want)),
        "had": .number(JSONNumber(count)), "taken": .number(JSONNumber(taken)),
      ])
    }
  }

  private mutating func reportShortage(
    of source: String, want: Int, had: Int
  ) throws(TrainingError) {
    let message = "the source '\(source)' has \(had) rows, \(want) are wanted"
    if rules.mix.short == .fail { throw TrainingError(message) }
    warnings.append(message)
  }

  private mutating func take(_ count: Int, of rows: [Int]) {
    let ordered = rows.sorted {
      (spool.entries[$0].order, $0) < (spool.entries[$1].order, $1)
    }
    for (place, index) in ordered.enumerated() where place >= count {
      spool.update(index) { $0.isKept = false }
      funnel.drop("mix", "rows", because: "not_taken")
    }
    guard count > ordered.count, !ordered.isEmpty else { return }
    for (place, index) in ordered.enumerated() {
      let copies = count / ordered.count + (place < count % ordered.count ? 1 : 0)
      spool.update(index) { $0.repeats = Int16(clamping: copies - 1) }
    }
  }
}
