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

  @Test("What could not be read becomes a completion, and the next run asks for nothing")
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
      wrong.costPicoUSD = 1
      try await ledger.rewrite([.completion(wrong, before: right)])
      let account = try #require(try ledger.runs().first).account
      #expect(try await LedgerReparser(ledger: ledger).run().changed == 1)
      #expect(try ledger.completion(for: right.key) == right)
      let corrected = try #require(try ledger.runs().first).account
      #expect(corrected.costPicoUSD - account.costPicoUSD == (right.costPicoUSD ?? 0) - 1)
      #expect(try await LedgerReparser(ledger: ledger).run().changed == 0)
    }
  }
}

extension Ledger {
  fileprivate var unreadBodies: Int? { try? unreadBodyCount() }
}
