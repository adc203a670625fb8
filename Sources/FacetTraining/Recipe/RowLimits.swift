/// Limits on a row's messages.
package struct RowLimits: Sendable, Hashable {
  package var messages = 2...60
  /// The most characters of all contents.
  package var characters = 50_000
  /// The fewest characters of a message's content, white space at the ends aside.
  package var contentCharacters = 5
  /// The fewest characters of the last user message of a prompt for reinforcement learning.
  package var promptCharacters = 20

  package init() {}
}
