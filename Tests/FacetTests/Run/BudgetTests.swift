import FacetConfiguration
import FacetJSON
import FacetLedger
import FacetModels
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("A run with a budget")
struct BudgetTests {
  private static let perspectives = #"""
    {"condition": "A", "reading": "R", "strategy": "S", "completions": 2},
    {"condition": "B", "strategy": "T"}
    """#

  /// 80 requests, at 1 dollar for a million tokens of input and 4 for as many of output.
  private func task() throws -> TaskFixture {
    let task = try TaskFixture(
      samples: (0..<20).map { "text \($0) of some words more" },
      perspectives: Self.perspectives,
      model: #""max_tokens": 60, "price": {"input": 1, "output": 4}"#)
    task.identity = "the same"
    return task
  }

  @Test(
    "Stops within one response of it; with a larger one it completes, having paid what an unbroken run pays",
    arguments: [1, 8, 64])
  func stopsAndCompletes(slots: Int) async throws {
    let unbroken = try await task().run()
    let full = unbroken.outcome.paid
    #expect(full.requests == 80 && full.cost > .zero)
    #expect(unbroken.outcome.cost.known == full.cost)

    let task = try task()
    task.configuration.limits.maxConcurrency = slots
    let limit = USDollars(attodollars: full.cost.attodollars / 10)
    task.configuration.budget = Budget(usd: limit.number)
    let first = try await task.run()
    guard case .stoppedAtBudget(let reason) = first.outcome.ending else {
      Issue.record("ended with \(first.outcome.ending)")
      return
    }
    #expect(reason.contains("the budget of $\(limit) is used up"))
    #expect(first.outcome.exitStatus == 3)
    #expect(first.outcome.budget?.reached == .usd)
    #expect(first.outcome.paid.cost <= limit)
    // 60 tokens of output, and a prompt of at most 130 with its margin.
    let response = USDollars(attodollars: (60 * 4 + 130) * 1_000_000_000_000)
    #expect(limit - first.outcome.paid.cost < response)
    #expect(first.metadata["status"] == "partial")
    #expect(task.folder.names == ["data", "out.partial.json"])
    // The same budget allows nothing more.
    let again = try await task.run()
    #expect(again.outcome.exitStatus == 3 && again.statistics.requests == 0)
    #expect(again.outcome.paidInAll.cost == first.outcome.paid.cost)

    task.configuration.budget = Budget(usd: USDollars(attodollars: limit.attodollars * 3).number)
    let second = try await task.run()
    #expect(second.outcome.exitStatus == 3 && second.statistics.requests > 0)
    task.configuration.budget = Budget()
    let third = try await task.run()
    #expect(third.outcome.ending == .complete)
    #expect(third.outcome.paidInAll.cost == full.cost)
    #expect(third.outcome.paidInAll.requests == full.requests)
    #expect(third.outcome.paidInAll.tokens == full.tokens)
    let answered = [first, second, third].reduce(0) { $0 + $1.statistics.answered }
    #expect(answered == 80)
    #expect(third.maskedLines == unbroken.maskedLines)
  }

  @Test(
    "Tokens and requests are limits too, over all sessions",
    arguments: [Budget(tokens: 1500), Budget(requests: 15)])
  func otherLimits(budget: Budget) async throws {
    let task = try task()
    task.configuration.limits.maxConcurrency = 4
    task.configuration.budget = budget
    let first = try await task.run()
    #expect(first.outcome.exitStatus == 3)
    #expect(first.outcome.paid.tokens <= budget.tokens ?? .max)
    if let requests = budget.requests { #expect(first.statistics.requests == requests) }
    if let tokens = budget.tokens { #expect(tokens - first.outcome.paid.tokens < 60 + 130) }
    let second = try await task.run()
    #expect(second.outcome.exitStatus == 3 && second.statistics.requests == 0)
  }

  @Test("Stops at its time limit, even if requests would wait for longer")
  func duration() async throws {
    let task = try task()
    task.configuration.budget = Budget(duration: .milliseconds(300))
    task.rehearsal.faults = RehearsalFaults([.rateLimit: 1])
    task.rehearsal.retryAfter = .seconds(500)
    let start = ContinuousClock.now
    let run = try await task.run()
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(run.outcome.budget?.reached == .duration)
    #expect(run.outcome.exitStatus == 3)
  }

  @Test("A budget of zero sends nothing; a sufficient one completes")
  func edges() async throws {
    let none = try task()
    none.configuration.budget = Budget(requests: 0)
    let nothing = try await none.run()
    #expect(nothing.outcome.exitStatus == 3 && nothing.statistics.requests == 0)
    let exact = try task()
    exact.configuration.budget = Budget(requests: 80)
    #expect(try await exact.run().outcome.ending == .complete)
    // A complete run has nothing left to pay for.
    exact.configuration.budget = Budget(requests: 1)
    #expect(try await exact.run().outcome.ending == .complete)
  }

  @Test("Failed requests count as requests, and their cost counts as paid")
  func failures() async throws {
    let task = try task()
    task.configuration.retry.maxAttempts = 2
    task.rehearsal.faults = RehearsalFaults([.truncatedJSON: 0.2, .internalError: 0.2])
    task.rehearsal.faultsOnFirstAttemptOnly = true
    let run = try await task.run()
    let account = run.outcome.paid
    #expect(account.requests == run.statistics.requests)
    #expect(account.requests > 80)
    #expect(account.cost > run.outcome.cost.known)
    let path = task.folder.path(of: "data/agents/ledger.sqlite")
    let summary = try await Ledger.withLedger(at: path) { (ledger) async throws in
      try #require(try ledger.runs().first)
    }
    #expect(summary.totals.requestsSent == account.requests)
    #expect(summary.account.requestsEnded == account.requests)
    #expect(summary.account.answers == account.answers)
    #expect(USDollars(picodollars: summary.account.costPicoUSD) == account.cost)
    #expect(summary.totals.requestsRetried == account.requests - 80)
  }

  @Test("A budget in dollars needs every model's price, and says so before anything is sent")
  func unpriced() throws {
    let task = try TaskFixture()
    task.options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "none")
    task.configuration.budget = Budget(usd: JSONNumber(1))
    let error = #expect(throws: PlanError.self) {
      try DataGenerationPipeline(configuration: task.configuration, options: task.options)
    }
    #expect(error?.messages.count == 1)
    #expect(error?.description.contains("needs the price of 'rehearsal-small'") == true)
    #expect(error?.description.contains("'price'") == true)
    task.configuration.budget = Budget(tokens: 1)
    #expect(throws: Never.self) {
      try DataGenerationPipeline(configuration: task.configuration, options: task.options)
    }
  }

  @Test("Answers paid before their price was known count at the price in force")
  func pricedLater() async throws {
    let task = try TaskFixture(samples: (0..<20).map { "text \($0)" }, model: #""max_tokens": 60"#)
    task.identity = "the same"
    task.configuration.budget = Budget(requests: 10)
    let first = try await task.run()
    #expect(first.outcome.paid.unpricedAnswers == 10)
    task.configuration = try TaskFixture.configuration(
      model: #""max_tokens": 60, "price": {"input": 1, "output": 4}"#, in: task.folder.path)
    // Less than what the first ten have cost by now.
    task.configuration.budget = Budget(usd: USDollars(attodollars: 1_000_000_000_000).number)
    let second = try await task.run()
    #expect(second.outcome.exitStatus == 3 && second.statistics.requests == 0)
    #expect(second.outcome.paidInAll.cost == second.outcome.cost.known)
    #expect(second.outcome.paidInAll.cost > .zero)
    #expect(second.outcome.paidInAll.unpricedAnswers == 0)
  }

  @Test("Rows stop and go on as well")
  func rows() async throws {
    let task = try task()
    task.options.output = task.folder.path(of: "out.jsonl")
    task.configuration.budget = Budget(requests: 20)
    let first = try await task.run()
    #expect(first.outcome.exitStatus == 3)
    task.configuration.budget = Budget()
    let second = try await task.run()
    #expect(second.outcome.ending == .complete)
    let other = try self.task()
    other.options.output = other.folder.path(of: "out.jsonl")
    #expect(try await other.run().bytes == second.bytes)
  }
}
