package import FacetModels

extension RunOutcome {
  /// What was paid for.
  public struct Account: Sendable, Hashable {
    /// Requests that went out.
    public var requests = 0
    /// Answers that were paid for, those that were not used included.
    public var answers = 0
    /// Those of them whose cost is not known.
    public var unpricedAnswers = 0
    /// Tokens of their prompts and of themselves.
    public var tokens = 0
    /// What the answers whose cost is known came to.
    package var cost = USDollars.zero
    /// The time at work.
    public var elapsed = Duration.zero

    /// What the answers whose cost is known came to in US dollars, as decimal digits.
    public var costUSD: String { cost.description }
  }

  /// How a run stands to its budget.
  public struct BudgetUse: Sendable, Hashable {
    /// The limit at which it has stopped, if it has.
    public var reached: BudgetLimit?
    /// The limits, as far as there are any.
    package var usd: USDollars?
    /// Tokens at most.
    public var tokens: Int?
    /// Requests at most.
    public var requests: Int?
    /// Time at most.
    public var duration: Duration?
    /// What the run has used of it, in all its sessions.
    public var used: Account
    /// By how much the prompts' reported tokens exceed their estimate, as a share of it; below 0
    /// where they fall short, `nil` where no provider told.
    public var inputEstimateError: Double?

    /// US dollars at most, as decimal digits.
    public var limitUSD: String? { usd?.description }
    /// US dollars paid beyond the limit, as decimal digits; `nil` if none were.
    public var excessUSD: String? { excessCost?.description }
    /// By how many dollars more than the limit were paid; `nil` where none were.
    package var excessCost: USDollars? {
      usd.flatMap { used.cost > $0 ? used.cost - $0 : nil }
    }
    /// By how many tokens the limit was exceeded; 0 where it was not.
    public var excessTokens: Int { tokens.map { max(0, used.tokens - $0) } ?? 0 }
  }
}
