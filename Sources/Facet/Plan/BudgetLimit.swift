/// A limit of a run's budget.
public enum BudgetLimit: String, Sendable, Hashable, CaseIterable {
  /// US dollars.
  case usd
  /// Tokens of prompts and answers.
  case tokens
  /// Requests sent, including failed ones.
  case requests
  /// Working time over all sessions of the run.
  case duration
}
