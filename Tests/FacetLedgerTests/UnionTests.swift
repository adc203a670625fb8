import FacetLedger
import FacetPlatform
import Testing

@Suite("United ledgers")
struct UnionTests {
  let folder = TestFolder()

  private func path(_ name: String) -> String { folder.path + "/" + name }

  /// A ledger with a run whose completions have these numbers and bodies.
  @discardableResult
  private func make(
    _ name: String, _ completions: [Int: String], run: Int = 1, startedAt: Int = 1_000_000,
    isFresh: Bool = false, failures: [Int] = [], attempts: Int = 0, ends: Bool = true
  ) async throws -> String {
    try await Ledger.withLedger(at: path(name)) { (ledger) async throws in
      let begun = try await ledger.beginRun(
        .sample(run, isFresh: isFresh, startedAt: startedAt))
      let generation = begun.run.generation
      for number in 0..<attempts {
        ledger.record(
          LedgerAttempt(
            key: .number(number, generation: generation), step: "strategy", model: "m",
            provider: "together", kind: "timeout", session: begun.session))
      }
      for number in failures {
        try await ledger.record(
          LedgerFailure(
            key: .number(number, generation: generation), errorClass: "timeout", message: name,
            isTransient: true, session: begun.session))
      }
      for (number, body) in completions.sorted(by: { $0.key < $1.key }) {
        var completion = LedgerCompletion.sample(
          .number(number, generation: generation), body: body, session: begun.session)
        completion.costPicoUSD = 5
        completion.promptTokens = 2
        completion.completionTokens = 1
        try await ledger.record(completion)
      }
      guard ends else { return }
      try await ledger.endRun(
        begun.session, state: .complete, counters: SessionCounters(requestsSent: 9))
    }
    return path(name)
  }

  private func unite(
    _ names: [String], options: LedgerUnion.Options = .init()
  ) async throws -> LedgerUnion {
    try await LedgerUnion.write(
      to: path("all.sqlite"), from: names.map(path), options: options)
  }

  /// Everything in a ledger, without the numbers of rows.
  private func content(_ name: String) async throws -> [String] {
    try await Ledger.withLedger(at: path(name)) { (ledger) async throws in
      var lines: [String] = []
      for try await completion in ledger.completions() {
        lines.append(
          "\(completion.key.fingerprint) \(String(decoding: completion.body, as: UTF8.self))")
      }
      lines.sort()
      for summary in try ledger.runs() {
        lines.append(
          "\(summary.run.identity) \(summary.sessions) \(summary.totals) \(summary.account)")
      }
      return lines
    }
  }

  @Test("Hold every completion once, and what every session paid; uniting again changes nothing")
  func unites() async throws {
    try await make("a.sqlite", [1: "one", 2: "two"], run: 1, startedAt: 20, attempts: 2)
    try await make("b.sqlite", [3: "three"], run: 2, startedAt: 10, failures: [1, 9])
    let first = try await unite(["a.sqlite", "b.sqlite"])
    #expect(first.isWhole)
    #expect(first.completions == 3)
    #expect(first.sources.map(\.added) == [2, 1])
    #expect(
      first.sources.flatMap(\.runs.values).map(\.startedAt.seconds).sorted() == [10, 20])
    // Nothing is left beside them.
    #expect(folder.names == ["a.sqlite", "all.sqlite", "b.sqlite"])
    let united = try await content("all.sqlite")
    try await Ledger.withLedger(at: path("all.sqlite")) { (ledger) async throws in
      #expect(try ledger.completion(for: .number(3))?.body == Array("three".utf8))
      let account = try ledger.runs().reduce(into: LedgerAccount()) { $0 += $1.account }
      #expect(account.costPicoUSD == 15)
      #expect(account.requestsEnded == 5)
      // An answer has come meanwhile.
      #expect(try ledger.failures(for: [.number(1), .number(9)]).keys.map(\.self) == [.number(9)])
    }
    for order in [
      ["a.sqlite", "b.sqlite"], ["b.sqlite", "a.sqlite"], ["a.sqlite", "all.sqlite"],
    ] {
      let again = try await unite(order)
      #expect(again.isWhole && again.completions == 3)
      #expect(try await content("all.sqlite") == united)
      let file = try SQLiteFile(path("all.sqlite"))
      #expect(try file.rows("SELECT count(*) FROM attempt") == [["2"]])
      #expect(try file.rows("SELECT count(*) FROM session") == [["2"]])
      try file.close()
    }
  }

  @Test("A ledger that has grown since adds what is new")
  func grows() async throws {
    try await make("a.sqlite", [1: "one"], attempts: 1, ends: false)
    _ = try await unite(["a.sqlite"])
    try await make("a.sqlite", [2: "two"], attempts: 1)
    try await make("b.sqlite", [3: "three"], run: 2)
    let union = try await unite(["a.sqlite", "b.sqlite"])
    #expect(union.completions == 3)
    let file = try SQLiteFile(path("all.sqlite"))
    #expect(try file.rows("SELECT count(*) FROM attempt") == [["2"]])
    #expect(try file.rows("SELECT count(*) FROM session") == [["3"]])
    #expect(try file.rows("SELECT state FROM run ORDER BY id") == [["complete"], ["complete"]])
    try file.close()
  }

  @Test("Different bytes under one key are a conflict: listed, and nothing is written")
  func conflict() async throws {
    try await make("a.sqlite", [1: "one", 2: "two", 4: "four"])
    try await make("b.sqlite", [1: "one", 2: "TWO", 4: "FOUR"], run: 2)
    let union = try await unite(["a.sqlite", "b.sqlite"])
    #expect(!union.isWhole)
    #expect(union.conflictCount == 2)
    #expect(Set(union.conflicts.map(\.key)) == [.number(2), .number(4)])
    #expect(union.conflicts.allSatisfy { $0.first == path("a.sqlite") })
    #expect(union.conflicts.allSatisfy { $0.second == path("b.sqlite") })
    #expect(!folder.names.contains("all.sqlite"))
    for _ in 0..<2 {
      let kept = try await unite(["a.sqlite", "b.sqlite"], options: .init(keepsFirst: true))
      #expect(kept.isWhole && kept.completions == 3)
      let file = try SQLiteFile(path("all.sqlite"))
      #expect(
        try file.rows("SELECT body FROM completion ORDER BY body") == [["four"], ["one"], ["two"]])
      #expect(
        try file.rows("SELECT kind, body FROM attempt ORDER BY body")
          == [["duplicate", "FOUR"], ["duplicate", "TWO"]])
      try file.close()
    }
  }

  @Test("Completions of different generations do not meet")
  func generations() async throws {
    try await make("a.sqlite", [1: "one"])
    try await make("b.sqlite", [1: "other"], run: 2, isFresh: true)
    let union = try await unite(["a.sqlite", "b.sqlite"])
    #expect(union.isWhole && union.completions == 2)
  }

  /// A file that is no sound ledger, and the words of its refusal.
  enum Bad: CaseIterable {
    case text, empty, cut, foreign, newer, view, trigger, otherTable, looseTable

    func spoil(_ path: String, in folder: TestFolder) throws -> String {
      func change(_ sql: String) throws {
        let file = try SQLiteFile(path)
        try file.execute(sql)
        try file.close()
      }
      switch self {
      case .text:
        try folder.write(Array("no ledger".utf8), to: "bad.sqlite")
        return "is not a ledger"
      case .empty:
        try folder.write([], to: "bad.sqlite")
        return "is not a ledger"
      case .cut:
        let bytes = try FileSystem.contents(of: path)
        try folder.write(Array(bytes.prefix(bytes.count / 2)), to: "bad.sqlite")
        return "bad.sqlite"
      case .foreign:
        try change("PRAGMA application_id = 7")
        return "another program's database"
      case .newer:
        try change("PRAGMA user_version = 999")
        return "schema version 999"
      case .view:
        try change("CREATE VIEW answers AS SELECT * FROM completion")
        return "view or trigger, 'answers'"
      case .trigger:
        try change(
          "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM completion; END")
        return "view or trigger, 't'"
      case .otherTable:
        try change("ALTER TABLE completion ADD COLUMN extra TEXT")
        return "its table 'completion' is not that of a ledger"
      case .looseTable:
        let file = try SQLiteFile(path)
        try file.loosen("attempt")
        try file.close()
        return "its table 'attempt' is not that of a ledger"
      }
    }
  }

  @Test(
    "A file that is no sound ledger is refused by name, and nothing is written",
    arguments: Bad.allCases)
  func refuses(bad: Bad) async throws {
    try await make("a.sqlite", [1: "one"])
    try await make("bad.sqlite", [2: "two"], run: 2)
    let words = try bad.spoil(path("bad.sqlite"), in: folder)
    let error = await #expect(throws: LedgerError.self) {
      _ = try await unite(["a.sqlite", "bad.sqlite"])
    }
    #expect(error?.description.contains("bad.sqlite") == true)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(!folder.names.contains { $0.hasPrefix("all.sqlite") })
  }

  @Test("A row that differs from its digest stops the union unless it is to be left out")
  func damaged() async throws {
    try await make("a.sqlite", [1: "one", 2: "two"])
    let file = try SQLiteFile(path("a.sqlite"))

    try file.execute("UPDATE completion SET body = CAST('evil' AS BLOB) WHERE id = 2")
    try file.close()
    let union = try await unite(["a.sqlite"])
    #expect(union.sources.map(\.damaged) == [1])
    #expect(!union.isWhole)
    #expect(!folder.names.contains("all.sqlite"))
    let rest = try await unite(["a.sqlite"], options: .init(skipsDamaged: true))
    #expect(rest.isWhole && rest.completions == 1)
  }

  @Test("The content's digest does not depend on the order, and notices any change")
  func digest() async throws {
    try await make("a.sqlite", [1: "one", 2: "two"])
    try await make("b.sqlite", [2: "two"], run: 2)
    try await make("b.sqlite", [1: "one"], run: 3)
    try await make("c.sqlite", [1: "one", 2: "Two"])
    var digests: [String] = []
    for name in ["a.sqlite", "b.sqlite", "c.sqlite"] {
      digests.append(
        try await Ledger.withLedger(at: path(name)) { (ledger) throws(LedgerError) in
          try ledger.contentDigest()
        }.digest)
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }
}
