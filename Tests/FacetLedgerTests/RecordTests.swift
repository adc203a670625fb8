import FacetLedger
import FacetPlatform
import Testing

@Suite("Records")
struct RecordTests {
  let folder = TestFolder()

  @Test("A completion comes back as it was recorded, also in another opening")
  func roundTrip() async throws {
    var completion = LedgerCompletion.sample(.number(1), body: "{\"a\": \"ü\0\"}")
    completion.step = "reading"
    completion.turn = 3
    completion.responseHeaders = "x-request-id: 7\n"
    completion.finishReason = "stop"
    completion.promptTokens = 10
    completion.cachedTokens = 4
    completion.cacheWriteTokens = 0
    completion.completionTokens = 20
    completion.reasoningTokens = 8
    completion.usageSource = .estimated
    completion.latency = .milliseconds(812)
    completion.attempts = 3
    completion.reportedCostUSD = "0.000120000000000001"
    completion.costPicoUSD = 120_000_000
    completion.providerRequestID = "req_1"
    let expected = completion
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.completion(for: .number(1)) == nil)
      #expect(try await ledger.record(expected) == nil)
      #expect(try ledger.completion(for: .number(1)) == expected)
    }
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.completion(for: .number(1)) == expected)
      #expect(try ledger.completion(for: .number(1, generation: 1)) == nil)
    }
    #expect(folder.names == ["ledger.sqlite"])
  }

  @Test("Records that are committed together keep their own values")
  func committedTogether() async throws {
    let completions = (0..<200).map { number in
      var completion = LedgerCompletion.sample(.number(number), body: "\(number % 5)")
      completion.model = number % 3 == 0 ? "" : "model \(number % 2)"
      // Equal, but not the same bytes.
      completion.endpoint = number % 2 == 0 ? "\u{E9}" : "e\u{301}"
      completion.finishReason = number % 4 < 2 ? nil : "stop"
      completion.providerRequestID = number % 7 == 0 ? nil : "request \(number)"
      completion.promptTokens = number % 2 == 0 ? nil : number
      return completion
    }
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      await withTaskGroup { group in
        for completion in completions {
          group.addTask { _ = try? await ledger.record(completion) }
        }
      }
      for completion in completions {
        let stored = try ledger.completion(for: completion.key)
        #expect(stored == completion)
        #expect(stored.map { Array($0.endpoint.utf8) } == Array(completion.endpoint.utf8))
      }
    }
  }

  @Test("Absent values come back absent")
  func absentFields() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let completion = LedgerCompletion.sample(.number(1), body: "")
      try await ledger.record(completion)
      #expect(try ledger.completion(for: .number(1)) == completion)
    }
  }

  @Test("The first completion of a key stays; a later one gets it back, and is kept as an attempt")
  func firstStays() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let first = LedgerCompletion.sample(.number(1), body: "first")
      #expect(try await ledger.record(first) == nil)
      #expect(try await ledger.record(.sample(.number(1), body: "second")) == first)
      #expect(try ledger.completion(for: .number(1)) == first)
      #expect(try await ledger.record(.sample(.number(1, generation: 1))) == nil)
    }
    let rows = try SQLiteFile(folder.ledger).rows("SELECT kind, body FROM attempt")
    #expect(rows == [["duplicate", "second"]])
  }

  @Test("Many keys are looked up at once, whatever their number", arguments: [0, 1, 128, 300])
  func batchLookup(count: Int) async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      await withTaskGroup { group in
        for number in 0..<count {
          group.addTask { _ = try? await ledger.record(.sample(.number(number * 2))) }
        }
      }
      let keys = (0..<count * 2).map { LedgerKey.number($0) }
      let found = try ledger.completions(for: keys + [.number(0, generation: 1)])
      #expect(found.count == count)
      #expect(found[.number(0)] == (count > 0 ? .sample(.number(0)) : nil))
      #expect(try ledger.storedKeys(among: keys) == Set(found.keys))
    }
  }

  @Test("Attempts are stored separately from completions, with the body of unreadable answers")
  func attempts() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      ledger.record(
        LedgerAttempt(
          key: .number(1), step: "strategy", model: "m", provider: "p", kind: "rateLimited",
          httpStatus: 429, message: "slow down", retryAfter: .milliseconds(1500)))
      ledger.record(
        LedgerAttempt(
          key: .number(1), step: "strategy", model: "m", provider: "p",
          kind: "malformedResponse", httpStatus: 200, body: Array("{".utf8)))
      try await ledger.flush()
      #expect(try ledger.completion(for: .number(1)) == nil)
    }
    let rows = try SQLiteFile(folder.ledger).rows(
      "SELECT kind, http_status, retry_after_ms, body FROM attempt ORDER BY id")
    #expect(
      rows == [["rateLimited", "429", "1500", nil], ["malformedResponse", "200", nil, "{"]])
  }

  @Test("A flush waits for earlier records only")
  func flush() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let file = try SQLiteFile(folder.ledger)
      for round in 1...3 {
        for number in 0..<2500 {
          ledger.record(
            LedgerAttempt(
              key: .number(number), step: "strategy", model: "m", provider: "p",
              kind: "overloaded"))
        }
        try await ledger.flush()
        #expect(try file.rows("SELECT count(*) FROM attempt") == [["\(round * 2500)"]])
      }
    }
  }

  @Test("The last failure of a request is known until a completion arrives")
  func failures() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      var failure = LedgerFailure(
        key: .number(1), errorClass: "timeout", message: "no answer", isTransient: true,
        attempts: 8, createdAt: Timestamp(seconds: 5))
      #expect(try ledger.hasFailures() == false)
      try await ledger.record(failure)
      #expect(try ledger.failures(for: [.number(1), .number(2)]) == [.number(1): failure])
      failure.errorClass = "contextLength"
      failure.isTransient = false
      failure.httpStatus = 400
      try await ledger.record(failure)
      #expect(try ledger.failures(for: [.number(1)]) == [.number(1): failure])
      try await ledger.record(.sample(.number(1)))
      #expect(try ledger.failures(for: [.number(1)]) == [:])
      #expect(try ledger.hasFailures() == false)
    }
  }

  @Test("An unreadable completion is replaced, and stays as an attempt")
  func replacing() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      var first = LedgerCompletion.sample(.number(1))
      first.promptTokens = nil
      first.body = Array("not what it was".utf8)
      let second = LedgerCompletion.sample(.number(1))
      try await ledger.record(first)
      let execution = LedgerExecution(key: .number(1), result: "{}", session: nil)
      #expect(try await ledger.record(execution) == "{}")
      #expect(try await ledger.record(second)?.body == first.body)
      #expect(try await ledger.record(second, replacing: first.body) == nil)
      #expect(try ledger.response(for: .number(1))?.body == second.body)
      // Another process that found the same body unreadable comes too late: what stays is used.
      #expect(try await ledger.record(first, replacing: first.body)?.body == second.body)
      #expect(try ledger.executionResult(for: .number(1)) == nil)
      let attempts = try SQLiteFile(folder.ledger).rows(
        "SELECT kind || ' ' || prompt_tokens || ' ' || body FROM attempt ORDER BY id")
      #expect(attempts[1] == ["replaced 0 not what it was"])
      #expect(try ledger.unreadBodyCount() == 0)
    }
  }

  @Test(
    "Moments are kept to the second",
    arguments: [0, 951_782_399, 951_782_400, 1_709_164_800, 1_795_188_600, 4_102_444_799])
  func timestamps(seconds: Int) async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      try await ledger.record(.sample(.number(1), createdAt: Timestamp(seconds: seconds)))
      #expect(try ledger.completion(for: .number(1))?.createdAt.seconds == seconds)
    }
  }

  @Test("Completions are exported in the order of their recording, all or those of a run")
  func export() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let begun = try await ledger.beginRun(.sample())
      for number in 0..<300 {
        let session = number % 3 == 0 ? begun.session : nil
        try await ledger.record(.sample(.number(number), session: session))
      }
      var all: [LedgerKey] = []
      for try await completion in ledger.completions() { all.append(completion.key) }
      #expect(all == (0..<300).map { .number($0) })
      var paid = 0
      for try await _ in ledger.completions(paidBy: begun.run.id) { paid += 1 }
      #expect(paid == 100)
    }
  }

  @Test("A closed ledger refuses later records")
  func closed() async throws {
    let ledger = try await Ledger.withLedger(at: folder.ledger) { $0 }
    let writing = await #expect(throws: LedgerError.self) {
      try await ledger.record(.sample(.number(1)))
    }
    let reading = #expect(throws: LedgerError.self) { try ledger.completion(for: .number(1)) }
    #expect(writing?.kind == .closed && reading?.kind == .closed)
  }

  @Test("The body's error is rethrown, and its records are kept")
  func bodyThrows() async throws {
    struct Mistake: Error {}
    await #expect(throws: Mistake.self) {
      try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
        try await ledger.record(.sample(.number(1)))
        throw Mistake()
      }
    }
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.completion(for: .number(1)) != nil)
    }
  }
}
