/// The form of the rows and the consumer that they are for.
package struct RowForm: Sendable, Hashable {
  /// A consumer with a form of its own.
  package enum Target: String, Sendable, CaseIterable {
    case trl
    case openai
    case together
    case llamafactory
    case verl
    case nemoGym = "nemo_gym"
  }

  /// How the arguments of calls are written.
  package enum Arguments: String, Sendable, CaseIterable {
    case object
    case string
  }

  /// What happens to system messages.
  package enum System: String, Sendable, CaseIterable {
    case keep
    /// Into the first user message.
    case merge
    case drop
  }

  /// What happens to a model's thoughts.
  package enum Reasoning: String, Sendable, CaseIterable {
    case keep
    case drop
  }

  package var target = Target.trl
  /// `nil` for the target's own.
  package var arguments: Arguments?
  package var system = System.keep
  package var reasoning = Reasoning.keep
  package var parquet = false

  package init() {}
}
