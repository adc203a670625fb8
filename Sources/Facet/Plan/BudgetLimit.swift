/// A limit of a run's budget.
public enum BudgetLimit: String, Sendable, Hashable, CaseIterable {
  /// US dollars.
  case usd
  /// Tokens of prompts and answers.
  case tokens
  /// Requests sent, those that failed included.
  case requests
  /// Time at work, in all sessions of the run.
  case duration
}
