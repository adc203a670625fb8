internal import FacetBox
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// Scores SQL by running it: the rows of a completion's query against those of the expected one.
struct QueryScorer {
  let rule: Scorer.QueryRule
  let python: BoxedPython
  /// Finds a database by its path in the data.
  let locate: @Sendable (String) -> String?

  private static let failed = ScoreValue(millionths: -500_000)
  private static let disjoint = ScoreValue(millionths: -250_000)

  /// The file of a completion's database; `nil` if there is none.
  func database(of completion: ScoredCompletion) -> String? {
    guard let path = completion.text(of: rule.database), !path.allSatisfy(\.isWhitespace) else {
      return nil
    }
    return locate(String(path.trimmed)).flatMap { FileSystem.isDirectory($0) ? nil : $0 }
  }

  /// - Parameter queries: The query of each completion; `nil` where its response has none.
  func scores(of completions: [ScoredCompletion], queries: [String?]) async -> [Score] {
    // What is expected may differ from completion to completion only in theory.
    var scores = completions.map { _ in Score(.noGold) }
    var groups: [[String?]: [Int]] = [:]
    for index in completions.indices {
      let gold = completions[index].text(of: rule.gold)
      let hasGold = gold.map { !$0.allSatisfy(\.isWhitespace) } ?? false
      if rule.isPublished, !hasGold || completions[index].text(of: rule.database) == nil {
        scores[index] = Score(ScoreValue(millionths: queries[index] == nil ? -300_000 : 300_000))
      } else if hasGold {
        groups[[gold, database(of: completions[index])], default: []].append(index)
      }
    }
    for (key, members) in groups {
      guard let gold = key[0] else { continue }
      let found = await self.scores(
        of: members.map { queries[$0] }, gold: gold, database: key[1])
      for (index, score) in zip(members, found) { scores[index] = score }
    }
    return scores
  }

  private func scores(of queries: [String?], gold: String, database: String?) async -> [Score] {
    guard let database else { return queries.map { _ in Score(.noDatabase) } }
    let asked = queries.compactMap { $0 }
    // Each query and the gold have their own time, and so have the comparisons; this is the end of
    // them all.
    let time = (rule.timeout + .seconds(5)) * (asked.count + 1) + .seconds(10)
    let answer: JSONValue
    do throws(BoxError) {
      answer = try await python.answer(
        of: PackageResources.query_py,
        to: [
          "gold": .string(gold), "queries": .array(asked.map { .string($0) }),
          "timeout_s": .number(JSONNumber(finite: rule.timeout / .seconds(1))),
          "max_rows": .number(JSONNumber(rule.maxRows)),
          "ordered": .bool(SQLText.hasOuterOrder(gold)),
          "columns": .string(rule.columns.rawValue), "published": .bool(rule.isPublished),
        ], file: ("database", database), time: time, memory: 1 << 30)
    } catch {
      return queries.map { _ in Score(.boxFailed, detail: error.description) }
    }
    if let failure = answer["gold"]?["failure"]?.string {
      let reason: NoScore = failure == "database" ? .noDatabase : .goldFailed
      return queries.map { _ in Score(reason, detail: answer["gold"]?["words"]?.string) }
    }
    var results = (answer["results"]?.array ?? [])[...]
    let goldIsEmpty = answer["gold"]?["rows"]?.int == 0
    return queries.map { query in
      guard query != nil else { return Score(Self.failed, detail: "it holds no SQL") }
      return results.popFirst().map { score(of: $0, goldIsEmpty) } ?? Score(.boxFailed)
    }
  }

  private func score(of result: JSONValue, _ goldIsEmpty: Bool) -> Score {
    if result["failure"] != nil {
      return Score(Self.failed, detail: result["words"]?.string)
    }
    if rule.isPublished, goldIsEmpty {
      return Score(ScoreValue(millionths: result["rows"]?.int == 0 ? 0 : 200_000))
    }
    if result["same"] == true { return Score(.one) }
    let shared = result["shared"]?.int ?? 0
    if shared == 0 { return Score(Self.disjoint) }
    return Score(ScoreValue(shared, of: 2 * (result["union"]?.int ?? 1)))
  }
}
