import FacetBox
import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetScore

@Suite("Scores of SQL", .needsBubblewrap, .serialized)
struct QueryScorerTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  /// A database with six employees, one of them twice in a list of teams.
  private func makeDatabase() async throws -> String {
    let path = folder.path(of: "staff.sqlite")
    let script = """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      c.execute("CREATE TABLE staff (id INTEGER, name TEXT, pay REAL, boss INTEGER)")
      c.executemany("INSERT INTO staff VALUES (?, ?, ?, ?)", [
        (1, 'Ida', 10.5, None), (2, 'Ben', 20.25, 1), (3, 'Cem', 30.125, 1),
        (4, 'Dana', 20.25, 2), (5, 'Eli', 1 / 3, 2), (6, 'Ben', 7, 3)])
      c.commit()
      """
    let result = try await ProgramResult(
      of: ChildProcess.Command(["/usr/bin/python3", "-c", script, path]))
    #expect(result.status.isSuccess)
    return path
  }

  /// What the scorer says of responses.
  private func scores(
    _ responses: [String], gold: String?, database: String?, _ members: String = ""
  ) async throws -> [Score] {
    let scorer = try ScoredCase.scorers([
      #"{"name": "s", "kind": "sql", "gold": "{{gold}}", "database": "{{db}}"\#(members)}"#
    ])[0]
    var sample: JSONObject = [:]
    sample["gold"] = gold.map { .string($0) }
    sample["db"] = database.map { .string($0) }
    let fields = sample
    let card = Scorecard([scorer], locate: { FileSystem.exists($0) ? $0 : nil })
    let group = responses.map { response in
      ScoredCompletion(response: response) { fields[$0] }
    }
    return await card.scores(of: group, by: scorer)
  }

  private func fenced(_ sql: String) -> String { "```sql\n\(sql)\n```" }

  @Test("The rows decide, however often each stands there")
  func comparesRows() async throws {
    let database = try await makeDatabase()
    let cases: [(gold: String, query: String, expected: String)] = [
      ("SELECT name FROM staff", "SELECT name FROM staff", "1.0"),
      ("SELECT name FROM staff", "SELECT name FROM staff ORDER BY id DESC", "1.0"),
      // D-3: a set would say 1.0.
      ("SELECT name FROM staff", "SELECT DISTINCT name FROM staff", "0.416667"),
      ("SELECT name FROM staff ORDER BY id", "SELECT name FROM staff ORDER BY id DESC", "0.5"),
      ("SELECT name FROM staff ORDER BY id", "SELECT name FROM staff ORDER BY id", "1.0"),
      ("SELECT name FROM (SELECT * FROM staff ORDER BY id DESC)", "SELECT name FROM staff", "1.0"),
      ("SELECT id FROM staff", "SELECT id * 1.0 FROM staff", "1.0"),
      ("SELECT pay FROM staff WHERE id = 5", "SELECT 0.33333334", "1.0"),
      ("SELECT pay FROM staff WHERE id = 5", "SELECT 0.3334", "-0.25"),
      ("SELECT pay FROM staff WHERE id = 5", "SELECT 9e999", "-0.25"),
      ("SELECT boss FROM staff WHERE id = 1", "SELECT NULL", "1.0"),
      ("SELECT name, id FROM staff", "SELECT id, name FROM staff", "-0.25"),
      ("SELECT id FROM staff", "SELECT id, id FROM staff", "-0.25"),
      ("SELECT id FROM staff", "SELECT '1' UNION SELECT '2'", "-0.25"),
      (
        "SELECT id FROM staff WHERE id < 3", "SELECT id FROM staff WHERE id BETWEEN 2 AND 3",
        "0.166667"
      ),
      (
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT 20000) "
          + "SELECT n * 0.3 FROM r",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT 20000) "
          + "SELECT n * 0.1 * 3 FROM r", "1.0"
      ),
      // D-2: an empty result may be right.
      ("SELECT id FROM staff WHERE id > 9", "SELECT id FROM staff WHERE id > 8", "1.0"),
      ("SELECT id FROM staff WHERE id > 9", "SELECT 1", "-0.25"),
      ("SELECT id FROM staff", "SELECT id FROM staff WHERE 0", "-0.25"),
      // D-1: an error is worse than other rows.
      ("SELECT id FROM staff", "SELECT idd FROM staff", "-0.5"),
      ("SELECT id FROM staff", "SELECT 1; SELECT 2", "-0.5"),
      ("SELECT id FROM staff", "", "-0.5"),
    ]
    for (gold, members) in Dictionary(grouping: cases, by: \.gold) {
      let found = try await scores(
        members.map { fenced($0.query) }, gold: gold, database: database)
      for (score, expected) in zip(found, members) {
        #expect(score.text == expected.expected, "\(expected.query) for \(gold)")
      }
    }
  }

  @Test("The order of columns counts unless it is said not to")
  func columns() async throws {
    let database = try await makeDatabase()
    let found = try await scores(
      [fenced("SELECT pay, name, id FROM staff")], gold: "SELECT id, name, pay FROM staff",
      database: database, #", "columns": "any""#)
    #expect(found.map(\.text) == ["1.0"])
  }

  @Test("Any order of columns is found, whatever their number, and nearly right rows still count")
  func manyColumns() async throws {
    let database = try await makeDatabase()
    // Columns of which several have the same values, so that only whole rows tell them apart.
    let columns = (0..<12).map { place in
      place % 3 == 0 ? "id * \(place) + 1" : "(id + \(place)) % 2"
    }
    let gold = "SELECT \(columns.joined(separator: ", ")) FROM staff"
    let mixed = (0..<12).map { columns[$0 * 5 % 12] }.joined(separator: ", ")
    let found = try await scores(
      [
        fenced("SELECT \(mixed) FROM staff"), fenced("SELECT \(mixed) FROM staff ORDER BY id DESC"),
        fenced("SELECT \(mixed) FROM staff WHERE id < 6"),
        fenced(
          "SELECT \(columns.reversed().map { "\($0) + 50" }.joined(separator: ", ")) FROM staff"),
      ], gold: gold, database: database, #", "columns": "any""#)
    #expect(found.map(\.text) == ["1.0", "1.0", "0.416667", "-0.25"])
    let ordered = try await scores(
      [
        fenced("SELECT \(mixed) FROM staff ORDER BY id"),
        fenced("SELECT \(mixed) FROM staff ORDER BY id DESC"),
      ], gold: gold + " ORDER BY id", database: database, #", "columns": "any""#)
    #expect(ordered.map(\.text) == ["1.0", "0.5"])
  }

  @Test("Thousands of rows that differ in fractions are compared within the time limit")
  func manyRows() async throws {
    let database = try await makeDatabase()
    func rows(_ one: String, _ other: String) -> String {
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT 20000) "
        + "SELECT n * \(one) + n / 7.0, n % 50, n * \(other) FROM r"
    }
    let found = try await scores(
      [fenced(rows("0.7", "0.31")), fenced(rows("0.3", "0.2"))], gold: rows("0.3", "0.31"),
      database: database, #", "columns": "any", "timeout_s": 2"#)
    #expect(found.allSatisfy { ($0.value ?? .one) < .one && $0.value != nil }, "\(found)")
  }

  @Test("Thousands of close numbers with a fraction's difference are the same rows")
  func closeRows() async throws {
    let database = try await makeDatabase()
    func days(_ more: String) -> String {
      "WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r LIMIT 2000) "
        + "SELECT 2460000.0 + n / 1000.0 + \(more) FROM r"
    }
    let found = try await scores(
      [fenced(days("1e-7")), fenced(days("100"))], gold: days("0"), database: database)
    #expect(found.map(\.text) == ["1.0", "-0.25"])
  }

  // D-6: the time limit was that of a lock, so that a cross join never ended.
  @Test("Nothing but a query of the database runs, and it ends")
  func attacks() async throws {
    let database = try await makeDatabase()
    let before = try FileSystem.contents(of: database)
    let attacks = [
      "ATTACH DATABASE '/tmp/new.sqlite' AS x", "PRAGMA query_only = OFF",
      "PRAGMA writable_schema = ON", "VACUUM INTO '/tmp/copy.sqlite'", "DELETE FROM staff",
      "UPDATE staff SET pay = 0", "CREATE TABLE t (a)", "DROP TABLE staff",
      "INSERT INTO staff VALUES (7, 'x', 1, 1)", "SELECT load_extension('/tmp/x.so')",
      "SELECT readfile('/etc/passwd')", "SELECT writefile('/tmp/x', 'y')",
      "SELECT zeroblob(1000000000)", "SELECT randomblob(10)", "SELECT random()",
      "SELECT printf('%.*c', 100000000, 'x')",
      "SELECT hex(printf('%.*c', 9000000, 'x'))"
        + " || hex(printf('%.*c', 9000000, 'x'))",
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
      "SELECT count(*) FROM staff a, staff b, staff c, staff d, staff e, staff f, staff g, staff h,"
        + " staff i, staff j, staff k, staff l",
      "SELECT a.id FROM staff a, staff b, staff c, staff d, staff e, staff f, staff g",
    ]
    let found = try await scores(
      attacks.map(fenced), gold: "SELECT id FROM staff", database: database,
      #", "timeout_s": 1, "max_rows": 1000"#)
    for (score, attack) in zip(found, attacks) {
      #expect((score.value ?? .one) < .zero, "\(attack): \(score)")
    }
    #expect(try FileSystem.contents(of: database) == before)
    #expect(folder.names == ["staff.sqlite"])
  }

  @Test("What cannot be told is no number")
  func missing() async throws {
    let database = try await makeDatabase()
    let one = [fenced("SELECT 1")]
    let gone = folder.path(of: "gone.sqlite")
    let text = try folder.write("no database", to: "text.sqlite")
    func found(_ gold: String?, _ database: String?, _ members: String = "") async throws -> String
    {
      try await scores(one, gold: gold, database: database, members).map(\.text)[0]
    }
    // D-4: a missing database made every query wrong, and gave `select 1` 0.2.
    #expect(try await found("SELECT id FROM staff", gone) == "no_database")
    #expect(!FileSystem.exists(gone))
    #expect(try await found("SELECT id FROM staff", nil) == "no_database")
    #expect(try await found("SELECT id FROM staff", text) == "no_database")
    // D-5: samples without an expected query were never told from others.
    #expect(try await found(nil, database) == "no_gold")
    #expect(try await found(" ", database) == "no_gold")
    #expect(try await found("SELECT idd FROM staff", database) == "gold_failed")
    #expect(
      try await found(
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r", database,
        #", "timeout_s": 0.5, "max_rows": 1000"#) == "gold_failed")
  }

  @Test("The published numbers can be asked for")
  func published() async throws {
    let database = try await makeDatabase()
    func found(_ query: String, _ gold: String?) async throws -> String {
      try await scores(
        [query], gold: gold, database: database, #", "published": true"#
      ).map(\.text)[0]
    }
    #expect(
      try await found(fenced("SELECT DISTINCT name FROM staff"), "SELECT name FROM staff") == "1.0")
    #expect(try await found(fenced("SELECT 1"), "SELECT id FROM staff WHERE 0") == "0.2")
    #expect(
      try await found(fenced("SELECT id FROM staff WHERE 0"), "SELECT id FROM staff WHERE 0")
        == "0.0")
    #expect(try await found(fenced("SELECT 99"), "SELECT id FROM staff") == "-0.25")
    #expect(try await found(fenced("SELECT x"), "SELECT id FROM staff") == "-0.5")
    #expect(try await found(fenced("SELECT 1"), nil) == "0.3")
    #expect(try await found("no query", nil) == "-0.3")
  }
}

@Suite("SQL in answers")
struct SQLTextTests {
  @Test(
    "The query of an answer",
    arguments: [
      ("```sql\nSELECT 1\n```", "SELECT 1"),
      // D-7: the fence of another name was cut into the query.
      ("```sqlite\nSELECT 1\n```", "SELECT 1"), ("```SQL\nSELECT 1\n```", "SELECT 1"),
      ("```sql\nSELECT 1\n```\nbetter:\n```sql\nSELECT 2\n```", "SELECT 2"),
      ("```\nSELECT 1\n```", "SELECT 1"), ("```text\nhello\n```", nil),
      (
        "```python\nprint(1)\n```\n```\nWITH a AS (SELECT 1) SELECT * FROM a\n```",
        "WITH a AS (SELECT 1) SELECT * FROM a"
      ),
      // D-7: more than one line was cut to the first.
      (
        "SELECT name\nFROM staff\nWHERE id = 1\n\nThat is all.",
        "SELECT name\nFROM staff\nWHERE id = 1"
      ),
      ("  select *\nfrom t", "select *\nfrom t"),
      ("SELECT count(*) FROM t", "SELECT count(*) FROM t"),
      ("SELECT a, b FROM t", "SELECT a, b FROM t"), ("SELECT a x FROM t", "SELECT a x FROM t"),
      ("SELECT DISTINCT a FROM t", "SELECT DISTINCT a FROM t"), ("SELECT 1", "SELECT 1"),
      ("SELECT CASE WHEN a > 1 THEN 2 END FROM t", "SELECT CASE WHEN a > 1 THEN 2 END FROM t"),
      (
        "WITH \"q\" AS (SELECT 1) SELECT * FROM \"q\"",
        "WITH \"q\" AS (SELECT 1) SELECT * FROM \"q\""
      ),
      (
        "WITH RECURSIVE r(n) AS (SELECT 1) SELECT n FROM r",
        "WITH RECURSIVE r(n) AS (SELECT 1) SELECT n FROM r"
      ),
      // D-7: prose was taken for SQL.
      ("With this in mind, the answer is 4.", nil), ("Create a plan first.", nil),
      ("Select the best option from the list.", nil), ("Select one of them", nil),
      ("The query is SELECT 1", nil), ("", nil), ("```sql\n\n```", nil),
    ] as [(String, String?)])
  func query(answer: String, expected: String?) {
    #expect(SQLText.query(in: answer) == expected)
  }

  @Test(
    "Only the order of the outermost query counts",
    arguments: [
      ("SELECT a FROM t ORDER BY a", true), ("select a from t order\n by a", true),
      ("SELECT a FROM (SELECT a FROM t ORDER BY a)", false),
      ("SELECT row_number() OVER (ORDER BY a) FROM t", false),
      ("SELECT 'order by' FROM t", false), ("SELECT a FROM t -- order by a", false),
      ("SELECT a /* order by */ FROM t", false), ("SELECT \"order\" FROM t", false),
      ("WITH x AS (SELECT 1 ORDER BY 1) SELECT * FROM x ORDER BY 1", true),
      ("SELECT 1 UNION SELECT 2 ORDER BY 1", true),
    ])
  func order(query: String, expected: Bool) {
    #expect(SQLText.hasOuterOrder(query) == expected)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test where boxes or Python are not installed.
  static var needsBubblewrap: Self {
    .enabled(
      if: SystemProgram.path(of: "bwrap") != nil && BoxedPython.interpreter != nil,
      "bubblewrap or python3 is not installed")
  }
}
