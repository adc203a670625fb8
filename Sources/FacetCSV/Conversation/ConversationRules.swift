/// What bounds a conversation, and what ends it.
package struct ConversationRules: Sendable {
  /// Turns whose code is run; that of the last one too.
  package var maxTurns: Int
  /// Replies that are no turn: one more ends the conversation.
  package var maxInvalidReplies: Int
  /// About as many tokens are sent at most; older turns are left out, their trace is not.
  package var maxContextTokens: Int
  /// At most so many of the latest turns are sent; `nil` for all that fit.
  package var maxActiveTurns: Int?
  /// Whether a submitted answer ends the conversation.
  package var endsOnSubmission: Bool
  /// What becomes of a reply in words, given how many turns there were.
  package var plainReply: @Sendable (_ text: String, _ turns: Int) -> PlainReply
  /// What is asked when the turns are used up, to be concluded in words; `nil` to end there.
  package var closingRequest: String?

  /// What becomes of a reply in words.
  package enum PlainReply: Sendable, Equatable {
    case concludes
    /// It is no turn; the model is told this.
    case invalid(String)
  }

  package init(
    maxTurns: Int = 10, maxInvalidReplies: Int = 3, maxContextTokens: Int = 80_000,
    maxActiveTurns: Int? = nil, endsOnSubmission: Bool = true, closingRequest: String? = nil,
    plainReply: @escaping @Sendable (_ text: String, _ turns: Int) -> PlainReply = { _, _ in
      .invalid("There was no code in the reply. Go on with code, and submit the answer with it.")
    }
  ) {
    self.maxTurns = maxTurns
    self.maxInvalidReplies = maxInvalidReplies
    self.maxContextTokens = maxContextTokens
    self.maxActiveTurns = maxActiveTurns
    self.endsOnSubmission = endsOnSubmission
    self.closingRequest = closingRequest
    self.plainReply = plainReply
  }
}
