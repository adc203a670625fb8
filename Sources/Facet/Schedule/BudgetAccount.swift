internal import FacetConfiguration
internal import FacetModels

/// What a run has used of its budget, and what is set aside for requests that are under way.
///
/// A request goes out only when the most it can use fits beside everything before it: what is used
/// exceeds a limit by no more than a prompt exceeds what was set aside for it.
struct BudgetAccount: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// What a run may use; `nil` for no limit.
  struct Limits: Sendable, Hashable {
    var cost: USDollars?
    var tokens: Int?
    var requests: Int?
    var duration: Duration?

    init(
      cost: USDollars? = nil, tokens: Int? = nil, requests: Int? = nil, duration: Duration? = nil
    ) {
      self.cost = cost
      self.tokens = tokens
      self.requests = requests
      self.duration = duration
    }

    init(_ budget: Budget) {
      self.init(
        cost: budget.usd.flatMap { USDollars($0) }, tokens: budget.tokens,
        requests: budget.requests, duration: budget.duration)
    }
  }

  /// The limit at which a run has stopped.
  struct Exhaustion: Error, Sendable, Hashable {
    var limit: BudgetLimit
    /// The most that the next request could have used.
    var next: Spending
  }

  let limits: Limits
  /// What the run has used, in earlier sessions too.
  private(set) var spent: Spending
  /// The most that the requests in flight can use.
  private(set) var reserved = Spending()
  /// Set once no request goes out any more.
  private(set) var exhaustion: Exhaustion?
  private let prices: [ModelPrice?]
  /// When the time is over.
  private let end: Instant?

  /// - Parameters:
  ///   - prices: The price of each lane, in their order; `nil` where it is not known.
  ///   - spent: What earlier sessions of the run have used.
  ///   - elapsed: How long they have worked.
  init(
    _ limits: Limits, prices: [ModelPrice?], spent: Spending = Spending(),
    elapsed: Duration = .zero, at now: Instant
  ) {
    self.limits = limits
    self.spent = spent
    self.prices = prices
    end = limits.duration.map { now + max(.zero, $0 - elapsed) }
  }

  /// Sets aside the most that a request can use.
  ///
  /// - Parameters:
  ///   - promptTokens: At most, as far as can be told.
  ///   - outputTokens: At most.
  /// - Returns: What was set aside, or `nil` where it does not fit now; whether it ever will,
  ///   ``exhaustion`` says.
  mutating func reserve(
    lane: Int, promptTokens: Int, outputTokens: Int
  ) -> Spending? {
    guard exhaustion == nil else { return nil }
    let next = mostUsed(lane: lane, promptTokens: promptTokens, outputTokens: outputTokens)
    var sum = spent
    sum += reserved
    sum += next
    guard let limit = exceededLimit(by: sum) else {
      reserved += next
      return next
    }
    // What is in flight may use less than was set aside for it.
    if reserved.requests == 0 { exhaustion = Exhaustion(limit: limit, next: next) }
    return nil
  }

  /// Lets nothing further go out once the time is over.
  mutating func close(at now: Instant) {
    guard let end, end <= now, exhaustion == nil else { return }
    exhaustion = Exhaustion(limit: .duration, next: Spending())
  }

  /// When ``close(at:)`` has to be called; `nil` for never, or never again.
  var closing: Instant? { exhaustion == nil ? end : nil }

  /// Takes note of what a request has used, in place of what was set aside for it.
  mutating func settle(_ reservation: Spending, spent amount: Spending) {
    reserved -= reservation
    spent += amount
  }

  private func exceededLimit(by sum: Spending) -> BudgetLimit? {
    if let requests = limits.requests, sum.requests > requests { return .requests }
    if let tokens = limits.tokens, sum.tokens > tokens { return .tokens }
    if let cost = limits.cost, sum.cost > cost { return .usd }
    return nil
  }

  private func mostUsed(lane: Int, promptTokens: Int, outputTokens: Int) -> Spending {
    Spending(
      requests: 1, tokens: promptTokens + outputTokens,
      cost: limits.cost == nil
        ? .zero
        : prices[lane]?.mostPaid(promptTokens: promptTokens, outputTokens: outputTokens) ?? .zero)
  }
}

extension ModelPrice {
  /// The most that a request can cost: none of its prompt read from a cache, all of it written to
  /// one and all of its answer thought where that costs more.
  func mostPaid(promptTokens: Int, outputTokens: Int) -> USDollars {
    let rates = rates(promptTokens: promptTokens)
    let writes = rates.cacheWrite.map { $0 > rates.input } ?? false
    let thinks = rates.reasoning.map { $0 > rates.output } ?? false
    return cost(
      of: TokenUsage(
        promptTokens: promptTokens, cacheWriteTokens: writes ? promptTokens : 0,
        completionTokens: outputTokens, reasoningTokens: thinks ? outputTokens : 0))
  }
}
