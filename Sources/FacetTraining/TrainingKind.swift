/// A form of training data.
package enum TrainingKind: String, Sendable, CaseIterable {
  /// Conversations for supervised tuning.
  case sft
  /// Pairs of a preferred and a rejected answer to one prompt.
  case dpo
  /// Single answers, each desirable or not.
  case kto
  /// Prompts with what a reward needs, for reinforcement learning.
  case rl
  /// Steps of a solution, each right or wrong.
  case prm
}
