import FacetJSON
import FacetTables
import TestSupport
import Testing

@testable import FacetCSV

@Suite("Roles of columns")
struct ColumnRoleTests {
  /// A column of a hundred rows beside a label.
  private func column(_ name: String, _ value: (Int) -> String) throws -> ColumnProfile {
    var text = "label,\(name)\n"
    for index in 0..<100 { text += "L\(index % 5),\(value(index))\n" }
    return try #require(try CSVProfilerTests.profile(text).columns.last)
  }

  /// Numbers below a limit that look like chance.
  private static func chance(_ index: Int, _ limit: Int) -> Int {
    var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678
    state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((state ^ (state >> 31)) % UInt64(limit))
  }

  @Test("Places in an outline are text, and versions are not measured")
  func outlines() throws {
    let outline = try column("branch") { ["01", "01.1", "01.11", "47", "47.1"][$0 % 5] }
    #expect(outline.isNumberLikeText)
    #expect(outline.uniqueCount == 5)
    let versions = try column("version") { ["1.1", "1.2", "1.10", "2.0"][$0 % 4] }
    #expect(versions.eligibility != .numeric)
    #expect(versions.kind == .number)
    let measures: [(Int) -> String] = [
      { ["1.5", "2.25", "3.1", "0.75"][$0 % 4] + "" },
      { "\(Self.chance($0, 9)).\(10 + Self.chance($0 + 7, 89))" },
      { ["2.5", "2.50", "2.05"][$0 % 3] }, { ["12.50", "3.10", "7.20"][$0 % 3] },
      { ["01.50", "12.25", "07.75"][$0 % 3] }, { ["-1.1", "1.10", "1.2"][$0 % 3] },
    ]
    for (index, value) in measures.enumerated() {
      let measure = try column("size", value)
      #expect(!measure.isNumberLikeText, "\(index)")
      #expect(measure.eligibility == .numeric, "\(index) \(measure.eligibility)")
    }
  }

  @Test("Numbers that only identify or order rows are not averaged")
  func identities() throws {
    let columns: [(String, (Int) -> String)] = [
      ("subject", { "\($0 + 1)" }),
      ("kundennummer", { "\(1_000_000 + Self.chance($0, 9_000_000))" }),
      ("order_number", { "\(52000 + $0 * 7 + Self.chance($0, 5))" }),
      ("anything", { "\(52000 + $0 * 7 + Self.chance($0, 5))" }),
      ("tract", { "\(10000 + Self.chance($0, 90000))" }),
      ("thing", { "\(10000 + ($0 * 37 % 100) * 900 + 13)" }),
      ("epoch", { "\(1_600_000_000 + Self.chance($0, 9_000_000))" }),
      ("moment", { "\(1_600_000_000 + Self.chance($0, 9_000_000))" }),
      ("sku", { "\(700 + Self.chance($0, 400))" }),
      ("county_fp", { "\(1 + 2 * Self.chance($0, 90))" }),
      ("CustomerNumber", { "\(Self.chance($0, 90))" }),
    ]
    for (name, value) in columns {
      #expect(try column(name, value).eligibility != .numeric, "\(name)")
    }
  }

  @Test("Years, days and codes with few values sort rows into groups")
  func groups() throws {
    let columns: [(String, (Int) -> String)] = [
      ("year", { "\(1990 + $0 % 20)" }), ("vintage", { "\(1990 + $0 % 20)" }),
      ("day", { "\(1 + $0 % 31)" }), ("month", { "\(1 + $0 % 12)" }),
      ("hour", { "\($0 % 24)" }), ("customer", { "\(1 + $0 % 20)" }),
      ("region", { "\(1 + $0 % 9)" }), ("zip", { "\(10115 + $0 % 9)" }),
      ("region_code", { ["01", "02", "16"][$0 % 3] }), ("part", { ["4E4", "3E3", "7"][$0 % 3] }),
    ]
    for (name, value) in columns {
      #expect(try column(name, value).eligibility == .category, "\(name)")
    }
  }

  @Test("Quantities stay measures")
  func measures() throws {
    let columns: [(String, (Int) -> String)] = [
      ("salary", { "\(40000 + Self.chance($0, 100) * Self.chance($0 + 500, 300))" }),
      ("price", { "\($0 * 37 % 101).5" }), ("visits", { "\(Self.chance($0, 50))" }),
      ("days_open", { "\(Self.chance($0, 90))" }), ("age", { "\(20 + Self.chance($0, 50))" }),
      ("num_orders", { "\(Self.chance($0, 9))" }), ("order_value", { "\(Self.chance($0, 900))" }),
      ("years_worked", { "\(Self.chance($0, 40))" }),
      ("population", { "\(1000 + Self.chance($0, 300) * Self.chance($0 + 1, 300))" }),
    ]
    for (name, value) in columns {
      #expect(try column(name, value).eligibility == .numeric, "\(name)")
    }
  }

  @Test("Labels that look like numbers are text, in the profile and for pandas")
  func labels() throws {
    let profile = try CSVProfilerTests.profile(
      "plz,part,n,mixed\n01067,4E4,1,1.5\n10115,3E3,2,1e3\n01067,40000,3,2\n10115,4E4,,3\n")
    #expect(profile.columns.map(\.kind) == [.text, .text, .integer, .number])
    #expect(profile.columns[1].uniqueCount == 3)
    #expect(profile.readingArguments["dtype"] == ["plz": "str", "part": "str"])
    #expect(profile.columns[0].groups.map(\.value) == ["01067", "10115"])
    // Stored questions without such types were made of numbers, and stay so.
    let old = CSVDialect.Choices(reading: ["sep": ",", "header": 0])
    let column = try CSVProfilerTests.profile("plz,n\n01067,1\n10115,2\n", choices: old).columns[0]
    #expect(column.kind == .integer)
  }

  @Test("Rows that are blank or hold totals do not count, and pandas is told which")
  func rowsLeftOut() throws {
    let text = "city,n\nRome,10\n,\nOslo,20\nBern,15\nTotal,45\n,\n,\n"
    let profile = try CSVProfilerTests.profile(text)
    #expect(profile.rows == 3)
    #expect(profile.columns[1].numbers?.mean == 15)
    #expect(profile.readingArguments["skiprows"] == [2])
    #expect(profile.readingArguments["nrows"] == 3)
    #expect(profile.alerts.contains { $0.contains("3 rows are blank") })
    #expect(profile.alerts.contains { $0.contains("line 6 holds totals") })
    let again = try CSVProfilerTests.profile(
      text, choices: CSVDialect.Choices(reading: profile.readingArguments))
    #expect(again.overview == profile.overview)
    let noted = try CSVProfilerTests.profile(
      "city,n\nRome,10\nOslo,20\nBern,15\nTotal,45\n\nSource: city office\nNot all cities\n")
    #expect(noted.rows == 3)
    #expect(noted.alerts.contains { $0.contains("line 5 holds totals") })
    #expect(noted.alerts.contains { $0.contains("the last 2 lines are notes") })
    let padded = try CSVProfilerTests.profile(
      "city,n,m\nRome,10,1\nOslo,20,2\nBern,15,4\nTotal,45,7\nSource: city office,,\n")
    #expect(padded.rows == 3)
    let doubtful = try CSVProfilerTests.profile("city,n\nRome,1\nOslo,2\nBern,4\nTotal,99\n")
    #expect(doubtful.rows == 4)
    #expect(doubtful.alerts.contains { $0.contains("may hold totals") })
  }

  @Test("Row names shift no column")
  func rowNames() throws {
    let profile = try CSVProfilerTests.profile("mpg,cyl\n\"A\",21.5,6\n\"B\",17.5,4\n")
    #expect(profile.columns.map(\.name) == ["Unnamed: 0", "mpg", "cyl"])
    #expect(profile.columns[1].numbers?.mean == 19.5)
    #expect(profile.malformed.count == 0)
  }

  @Test("Prompts and code agree on missing values")
  func missingWords() throws {
    let text = "k,v\na,-999\nb,2\nc,4\n"
    let choices = CSVDialect.Choices(missingWords: ["-999"])
    let profile = try CSVProfilerTests.profile(text, choices: choices)
    let stored = CSVDialect.Choices(reading: profile.readingArguments)
    #expect(try CSVProfilerTests.profile(text, choices: stored).overview == profile.overview)
    #expect(profile.columns[1].missingCount == 1)
  }

  @Test("Columns whose names look the same are not asked about")
  func twins() throws {
    let profile = try CSVProfilerTests.profile("caf\u{E9},cafe\u{301},n\n1,2,3\n2,4,5\n3,9,1\n")
    #expect(profile.columns.map { Array($0.name.utf8).count } == [5, 6, 1])
    #expect(
      profile.columns[0].eligibility != .numeric && profile.columns[1].eligibility != .numeric)
    #expect(profile.alerts.contains { $0.contains("looks like another column's") })
  }
}

@Suite("Numbers that may stand for missing values")
struct MissingCodeTests {
  private func column(
    _ values: [String], choices: CSVDialect.Choices = CSVDialect.Choices()
  ) throws -> ColumnProfile {
    let rows = values.enumerated().map { "L\($0 % 5),\($1)" }
    let text = "label,value\n" + rows.joined(separator: "\n") + "\n"
    return try #require(try CSVProfilerTests.profile(text, choices: choices).columns.last)
  }

  private static func numbers(_ range: ClosedRange<Int>, and codes: [String]) -> [String] {
    (0..<120).map { "\(range.lowerBound + $0 * 13 % range.count)" } + codes
  }

  @Test(
    "Codes far from all other values are found, and their column is not asked about",
    arguments: [
      (-20...40, ["-999", "-999"], ["-999"]), (1...5, ["99", "99"], ["99"]),
      (1...5, ["98", "99", "97"], ["99", "98", "97"]), (0...10, ["88", "88"], ["88"]),
      (1...7, ["-99", "-99", "999", "999"], ["-99", "999"]),
    ] as [(ClosedRange<Int>, [String], [String])])
  func found(range: ClosedRange<Int>, codes: [String], expected: [String]) throws {
    let column = try column(Self.numbers(range, and: codes))
    #expect(column.missingCodes == expected)
    #expect(column.eligibility != .numeric && column.eligibility != .category)
  }

  @Test(
    "Values of the column's own range, single ones and other numbers are measures",
    arguments: [
      (18...89, ["99", "99"]), (1...5, ["99"]), (1...5, ["50", "50"]),
      (900...1050, ["999", "999"]),
      (0...3, ["9", "9"]), (5...5, ["99", "99"]),
    ] as [(ClosedRange<Int>, [String])])
  func kept(range: ClosedRange<Int>, codes: [String]) throws {
    #expect(try column(Self.numbers(range, and: codes)).missingCodes == [])
  }

  @Test("The user's words for missing values decide alone")
  func chosen() throws {
    let values = Self.numbers(1...5, and: ["99", "99"])
    let missing = try column(values, choices: CSVDialect.Choices(missingWords: ["NA", "99"]))
    #expect(missing.missingCount == 2 && missing.eligibility == .numeric)
    let kept = try column(values, choices: CSVDialect.Choices(missingWords: ["NA"]))
    #expect(kept.missingCodes == [] && kept.eligibility == .numeric)
  }
}
