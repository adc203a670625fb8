import FacetModels
import Testing

@testable import Facet

@Suite("The account of a budget")
struct BudgetAccountTests {
  private let now = ContinuousClock.now
  /// 1 dollar for a million tokens of input, 2 for as many of output.
  private let price = ModelPrice(
    rates: ModelPrice.Rates(
      input: USDollars("1") ?? .zero, output: USDollars("2") ?? .zero))

  private func account(
    _ limits: BudgetAccount.Limits, spent: Spending = Spending(), elapsed: Duration = .zero
  ) -> BudgetAccount {
    BudgetAccount(limits, prices: [price], spent: spent, elapsed: elapsed, at: now)
  }

  /// Whether a request of that size may go out; what it can use is set aside then.
  private func fits(_ account: inout BudgetAccount, _ prompt: Int, _ output: Int) -> Bool {
    account.reserve(lane: 0, promptTokens: prompt, outputTokens: output) != nil
  }

  @Test("Sets aside all of the prompt and all of the output")
  func reserves() {
    var account = account(BudgetAccount.Limits(cost: USDollars("1")))
    let first = account.reserve(lane: 0, promptTokens: 142, outputTokens: 50)
    #expect(first?.tokens == 142 + 50)
    #expect(first?.cost == USDollars("0.000242"))
  }

  @Test("A queue reserves a prompt's estimate with a margin, smaller once calibrated")
  func margins() {
    var bench = QueueBench(slots: 1)
    bench.queue.budget = account(BudgetAccount.Limits(tokens: 1_000_000))
    bench.enqueue(0, tokens: 151, promptTokens: 101)
    #expect(bench.admit() == [0])
    // 1.4 times the estimate, rounded up.
    #expect(bench.queue.budget?.reserved.tokens == 142 + 50)
    bench.finish(0)
    for order in 1...20 {
      bench.enqueue(order, tokens: 100, promptTokens: 100)
      #expect(bench.admit() == [order])
      bench.finish(order, reportedPromptTokens: 120)
    }
    bench.enqueue(21, tokens: 100, promptTokens: 100)
    #expect(bench.admit() == [21])
    #expect(bench.queue.budget?.reserved.tokens == 132)
    #expect(bench.lane.inputCalibration.error.map { abs($0 - 0.2) < 1e-9 } == true)
  }

  @Test("Assumes the maximum cost of a prompt")
  func dearest() {
    let rates = ModelPrice.Rates(
      input: USDollars("1") ?? .zero, output: USDollars("2") ?? .zero,
      cachedInput: USDollars("0.1"), cacheWrite: USDollars("1.25"))
    let long = ModelPrice.Rates(
      input: USDollars("3") ?? .zero, output: USDollars("4") ?? .zero)
    let price = ModelPrice(
      rates: rates, tiers: [ModelPrice.Tier(abovePromptTokens: 1000, rates: long)])
    #expect(price.mostPaid(promptTokens: 1000, outputTokens: 10) == USDollars("0.00127"))
    #expect(price.mostPaid(promptTokens: 1001, outputTokens: 10) == USDollars("0.003043"))
  }

  @Test(
    "Stops if the next does not fit and nothing is in flight",
    arguments: [
      (BudgetAccount.Limits(cost: USDollars("0.0007")), BudgetLimit.usd),
      (BudgetAccount.Limits(tokens: 500), .tokens), (BudgetAccount.Limits(requests: 2), .requests),
    ])
  func stops(limits: BudgetAccount.Limits, limit: BudgetLimit) throws {
    var account = account(limits)
    var reserved: [Spending] = []
    while let next = account.reserve(lane: 0, promptTokens: 50, outputTokens: 130) {
      reserved.append(next)
    }
    #expect(reserved.count == 2)
    // What is in flight may use less than was set aside for it.
    #expect(account.exhaustion == nil)
    account.settle(reserved[0], spent: reserved[0])
    #expect(!fits(&account, 50, 130))
    #expect(account.exhaustion == nil)
    account.settle(reserved[1], spent: reserved[1])
    #expect(!fits(&account, 50, 130))
    #expect(account.exhaustion?.limit == limit)
    #expect(account.spent.requests == 2)
  }

  @Test("Returns unused reservations")
  func releases() throws {
    var account = account(BudgetAccount.Limits(tokens: 300))
    let reservation = account.reserve(lane: 0, promptTokens: 50, outputTokens: 130)
    let first = try #require(reservation)
    #expect(!fits(&account, 50, 130))
    account.settle(first, spent: Spending(requests: 1, tokens: 60))
    #expect(fits(&account, 50, 130))
  }

  @Test("Counts the use of earlier sessions")
  func earlier() {
    let spent = Spending(requests: 2, tokens: 0, cost: .zero)
    var account = account(BudgetAccount.Limits(requests: 3), spent: spent)
    #expect(fits(&account, 1, 1))
    #expect(!fits(&account, 1, 1))
  }

  @Test("Lets nothing out once the time of all sessions is over")
  func duration() {
    var account = account(
      BudgetAccount.Limits(duration: .seconds(60)), elapsed: .seconds(45))
    #expect(account.closing == now + .seconds(15))
    account.close(at: now + .seconds(14))
    #expect(fits(&account, 1, 1))
    account.close(at: now + .seconds(15))
    #expect(account.exhaustion?.limit == .duration)
    #expect(!fits(&account, 1, 1))
    #expect(account.closing == nil)
  }

  @Test(
    "A queue releases fitting requests in order, and hands out the rest when the budget is used up")
  func queue() {
    var bench = QueueBench(slots: 4)
    bench.queue.budget = account(BudgetAccount.Limits(requests: 3))
    for order in 0..<6 { bench.enqueue(order, tokens: 10) }
    #expect(bench.admit() == [0, 1, 2])
    #expect(bench.queue.stop(ofLane: 0) == nil)
    // What does not fit waits for what is in flight, not for any time.
    #expect(bench.wake() == nil)
    for order in 0..<2 { bench.finish(order, spent: Spending(requests: 1)) }
    #expect(bench.admit() == [])
    #expect(bench.queue.takeStopped().isEmpty)
    // One that was not sent after all leaves its place.
    bench.finish(2, spent: Spending())
    #expect(bench.admit() == [3])
    bench.finish(3, spent: Spending(requests: 1))
    #expect(bench.admit() == [])
    let stopped = bench.queue.takeStopped()
    #expect(stopped.count == 2)
    guard case .budget(let exhaustion) = bench.queue.stop(ofLane: 0) else {
      Issue.record("the queue has not stopped at its budget")
      return
    }
    #expect(exhaustion.limit == .requests)
  }

  @Test("A queue asks to be called when the time is over, though all that waits waits longer")
  func wakes() {
    var bench = QueueBench(slots: 1)
    bench.queue.budget = BudgetAccount(
      BudgetAccount.Limits(duration: .seconds(5)), prices: [nil], at: bench.now)
    bench.enqueue(0, delay: .seconds(600))
    #expect(bench.wake() == .seconds(5))
    #expect(bench.admit(after: .seconds(5)) == [])
    #expect(bench.queue.takeStopped().count == 1)
    #expect(bench.wake() == nil)
  }
}
