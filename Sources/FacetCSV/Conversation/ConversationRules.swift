/// The limits of a conversation, and the conditions that end it.
package struct ConversationRules: Sendable {
  /// The most turns with code; the code of the last one is run too.
  package var maxTurns: Int
  /// The most invalid replies: one more ends the conversation.
  package var maxInvalidReplies: Int
  /// The approximate most tokens per request; older turns are omitted from requests but stay in the
  /// trace.
  package var maxContextTokens: Int
  /// The most of the latest turns per request; `nil` for as many as fit.
  package var maxActiveTurns: Int?
  /// Whether a submitted answer ends the conversation.
  package var endsOnSubmission: Bool
  /// Handles a reply without code, given the number of turns so far.
  package var plainReply: @Sendable (_ text: String, _ turns: Int) -> PlainReply
  /// The request for a conclusion when the turns are used up; `nil` to end without one.
  package var closingRequest: String?

  /// The meaning of a reply without code.
  package enum PlainReply: Sendable, Equatable {
    case concludes
    /// The reply is not a turn; the model gets this feedback.
    case invalid(String)
  }

  package init(
    maxTurns: Int = 10, maxInvalidReplies: Int = 3, maxContextTokens: Int = 80_000,
    maxActiveTurns: Int? = nil, endsOnSubmission: Bool = true, closingRequest: String? = nil,
    plainReply: @escaping @Sendable (_ text: String, _ turns: Int) -> PlainReply = { _, _ in
      .invalid("The reply contains no code. Continue with code, and submit the answer from it.")
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
