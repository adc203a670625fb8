import FacetLedger
import FacetModels
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Reading a ledger again")
struct ReparseTests {
  private func withLedger<Value>(
    of task: TaskFixture, _ body: (Ledger) async throws -> Value
  ) async throws -> Value {
    try await Ledger.withLedger(at: task.folder.path(of: "data/agents/ledger.sqlite")) {
      (ledger) async throws in try await body(ledger)
    }
  }

  @Test("An unreadable answer becomes a completion, and the next run sends nothing")
  func rescues() async throws {
    let task = try TaskFixture()
    task.identity = "the same"
    let first = try await task.run()
    try await withLedger(of: task) { ledger in
      var completions: [LedgerCompletion] = []
      for try await completion in ledger.completions() { completions.append(completion) }
      #expect(completions.count == 3)
      // As a version would have left it that could read none of the three.
      _ = try await ledger.prune(LedgerPruning(before: Timestamp(seconds: 4_000_000_000)))
      for completion in completions {
        ledger.record(
          LedgerAttempt(
            key: completion.key, step: completion.step, model: completion.model,
            provider: completion.provider, kind: "malformed_response", httpStatus: 200,
            message: "cannot be read", body: completion.body, wireFormat: completion.wireFormat,
            endpoint: completion.endpoint))
      }
      ledger.record(
        LedgerAttempt(
          key: LedgerKey(fingerprint: SHA256(of: [1])), step: "strategy", model: "m",
          provider: "openai", kind: "malformed_response", httpStatus: 200, body: [0x7B]))
      try await ledger.flush()
      let counted = try await LedgerReparser(ledger: ledger, isDryRun: true).run()
      #expect(counted.rescued == 3 && ledger.unreadBodies == 4)
      let outcome = try await LedgerReparser(ledger: ledger).run()
      #expect(outcome == counted)
      #expect(outcome.attempts == 4 && ledger.unreadBodies == 1)
      for completion in completions {
        let rescued = try #require(try ledger.completion(for: completion.key))
        #expect(rescued.body == completion.body)
        #expect(rescued.promptTokens == completion.promptTokens)
        #expect(rescued.finishReason == completion.finishReason)
      }
    }
    let second = try await task.run()
    #expect(second.statistics.requests == 0)
    #expect(second.responses == first.responses)
  }

  @Test("Columns that say something else than their body are corrected, and counted")
  func corrects() async throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "strategy": "S", "model_config": {"model_name": "gpt-4o-mini"}}
        """#)
    _ = try await task.run()
    try await withLedger(of: task) { ledger in
      var completions: [LedgerCompletion] = []
      for try await completion in ledger.completions() { completions.append(completion) }
      let right = try #require(completions.first)
      var wrong = right
      wrong.completionTokens = 1
      wrong.finishReason = "unknown"
      let price = PriceTable.bundled.price(provider: "openai", model: "gpt-4o-mini")
      wrong.costPicoUSD = try #require(price).cost(of: wrong.usage).picodollars
      try await ledger.rewrite([.completion(wrong, before: right)])
      let account = try #require(try ledger.runs().first).account
      #expect(try await LedgerReparser(ledger: ledger).run().changed == 1)
      #expect(try ledger.completion(for: right.key) == right)
      let corrected = try #require(try ledger.runs().first).account
      #expect(
        corrected.costPicoUSD - account.costPicoUSD == (right.costPicoUSD ?? 0)
          - (wrong.costPicoUSD ?? 0))
      #expect(try await LedgerReparser(ledger: ledger).run().changed == 0)
      // What was reckoned by another price than the list's.
      wrong.costPicoUSD = 1
      try await ledger.rewrite([.completion(wrong, before: right)])
      #expect(try await LedgerReparser(ledger: ledger).run().changed == 1)
      #expect(try ledger.completion(for: right.key)?.costPicoUSD == 1)
      #expect(try ledger.completion(for: right.key)?.completionTokens == right.completionTokens)
    }
  }

  @Test("A body that is no longer readable is requested again once, and stays in the accounts")
  func unreadable() async throws {
    let task = try TaskFixture()
    task.identity = "the same"
    let first = try await task.run()
    #expect(first.statistics.requests == 3)
    try await withLedger(of: task) { ledger in
      for try await completion in ledger.completions() {
        var broken = completion
        broken.body = Array("{}".utf8)
        _ = try await ledger.record(broken, replacing: completion.body)
        break
      }
    }
    let second = try await task.run()
    #expect(second.statistics.requests == 1)
    #expect(second.responses == first.responses)
    let third = try await task.run()
    #expect(third.statistics.requests == 0)
    try await withLedger(of: task) { ledger in
      let completions = try ledger.holdings().map(\.completions)
      #expect(completions == [3] && ledger.unreadBodies == 0)
    }
  }
}

extension Ledger {
  fileprivate var unreadBodies: Int? { try? unreadBodyCount() }
}
