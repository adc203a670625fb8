import FacetJSON
import FacetTables
import TestSupport
import Testing

@testable import FacetCSV

@Suite("The profile of a CSV file")
struct CSVProfilerTests {
  static func profile(
    _ text: String, choices: CSVDialect.Choices = CSVDialect.Choices()
  ) throws -> CSVProfile {
    let folder = try ScratchFolder()
    return try CSVProfiler.profile(of: try folder.write(text, to: "d.csv"), choices: choices)
  }

  @Test(
    "A column has the type that pandas gives it",
    arguments: [
      (["1", "2", "-3"], "integer", "int64"), (["1", "", "3"], "integer", "float64"),
      (["1.5", "2", "1e3"], "number", "float64"), (["007", "+5", " 6 "], "integer", "int64"),
      (["-0.5", "01.20", "12.3"], "number", "float64"),
      (["01.1", "01.11", "02.1"], "text", "object"),
      (["True", "false", "TRUE"], "boolean", "bool"),
      (["True", "NA", "False"], "boolean", "object"),
      (["2024-02-29", "2023-01-01 10:30", "2022/5/6"], "date", "object"),
      (["2023-02-29", "x", "y"], "text", "object"), (["1", "x", "2"], "text", "object"),
      (["1_000", "2", "3"], "text", "object"), (["0x1F", "2", "3"], "text", "object"),
      (["99999999999999999999", "2", "3"], "text", "object"),
      (["?", "NA", ""], "empty", "float64"),
      (["$1", "2", "$3"], "amount", "object"), (["$1200.50", "-$5", ""], "amount", "object"),
      (["$1", "x", "3"], "text", "object"), (["$", "$1", "$2"], "text", "object"),
    ])
  func types(values: [String], kind: String, dtype: String) throws {
    let rows = values.enumerated().map { "\($0)k,\($1)" }.joined(separator: "\n")
    let column = try Self.profile("key,value\n\(rows)\n").columns[1]
    #expect(column.kind.rawValue == kind)
    #expect(column.dtype == dtype)
  }

  @Test func `a column of numbers is described as pandas describes it`() throws {
    let column = try Self.profile("k,v\na,1\nb,2\nc,4\nd,8\ne,\nf,16\n").columns[1]
    let numbers = try #require(column.numbers)
    #expect(column.missingCount == 1)
    #expect(abs(numbers.mean - 6.2) < 1e-12)
    #expect(abs((numbers.standardDeviation ?? 0) - 6.09918) < 1e-5)
    #expect(numbers.lowerQuartile == 2 && numbers.median == 4 && numbers.upperQuartile == 8)
    #expect(abs((numbers.skew ?? 0) - 1.32531) < 1e-4)
  }

  @Test func `amounts are profiled as numbers, but no question is about them`() throws {
    let column = try Self.profile(
      "k,v\na,\"$1,200\"\nb,-$300\nc,50\nd,\"1,234,567.5\"\ne,$-2\n"
    ).columns[1]
    let numbers = try #require(column.numbers)
    #expect(numbers.least == -300 && numbers.greatest == 1_234_567.5 && numbers.median == 50)
    #expect(column.json["numeric"]?["max"]?.double == 1_234_567.5)
    guard case .none(let reason) = column.eligibility else {
      Issue.record("amounts are asked about")
      return
    }
    #expect(reason.contains("pandas reads as text"))
  }

  @Test(
    "Only numbers written as amounts are amounts",
    arguments: [
      "12,34", "1,2345", ",123", "1,234,", "$", "$1.2.3", "1 200", "$1,20", "1,234 USD", "12",
      "1234,567", "--$1", "$1,234.5x", "0,125", "$0,125", "", " ",
    ])
  func noAmounts(text: String) {
    let bytes = Array(text.utf8)
    #expect(AmountScan.number(bytes.span) == nil)
  }

  @Test(
    "An amount may have surrounding spaces and no whole part",
    arguments: [("$.50", 0.5), (" $1,200 ", 1200), ("-1,234.25", -1234.25), ("$0", 0)])
  func amounts(text: String, value: Double) {
    let bytes = Array(text.utf8)
    #expect(AmountScan.number(bytes.span) == value)
  }

  @Test func `values are distinct if their meanings differ`() throws {
    let profile = try Self.profile("n,b,t\n1,True,a\n1.0,TRUE,A\n1e0,true,a\n2,False,a\n")
    #expect(profile.columns.map(\.uniqueCount) == [2, 2, 2])
  }

  @Test func `malformed rows are counted and shown with their line`() throws {
    let profile = try Self.profile("a,b\n1,2\n3,4,5\n6\n\n7,8\n")
    #expect(profile.rows == 3)
    #expect(profile.malformed.leftOut == 1 && profile.malformed.short == 1)
    #expect(profile.malformed.examples.map(\.line) == [3, 4])
    #expect(profile.columns[1].missingCount == 1)
    #expect(profile.report.contains("line 3 has 3 fields instead of 2; the row is ignored: 3 | 4"))
  }

  @Test func `a first row that is too long makes equally long rows count`() throws {
    let malformed = try Self.profile("a,b\n1,2,9\n3,4,5\n6,7\n8,9,1,1\n").malformed
    #expect(malformed.cut == 2 && malformed.leftOut == 1)
  }

  @Test func `a quote that is not closed makes a file unfit for questions`() throws {
    let profile = try Self.profile("a,b\n1,\"open\n2,3\n")
    #expect(profile.malformed.hasUnclosedQuote)
    #expect(profile.unsuitability?.contains("never closed") == true)
  }

  @Test(
    "Notes below a table are no rows of it",
    arguments: [
      ("Source: the harbour office\n", 1), ("\n* provisional\nSource: office, 2023\n", 2),
      ("\nSource: the office;,,\n", 1), ("Stand: 2023,,\nQuelle: Amt,,\n", 2), ("r3,,\n", 0),
      ("Source: the office,5,\n", 0), ("r3\n", 0), ("Source: the office\nr9,9,9\n", 0), ("7\n", 0),
    ])
  func notes(end: String, count: Int) throws {
    let rows = (0..<60).map { "r\($0 % 4),\($0),\($0 * 7 % 31)" }.joined(separator: "\n")
    let profile = try Self.profile("region,units,price\n\(rows)\n\(end)")
    let others = end.split(separator: "\n").count - count
    #expect(profile.rows == 60 + others)
    #expect(profile.alerts.contains { $0.contains("below the table") } == (count > 0))
    #expect(profile.readingArguments["nrows"]?.int == (count > 0 ? 60 : nil))
  }

  @Test func `the user chooses the spellings of missing values`() throws {
    let text = "k,v\na,-\nb,NA\nc,3\n"
    #expect(try Self.profile(text).columns[1].missingCount == 1)
    let choices = CSVDialect.Choices(missingWords: ["-"])
    #expect(try Self.profile(text, choices: choices).columns[1].missingCount == 1)
    #expect(
      try Self.profile(text, choices: choices).columns[1].topValues.map(\.value) == ["3", "NA"])
  }

  @Test func `repeated names are made unique as in pandas`() {
    #expect(
      CSVDialect.distinct(["a", "a", "", "a.1", "a"]) == ["a", "a.2", "Unnamed: 2", "a.1", "a.3"])
  }

  @Test func `repeated rows are counted`() throws {
    #expect(try Self.profile("a,b\n1,x\n2,y\n1,x\n1.0,x\n").duplicateRows == 2)
  }

  /// A hundred rows with a column of each kind that may or may not be asked about.
  private static let varied: String = {
    var lines = ["customer_id,row,height,team,note,zip,flag,same,when,gaps"]
    for index in 0..<100 {
      let fields = [
        "\(index * 7)", "\(index + 5)", "\(150 + index * 37 % 61).5", "T\(index % 4)",
        "text \(index)", "\(10000 + index % 30)", index % 3 == 0 ? "True" : "False", "1",
        "2024-01-\(index % 28 + 1)", index == 4 ? "1" : "",
      ]
      lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test(
    "A column says what may be asked of it, or why nothing may",
    arguments: [
      ("customer_id", "its name marks it as an identifier"),
      ("row", "it increases by 1 from row to row"), ("height", nil), ("team", nil),
      ("note", "nearly every row has a different value"),
      ("zip", nil), ("flag", nil),
      ("same", "all its values are the same"), ("when", "it holds dates"),
      ("gaps", "at least 95% of it is missing"),
    ] as [(String, String?)])
  func eligibility(name: String, reason: String?) throws {
    let profile = try Self.profile(Self.varied)
    let column = try #require(profile.columns.first { $0.name == name })
    if let reason {
      #expect(column.eligibility == .none(reason: reason))
    } else {
      #expect(column.eligibility == (name == "height" ? .numeric : .category))
    }
  }

  @Test func `the profile and the overview hold what prompts need`() throws {
    let profile = try Self.profile(Self.varied)
    let keys = profile.json["columns"]?[2]?.object?.keys ?? []
    #expect(
      keys.starts(with: ["name", "type", "dtype", "missing_count", "missing_pct", "unique_count"]))
    #expect(profile.json["shape"] == ["rows": 100, "columns": 10])
    for heading in [
      "SHAPE", "COLUMNS", "HEAD (5)", "NUMERIC SUMMARY", "MISSING VALUES",
      "CATEGORICAL VALUE COUNTS",
    ] {
      #expect(profile.overview.contains("=== \(heading) ==="))
    }
  }
}

@Suite("Sketches of a column")
struct SketchTests {
  @Test func `quantiles stay within a fifth of a percent of their rank`() {
    var sketch = QuantileSketch()
    let count = 500_000
    // A permutation of 0 ..< count.
    for index in 0..<count { sketch.add(Double(index * 377_777 % count)) }
    #expect(!sketch.isExact)
    for (share, value) in zip([0.25, 0.5, 0.75], sketch.quantiles([0.25, 0.5, 0.75])) {
      #expect(abs((value ?? -1) / Double(count) - share) < 0.002)
    }
  }

  @Test func `few numbers have exact quantiles`() {
    var sketch = QuantileSketch()
    for value in [4.0, 1, 3, 2] { sketch.add(value) }
    #expect(sketch.isExact)
    #expect(sketch.quantiles([0, 0.5, 1]) == [1, 2.5, 4])
  }

  @Test func `distinct values are counted exactly up to a limit, then within two percent`() {
    for (count, isExact) in [(1_000, true), (100_000, false)] {
      var table = ValueTable(limit: 20_000)
      for round in 0..<2 {
        for value in 0..<count {
          var digest = ByteDigest()
          digest.add(UInt64(value))
          table.count(digest.value, bytes: [UInt8(round)].span)
        }
      }
      #expect(table.isExact == isExact)
      #expect(abs(Double(table.count) / Double(count) - 1) < (isExact ? 1e-9 : 0.02))
    }
  }

  @Test(
    "A number is read as its nearest double",
    arguments: [
      "0", "-0.0", "1", "3.14159", "1e22", "1e-22", "123456789012345678", "0.1", "2.5e-3",
      "1.7976931348623157e308", "4.9e-324", "9007199254740993", "12345678901234567.25",
    ])
  func decimals(text: String) throws {
    let value = try #require(number(text))
    #expect(value.bitPattern == Double(text)?.bitPattern)
  }

  @Test(
    "What is no number is not read as one", arguments: ["", "-", "1,5", "1e", "e5", "1 2", "."])
  func noDecimals(text: String) {
    #expect(number(text) == nil)
  }

  private func number(_ text: String) -> Double? {
    DecimalScan.number(Array(text.utf8).span)?.value
  }
}
