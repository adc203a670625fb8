package import FacetModels

extension RunOutcome {
  /// The requests and answers that were paid for, and their cost.
  public struct Account: Sendable, Hashable {
    /// Requests that went out.
    public var requests = 0
    /// Paid answers, including unused ones.
    public var answers = 0
    /// Paid answers whose cost is unknown.
    public var unpricedAnswers = 0
    /// Tokens of their prompts and of the answers.
    public var tokens = 0
    /// The total of the known costs.
    package var cost = USDollars.zero
    /// The working time.
    public var elapsed = Duration.zero

    /// The total of the known costs in US dollars, as decimal digits.
    public var costUSD: String { cost.description }
  }

  /// The state of a run's budget.
  public struct BudgetUse: Sendable, Hashable {
    /// The limit that stopped the run, if one did.
    public var reached: BudgetLimit?
    /// The limits that are set.
    package var usd: USDollars?
    /// The limit on tokens.
    public var tokens: Int?
    /// The limit on requests.
    public var requests: Int?
    /// The limit on time.
    public var duration: Duration?
    /// The amounts used over all sessions of the run.
    public var used: Account
    /// The relative excess of the prompts' reported tokens over their estimate; negative if they
    /// fall short, `nil` if no provider reported any.
    public var inputEstimateError: Double?

    /// The limit in US dollars, as decimal digits.
    public var limitUSD: String? { usd?.description }
    /// US dollars paid above the limit, as decimal digits; `nil` if none were.
    public var excessUSD: String? { excessCost?.description }
    /// The dollars paid above the limit; `nil` if none were.
    package var excessCost: USDollars? {
      usd.flatMap { used.cost > $0 ? used.cost - $0 : nil }
    }
    /// The tokens used above the limit; 0 if the limit was kept.
    public var excessTokens: Int { tokens.map { max(0, used.tokens - $0) } ?? 0 }
  }
}
