import FacetPlatform
import Testing

@testable import FacetLedger

@Suite("Damage")
struct DamageTests {
  let folder = TestFolder()

  /// A ledger with a bit of everything: a killed run and a finished one, answers of several pages,
  /// attempts, failures, executions and calibrations.
  private func makeLedger() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      for identity in 0..<3 {
        let run = try await ledger.beginRun(.sample(identity, isFresh: identity == 2))
        for number in 0..<20 {
          let key = LedgerKey.number(identity * 100 + number, generation: run.run.generation)
          var completion = LedgerCompletion.sample(
            key, body: String(repeating: "answer \(number) ", count: number * 40),
            session: run.session)
          completion.costPicoUSD = 1_000_000
          completion.promptTokens = 100
          try await ledger.record(completion)
          _ = try await ledger.record(
            LedgerExecution(key: key, result: "{\"output\": \(number)}", session: run.session))
          let other = LedgerKey.number(10_000 + identity * 100 + number)
          ledger.record(
            LedgerAttempt(
              key: other, step: "strategy", model: "m", provider: "p", kind: "malformed_response",
              httpStatus: 200, body: Array("{not \(number)".utf8), promptTokens: 5,
              session: run.session))
          try await ledger.record(
            LedgerFailure(
              key: other, errorClass: "network", message: "m", isTransient: true,
              session: run.session))
        }
        try await ledger.record([
          LedgerCalibration(
            model: "m\(identity)", provider: "p", vocabulary: "v", reportedTokens: 10,
            estimatedTokens: 11, samples: 12)
        ])
        if identity > 0 {
          try await ledger.endRun(
            run.session, state: .complete, counters: SessionCounters(cellsDone: 20))
        }
      }
    }
  }

  /// Everything that a run, `status`, `list`, `export`, `check` and `prune` do with a ledger.
  private func useAll() async throws {
    try await Ledger.withLedger(at: folder.ledger, options: LedgerOptions(groupSize: 2)) {
      (ledger) async throws in
      // Each on its own: what one is refused does not keep the next from being tried.
      _ = try? ledger.runs()
      _ = try? ledger.holdings()
      _ = try? ledger.calibrations()
      _ = try? ledger.unreadBodyCount()
      _ = try? ledger.unreadAttempts(after: 0)
      _ = try? ledger.turns(ofTask: "translation", model: "m", endpoint: "together")
      let keys = (0..<40).map { LedgerKey.number($0) }
      _ = try? ledger.completions(for: keys)
      _ = try? ledger.usage(of: keys)
      _ = try? ledger.failures(for: (10_000..<10_040).map { .number($0) })
      for key in keys {
        _ = try? ledger.response(for: key)
        _ = try? ledger.executionResult(for: key)
      }
      do {
        for try await completion in ledger.completions() {
          _ = LedgerAccount(of: completion)
        }
      } catch {}
      _ = try? await ledger.check { _ in true }
      if let run = try? await ledger.beginRun(.sample(0)) {
        for key in keys.prefix(4) {
          _ = try? await ledger.record(.sample(key, body: "new", session: run.session))
        }
        try? await ledger.endRun(run.session, state: .stopped, counters: SessionCounters())
      }
      _ = try? await ledger.beginRun(.sample(9, isFresh: true))
    }
  }

  @Test(
    "Whatever a ledger's pages contain, it is read or refused with a message", arguments: 0..<60)
  func pages(seed: UInt64) async throws {
    try await makeLedger()
    var random = SeededRandom(seed: seed)
    var bytes = try FileSystem.contents(of: folder.ledger)
    let pages = bytes.count / 4096
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let page = Int.random(in: 0..<pages, using: &random) * 4096
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        for place in page..<page + 4096 { bytes[place] = 0 }
      case 1:
        let other = Int.random(in: 0..<pages, using: &random) * 4096
        for place in 0..<4096 { bytes.swapAt(page + place, other + place) }
      case 2:
        for _ in 0..<8 {
          bytes[page + Int.random(in: 0..<4096, using: &random)] ^=
            1 << UInt8.random(in: 0..<8, using: &random)
        }
      default:
        for place in page..<page + 16 { bytes[place] = .random(in: 0 ... .max, using: &random) }
      }
    }
    try folder.write(bytes, to: "ledger.sqlite")
    do {
      try await useAll()
    } catch let error as LedgerError {
      #expect(!error.message.isEmpty)
    }
  }

  @Test(
    "Whatever a column holds, the ledger is read",
    arguments: [
      "9223372036854775807", "-9223372036854775807 - 1", "NULL", "'text'", "zeroblob(33)",
    ])
  func columns(value: String) async throws {
    try await makeLedger()
    let tables = ["run", "session", "completion", "attempt", "failure", "execution", "calibration"]
    let file = try SQLiteFile(folder.ledger)
    let columns = try tables.flatMap { table in
      try file.rows("SELECT '\(table)', name FROM pragma_table_info('\(table)')")
        .map { $0.compactMap { $0 } }
    }.filter { $0[1] != "id" }
    // Another connection would keep the write-ahead log of each round for the next.
    try file.close()
    let whole = try FileSystem.contents(of: folder.ledger)
    #expect(columns.count > 80)
    // Tables are read one by one, so that a round can damage a column of each.
    let byTable = Dictionary(grouping: columns, by: \.[0]).values
    for round in 0..<(byTable.map(\.count).max() ?? 0) {
      for name in folder.names { FileSystem.remove(folder.path + "/" + name) }
      try folder.write(whole, to: "ledger.sqlite")
      // The schema takes no such values: a damaged file is not checked against it.
      let odd = try SQLiteFile(folder.ledger)
      for column in byTable.compactMap({ round < $0.count ? $0[round] : nil }) {
        try odd.loosen(column[0])
        try? odd.execute("UPDATE OR IGNORE \(column[0]) SET \(column[1]) = \(value)")
      }
      try odd.close()
      try await useAll()
    }
  }

  @Test(
    "An answer that was changed since it was recorded is not used, and makes room for another",
    arguments: [
      "body = x'7B7D'", "body = CAST('{\"a\": 1}' AS BLOB)", "attempts = 7", "latency_ms = 9",
      "digest = 1", "generation = 1",
    ])
  func changed(column: String) async throws {
    let key = LedgerKey.number(1, generation: column.hasPrefix("generation") ? 1 : 0)
    try await Ledger.withLedger(at: folder.ledger) {
      try await $0.record(.sample(.number(1), body: "{\"a\": 0}"))
      try await $0.record(.sample(.number(2)))
    }
    try SQLiteFile(folder.ledger).execute(
      "UPDATE completion SET \(column) WHERE id = 1")
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.response(for: key)?.isIntact == false)
      #expect(try ledger.completion(for: key) == nil)
      #expect(try ledger.completions(for: [key]).isEmpty)
      #expect(try ledger.response(for: .number(2))?.isIntact == true)
      #expect(ledger.damagedRows > 0)
      var exported: [LedgerKey] = []
      for try await completion in ledger.completions() { exported.append(completion.key) }
      #expect(exported == [.number(2)])
      let report = try await ledger.check { _ in true }
      #expect(report.damaged.map(\.id) == [1] && report.rows == 2)
      // What is asked again takes its place.
      #expect(try await ledger.record(.sample(key, body: "again")) == nil)
      #expect(try ledger.completion(for: key)?.body == Array("again".utf8))
      #expect(try await ledger.check { _ in true }.isWhole)
    }
  }

  @Test("A row of an earlier version has no digest, is used, and can get one")
  func withoutDigest() async throws {
    try await makeLedger()
    try SQLiteFile(folder.ledger).execute(
      """
      UPDATE completion SET digest = NULL; UPDATE attempt SET digest = NULL;
      UPDATE execution SET digest = NULL
      """)
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      for number in 0..<20 {
        #expect(try ledger.response(for: .number(number))?.isIntact == true)
        #expect(try ledger.executionResult(for: .number(number)) != nil)
      }
      let before = try await ledger.check { _ in true }
      #expect(before.isWhole && before.unchecked == 180)
      #expect(try await ledger.check(addsDigests: true) { _ in true }.unchecked == 0)
      let after = try await ledger.check { _ in true }
      #expect(after.isWhole && after.unchecked == 0 && after.rows == 180)
    }
  }

  @Test("A result of code that was changed is not used, and makes room for another")
  func execution() async throws {
    try await makeLedger()
    try SQLiteFile(folder.ledger).execute("UPDATE execution SET result = '{\"output\": 99}'")
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.executionResult(for: .number(3)) == nil)
      let again = LedgerExecution(key: .number(3), result: "{}", session: nil)
      #expect(try await ledger.record(again) == "{}")
      #expect(try ledger.executionResult(for: .number(3)) == "{}")
    }
  }

  @Test("A body that a check cannot read is reported with its row")
  func unreadable() async throws {
    try await makeLedger()
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let report = try await ledger.check { $0.key != .number(7) }
      #expect(report.unreadable == 1 && report.isWhole)
    }
  }

  @Test("A damaged page is found by the check", arguments: 1..<6)
  func check(page: Int) async throws {
    try await makeLedger()
    var bytes = try FileSystem.contents(of: folder.ledger)
    for place in 0..<4096 { bytes[bytes.count - page * 4096 + place] ^= 0x55 }
    try folder.write(bytes, to: "ledger.sqlite")
    do {
      try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
        #expect(try await !ledger.check { _ in true }.isWhole)
      }
    } catch let error as LedgerError {
      // A page without which the file cannot even be opened.
      #expect(error.kind == .corrupt)
    }
  }
}

/// The same numbers for the same seed.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
