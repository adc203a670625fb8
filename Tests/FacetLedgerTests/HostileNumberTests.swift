import FacetLedger
import FacetPlatform
import Testing

@Suite("Hostile numbers")
struct HostileNumberTests {
  let folder = TestFolder()

  private func paid(
    _ number: Int, cost: Int64, tokens: Int, by session: LedgerSession
  ) -> LedgerCompletion {
    var completion = LedgerCompletion.sample(.number(number), session: session)
    completion.costPicoUSD = cost
    completion.promptTokens = tokens
    completion.completionTokens = tokens
    return completion
  }

  @Test("Answers whose costs and tokens overflow in sum are all kept", arguments: [1, 8])
  func overflow(groupSize: Int) async throws {
    let options = LedgerOptions(groupSize: groupSize)
    try await Ledger.withLedger(at: folder.ledger, options: options) { (ledger) async throws in
      let run = try await ledger.beginRun(.sample())
      try await withThrowingTaskGroup { group in
        for number in 0..<8 {
          let completion = paid(number, cost: .max - 7, tokens: .max - 3, by: run.session)
          group.addTask { _ = try await ledger.record(completion) }
        }
        try await group.waitForAll()
      }
      let account = try #require(try ledger.runs().first).account
      #expect(account.answers == 8 && account.costPicoUSD == .max)
      #expect(account.promptTokens > 1 << 52)
      let held = try #require(try ledger.holdings().first)
      #expect(held.completions == 8 && held.costPicoUSD == .max)
      #expect(try await ledger.beginRun(.sample()).earlierAccount.costPicoUSD == .max)
    }
  }

  @Test("Sums are exact if they fit")
  func exact() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let run = try await ledger.beginRun(.sample())
      let costs: [Int64] = [1 << 62, (1 << 61) + 5, 4_294_967_295, 4_294_967_296, 3]
      for (number, cost) in costs.enumerated() {
        try await ledger.record(paid(number, cost: cost, tokens: number, by: run.session))
      }
      #expect(try ledger.holdings().first?.costPicoUSD == costs.reduce(0, +))
      #expect(try ledger.runs().first?.account.costPicoUSD == costs.reduce(0, +))
    }
  }

  @Test("Negative costs and counters of a damaged row count as zero")
  func negative() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let run = try await ledger.beginRun(.sample())
      try await ledger.record(paid(1, cost: 5, tokens: 7, by: run.session))
    }
    try SQLiteFile(folder.ledger).execute(
      """
      UPDATE session SET cost_pico_usd = -9223372036854775807 - 1, prompt_tokens = -1,
        requests_sent = -1, elapsed_ms = -9223372036854775807, cells_done = 9223372036854775807
      """)
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let run = try await ledger.beginRun(.sample())
      #expect(run.earlierAccount.costPicoUSD == 0 && run.earlierTotals.elapsed == .zero)
      try await ledger.record(paid(2, cost: 5, tokens: 7, by: run.session))
      #expect(try ledger.runs().first?.account.costPicoUSD == 5)
    }
  }

  @Test("A record that SQLite does not take fails alone")
  func oddRecord() async throws {
    try await Ledger.withLedger(at: folder.ledger) { _ in }
    try SQLiteFile(folder.ledger).execute(
      """
      CREATE TRIGGER odd BEFORE INSERT ON completion WHEN new.model = 'odd'
      BEGIN SELECT raise(ABORT, 'odd'); END
      """)
    try await Ledger.withLedger(at: folder.ledger, options: LedgerOptions(groupSize: 6)) {
      (ledger) async throws in
      let failed = await withTaskGroup(of: Int?.self) { group in
        for number in 0..<6 {
          var completion = LedgerCompletion.sample(.number(number))
          if number == 3 { completion.model = "odd" }
          let record = completion
          group.addTask {
            do {
              try await ledger.record(record)
              return nil
            } catch {
              return number
            }
          }
        }
        return await group.reduce(into: [Int]()) {
          if let number = $1 { $0.append(number) }
        }
      }
      #expect(failed == [3])
      #expect(try ledger.storedKeys(among: (0..<6).map { .number($0) }).count == 5)
      try await ledger.record(.sample(.number(7)))
    }
  }
}
