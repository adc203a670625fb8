import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetCSV

@Suite("Questions that are trivial or ill-posed")
struct QuestionCheckTests {
  private static let table: String = {
    var lines = ["shop,size,year"]
    for index in 0..<60 {
      lines.append("s\(index % 3),\(index * 37 % 61).25,\(2000 + index % 7)")
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  /// As Python writes a rounded number.
  private static let zero = JSONValue.number(JSONNumber(validated: "0.0"))

  private func flaws(_ answers: [JSONValue], measured: [String] = []) throws -> [String] {
    let profile = try CSVProfilerTests.profile(Self.table)
    return QuestionCheck(profile: profile).flaws(answers: answers, measured: measured)
  }

  @Test(
    "A flaw is named",
    arguments: [
      (["a": 1], ["a": 2], ["a": 3], ["a": 4], "4 accepted answers"),
      (["column": "size", "mean": 29.8], nil, nil, nil, nil),
      (["rows": 0, "columns": []], nil, nil, nil, "empty or all zero"),
      ([:], nil, nil, nil, nil), (["rows": 12], nil, nil, nil, nil),
      (["value": "s1", "mean": 0.0, "lead": -0.0], nil, nil, nil, "empty or all zero"),
      (["value": "s1", "mean": zero, "lead": 0.25], nil, nil, nil, "zero after rounding"),
      (["value": "s1", "rows": 0, "lead": 0.25], nil, nil, nil, nil),
      (["statistic": 8.25, "p_value": zero], nil, nil, nil, nil),
      (["column": "size", "lower": 2.5, "upper": 2.5], nil, nil, nil, "no width"),
      (["column": "size", "lower": 2.5, "upper": 2.75], nil, nil, nil, nil),
      (["column": "size", "mean_above_median": 60.25], nil, nil, nil, "overview shows"),
      (["column": "shop", "rows": 60], nil, nil, nil, nil),
    ] as [(JSONValue, JSONValue?, JSONValue?, JSONValue?, String?)])
  func named(
    one: JSONValue, two: JSONValue?, three: JSONValue?, four: JSONValue?, flaw: String?
  ) throws {
    let found = try flaws([one] + [two, three, four].compactMap { $0 })
    #expect(found.isEmpty == (flaw == nil), "\(found)")
    if let flaw { #expect(found.contains { $0.contains(flaw) }) }
  }

  @Test("A question whose answer the overview shows is flawed")
  func shown() throws {
    let profile = try CSVProfilerTests.profile(Self.table)
    let mean = try #require(profile.columns[1].numbers?.mean)
    let rounded = JSONValue.number(JSONNumber((mean * 10_000).rounded() / 10_000))
    let shown: JSONValue = ["column": "size", "mean": rounded]
    #expect(try flaws([shown]).contains { $0.contains("overview shows") })
    #expect(try flaws([["column": "size", "mean": 11.1234]]).isEmpty)
  }

  @Test("A year is not measured")
  func labels() throws {
    #expect(try flaws([["a": 1.5321]], measured: ["year"]).count == 1)
    #expect(try flaws([["a": 1.5321]], measured: ["size"]).isEmpty)
  }

  @Test("Another question with the same answer is found")
  func siblings() {
    let known: [[JSONValue]] = [[["n": 1.2345]], [["n": 7], ["n": 8]]]
    #expect(QuestionCheck.sibling(of: [["n": 8]], among: known) == 1)
    #expect(QuestionCheck.sibling(of: [["n": 1.2346]], among: known) == 0)
    #expect(QuestionCheck.sibling(of: [["n": 1.24]], among: known) == nil)
  }

  @Test(
    "Answers agree at their written precision",
    arguments: [
      ("0.0512", "0.049", false), ("-0.004", "0.004", false), ("1.2345", "1.2346", true),
      ("1.2345", "1.2347", false), ("45210", "45250", false), ("2015", "2016", false),
      ("3", "3.0", true), ("1e-06", "2e-06", true), ("1e-06", "3e-06", false),
      ("1234567.25", "1234567.26", true), ("0.3", "0.35", false),
    ])
  func precision(one: String, other: String, expected: Bool) {
    func number(_ text: String) -> JSONValue { .number(JSONNumber(validated: text)) }
    #expect(PreciseAnswer.agree(number(one), number(other)) == expected)
    #expect(PreciseAnswer.agree(["a": [number(one)]], ["a": [number(other)]]) == expected)
  }

  @Test("An audit names the flaws of a file's questions")
  func audit() throws {
    let folder = try ScratchFolder()
    var first = QuestionRecord(id: "a", source: .template, dataset: "d")
    first.questionText = "How many?"
    first.csvSource = try folder.write(Self.table, to: "d.csv")
    first.groundTruth = ["n": 12]
    first.templateName = "percentile_ranking"
    var second = first
    second.id = "b"
    second.templateParameters = ["target": "year"]
    let verdicts = try QuestionAudit.verdicts(on: [first, second])
    #expect(verdicts[0].flaws.isEmpty)
    #expect(verdicts[1].flaws.contains { $0.contains("question 0 has the same answer") })
    #expect(verdicts[1].flaws.contains { $0.contains("measures 'year'") })
  }

  @Test("The overview of a wide file is cut, and counts what it leaves out")
  func wide() throws {
    let names = (0..<3000).map { "column_number_\($0)" }
    var lines = [names.joined(separator: ",")]
    for row in 0..<20 {
      lines.append((0..<3000).map { "\(($0 * 7 + row * 13) % 101).5" }.joined(separator: ","))
    }
    let overview = try CSVProfilerTests.profile(lines.joined(separator: "\n")).overview
    #expect(overview.utf8.count <= 18_000)
    #expect(overview.utf8.count > 12_000)
    #expect(overview.contains("20 rows, 3000 columns"))
    #expect(overview.contains("of numbers"))
  }
}
