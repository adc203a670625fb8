package import FacetModels

/// An agent's conversation as a value: it names the next step and takes its result.
package protocol AgentConversation: Sendable {
  /// What happens next.
  var next: AgentStep { get }
  /// The messages of the next request.
  var messages: [ChatMessage] { get }
  /// The tools declared in every request, and their estimated tokens.
  var tools: [ToolDefinition] { get }
  var declaredTokens: Int { get }
  /// A turn for each reply so far.
  var turns: [TraceTurn] { get }
  /// The messages before the first reply.
  var opening: [ChatMessage] { get }
  /// All messages, including those omitted from requests.
  var transcript: [ChatMessage] { get }
  /// How often it was summed up to fit the context.
  var summaries: Int { get }
  /// Why it ended; `nil` until then.
  var ending: TrialEnding? { get }

  mutating func take(_ completion: Completion)
  mutating func take(_ observation: Observation)
  mutating func end(_ ending: TrialEnding)
}

/// The next step of an agent's conversation.
package enum AgentStep: Sendable, Hashable {
  /// Send the messages.
  case ask
  case act(AgentAction)
  case end
}

/// Why an agent stopped.
package enum TrialEnding: String, Sendable, CaseIterable {
  /// By its own word.
  case completed
  case outOfTurns = "out_of_turns"
  /// The time that the task allows is used up.
  case outOfTime = "out_of_time"
  case tooManyInvalidReplies = "too_many_invalid_replies"
  case refused
  /// No further request could be sent.
  case failed
}
