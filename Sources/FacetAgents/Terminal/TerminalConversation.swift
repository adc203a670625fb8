internal import FacetConfiguration
internal import FacetConversation
internal import FacetJSON
internal import FacetModels

/// The conversation of an agent that types into a terminal.
///
/// It begins with the screen. If the context is nearly full, the model writes a summary of its work,
/// which replaces the conversation.
struct TerminalConversation: AgentConversation {
  /// What the next reply is.
  private enum Phase: Sendable, Hashable {
    case working
    /// It has said that the task is done, and is asked whether it is.
    case confirming
    /// It has confirmed it, and its last keystrokes are typed.
    case closing
    case summing
  }

  let rules: AgentRules
  private(set) var opening: [ChatMessage] = []
  private(set) var turns: [TraceTurn] = []
  private(set) var ending: TrialEnding?
  private(set) var next = AgentStep.act(.keystrokes([]))
  let tools: [ToolDefinition] = []
  let declaredTokens = 0

  private let openingOf: @Sendable (_ screen: String) -> [ChatMessage]
  private let outputLimit: Int?
  private var exchanges = Exchanges(opening: [])
  /// The messages before the last summary.
  private var earlier: [ChatMessage] = []
  private var phase = Phase.working
  private var warnings: [String] = []
  private var replies = 0
  private var invalidReplies = 0
  private(set) var summaries = 0

  /// - Parameters:
  ///   - outputLimit: The most tokens of a reply, for the model.
  ///   - openingOf: The messages before the first reply, which show the screen.
  init(
    rules: AgentRules, outputLimit: Int?,
    openingOf: @escaping @Sendable (_ screen: String) -> [ChatMessage]
  ) {
    self.rules = rules
    self.outputLimit = outputLimit
    self.openingOf = openingOf
  }

  var messages: [ChatMessage] {
    exchanges.messages(within: .max, keeping: "")
  }

  var transcript: [ChatMessage] { earlier + exchanges.transcript }

  // MARK: Taking results

  mutating func take(_ completion: Completion) {
    precondition(next == .ask, "a reply is taken only after a request")
    exchanges.append(completion)
    if completion.refusal != nil || completion.finishReason == .refusal
      || completion.finishReason == .contentFilter
    {
      turns.append(TraceTurn(message: completion.refusal ?? completion.text))
      return end(.refused)
    }
    if phase == .summing { return goOn(after: completion) }
    do throws(TerminalReply.Mistake) {
      follow(try TerminalReply(completion.text))
    } catch {
      let isCut = completion.finishReason == .length
      reject(
        completion,
        isCut ? TerminalWords.cut(outputLimit) : TerminalWords.mistake(error.sentence, []))
    }
  }

  private mutating func follow(_ reply: TerminalReply) {
    var turn = TraceTurn(message: "Analysis: \(reply.analysis)\nPlan: \(reply.plan)")
    let number = turns.count
    turn.calls = reply.commands.enumerated().map { index, command in
      TraceTurn.Call(
        id: "call_\(number)_\(index + 1)", name: "bash_command",
        arguments: [
          "keystrokes": .string(command.keys), "duration": .number(JSONNumber(command.wait)),
        ])
    }
    if reply.isComplete {
      turn.calls.append(
        TraceTurn.Call(
          id: "call_\(number)_task_complete", name: "mark_task_complete", arguments: [:]))
    }
    turns.append(turn)
    replies += 1
    warnings = reply.warnings
    if reply.isComplete, phase == .confirming {
      guard !reply.commands.isEmpty else { return end(.completed) }
      phase = .closing
    } else {
      phase = reply.isComplete ? .confirming : .working
    }
    next = .act(.keystrokes(reply.commands))
  }

  mutating func take(_ observation: Observation) {
    guard !opening.isEmpty else {
      opening = openingOf(observation.text)
      exchanges = Exchanges(opening: opening)
      next = .ask
      return
    }
    if phase == .closing {
      turns[turns.count - 1].observation = observation.text
      return end(.completed)
    }
    var parts = [observation.text]
    if !warnings.isEmpty { parts.insert(TerminalWords.notes(warnings), at: 0) }
    if phase == .confirming { parts.append(TerminalWords.closing) }
    warnings = []
    let left = rules.maxTurns - replies
    if left == 1 { parts.append("One turn is left.") }
    answer(parts.joined(separator: "\n\n"))
    if left <= 0 { end(.outOfTurns) }
  }

  mutating func end(_ ending: TrialEnding) {
    self.ending = ending
    next = .end
  }

  private mutating func reject(_ completion: Completion, _ feedback: String) {
    var turn = TraceTurn(message: completion.text)
    turn.isInvalid = true
    turns.append(turn)
    invalidReplies += 1
    phase = .working
    guard invalidReplies <= rules.maxInvalidReplies else { return end(.tooManyInvalidReplies) }
    answer(feedback)
  }

  private mutating func answer(_ text: String) {
    turns[turns.count - 1].observation = text
    exchanges.answer(text, calls: [], isError: false)
    next = .ask
    guard Exchanges.estimatedTokens(of: messages) > room else { return }
    // The opening and one reply may fill the context alone: then nothing is gained.
    guard exchanges.count > 1 else { return }
    phase = .summing
    turns[turns.count - 1].observation = text + "\n\n" + TerminalWords.summary
    exchanges.answer(text + "\n\n" + TerminalWords.summary, calls: [], isError: false)
  }

  /// The tokens beyond which the conversation is summed up: an eighth is left for the summary.
  private var room: Int { rules.maxContextTokens - rules.maxContextTokens / 8 }

  private mutating func goOn(after completion: Completion) {
    summaries += 1
    phase = .working
    let continuation = TerminalWords.goingOn(after: completion.text)
    var turn = TraceTurn(message: completion.text)
    turn.observation = continuation.trimmed
    turns.append(turn)
    earlier += exchanges.transcript
    var renewed = opening
    if let last = renewed.indices.last {
      renewed[last].content.append(.text(continuation))
    }
    exchanges = Exchanges(opening: renewed)
    next = .ask
  }
}
