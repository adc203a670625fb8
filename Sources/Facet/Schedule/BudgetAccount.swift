internal import FacetConfiguration
internal import FacetModels

/// The budget used by a run, and the reservations of requests in flight.
///
/// A request goes out only if its maximum use fits into the remaining budget. Usage exceeds a limit
/// by no more than a prompt exceeds its reservation.
struct BudgetAccount: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// The limits of a run; `nil` for no limit.
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
    /// The maximum use of the next request.
    var next: Spending
  }

  let limits: Limits
  /// The amounts used by the run, including earlier sessions.
  private(set) var spent: Spending
  /// The maximum use of the requests in flight.
  private(set) var reserved = Spending()
  /// Set once no further request goes out.
  private(set) var exhaustion: Exhaustion?
  private let prices: [ModelPrice?]
  /// When the time limit is reached.
  private let end: Instant?

  /// - Parameters:
  ///   - prices: The price of each lane, in their order; `nil` if it is unknown.
  ///   - spent: The amounts used by earlier sessions of the run.
  ///   - elapsed: Their working time.
  init(
    _ limits: Limits, prices: [ModelPrice?], spent: Spending = Spending(),
    elapsed: Duration = .zero, at now: Instant
  ) {
    self.limits = limits
    self.spent = spent
    self.prices = prices
    end = limits.duration.map { now + max(.zero, $0 - elapsed) }
  }

  /// Reserves the maximum that a request can use.
  ///
  /// - Parameters:
  ///   - promptTokens: The maximum prompt tokens, as far as is known.
  ///   - outputTokens: The maximum output tokens.
  /// - Returns: The reservation, or `nil` if it does not fit now; ``exhaustion`` tells whether it
  ///   ever will.
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
    // Requests in flight may use less than their reservations.
    if reserved.requests == 0 { exhaustion = Exhaustion(limit: limit, next: next) }
    return nil
  }

  /// Blocks further requests once the time limit is reached.
  mutating func close(at now: Instant) {
    guard let end, end <= now, exhaustion == nil else { return }
    exhaustion = Exhaustion(limit: .duration, next: Spending())
  }

  /// When ``close(at:)`` must be called; `nil` for never.
  var closing: Instant? { exhaustion == nil ? end : nil }

  /// Replaces a request's reservation with its actual use.
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
  /// The maximum cost of a request: no cache reads, the whole prompt written to a cache and the
  /// whole answer reasoning, if those cost more.
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
