package import FacetConfiguration
package import FacetConversation
internal import FacetJSON
package import FacetModels

/// The conversation of an agent that runs one command a reply and ends by its own word.
package struct BashConversation: AgentConversation {
  /// The line with which a model ends.
  package static let closing = "TASK COMPLETE"
  /// A longer command could not be handed to a shell.
  private static let longestCommand = 100_000

  package let opening: [ChatMessage]
  package let rules: AgentRules
  package let mode: CodeMode
  package private(set) var turns: [TraceTurn] = []
  package private(set) var ending: TrialEnding?
  package private(set) var next = AgentStep.ask

  private var exchanges: Exchanges
  private var openCalls: [ToolCall] = []
  private var commands = 0
  private var invalidReplies = 0

  /// - Parameter opening: The optional system message and the request.
  package init(opening: [ChatMessage], rules: AgentRules, mode: CodeMode) {
    self.opening = opening
    self.rules = rules
    self.mode = mode
    exchanges = Exchanges(opening: opening)
  }

  package var tools: [ToolDefinition] { mode.tools(.bash) }
  package var declaredTokens: Int { mode.declaredTokens(.bash) }
  package var summaries: Int { 0 }
  package var transcript: [ChatMessage] { exchanges.transcript }

  package var messages: [ChatMessage] {
    exchanges.messages(
      within: rules.maxContextTokens, keeping: "the files that they changed are as they left them")
  }

  package mutating func take(_ completion: Completion) {
    precondition(next == .ask, "a reply is taken only after a request")
    exchanges.append(completion)
    switch CodeReply(completion, .bash) {
    case .refused:
      turns.append(TraceTurn(message: completion.refusal ?? completion.text))
      end(.refused)
    case .code(let command, let reasoning):
      if let flaw = Self.flaw(in: command) { return reject(completion, flaw) }
      openCalls = completion.toolCalls
      var turn = TraceTurn(message: reasoning)
      turn.calls = [
        TraceTurn.Call(
          id: openCalls.first?.id ?? "call_\(turns.count)", name: CodeTool.bash.name,
          arguments: [CodeTool.bash.argument: .string(command)])
      ]
      turns.append(turn)
      commands += 1
      next = .act(.command(command))
    case .plain(let text) where Self.closes(text):
      turns.append(TraceTurn(message: text))
      end(.completed)
    case .plain:
      reject(
        completion,
        "The reply has no command. Reply with a command or, if the task is done, with the line "
          + "\(Self.closing) and no command.")
    case .invalid(let feedback):
      reject(completion, feedback)
    }
  }

  package mutating func take(_ observation: Observation) {
    let left = rules.maxTurns - commands
    var text = observation.text
    if left == 1 { text += "\n\nOne turn is left." }
    turns[turns.count - 1].observation = text
    exchanges.answer(text, calls: openCalls, isError: observation.isError)
    openCalls = []
    if left <= 0 { return end(.outOfTurns) }
    next = .ask
  }

  package mutating func end(_ ending: TrialEnding) {
    self.ending = ending
    next = .end
  }

  private mutating func reject(_ completion: Completion, _ feedback: String) {
    var turn = TraceTurn(message: completion.text)
    turn.isInvalid = true
    turn.calls = completion.toolCalls.map {
      TraceTurn.Call(
        id: $0.id, name: $0.name, arguments: ["arguments": .string($0.arguments)])
    }
    invalidReplies += 1
    guard invalidReplies <= rules.maxInvalidReplies else {
      turns.append(turn)
      return end(.tooManyInvalidReplies)
    }
    turn.observation = feedback
    turns.append(turn)
    exchanges.answer(feedback, calls: completion.toolCalls, isError: true)
    next = .ask
  }

  /// What keeps a command from a shell.
  private static func flaw(in command: String) -> String? {
    if command.utf8.contains(0) { return "Nothing was run: the command holds a NUL character." }
    guard command.utf8.count > longestCommand else { return nil }
    return "Nothing was run: the command has more than \(longestCommand) bytes. Write long files "
      + "in parts."
  }

  /// Whether the last line of a reply without a command says that the task is done.
  private static func closes(_ text: String) -> Bool {
    let last = text.split(whereSeparator: \.isNewline).last { line in
      line.contains { !$0.isWhitespace }
    }
    let word = (last ?? "").filter { $0.isLetter || $0.isWhitespace }
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return word.uppercased() == closing
  }
}
