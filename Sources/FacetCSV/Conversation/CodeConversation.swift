internal import FacetConversation
package import FacetModels

/// A conversation with a code tool as a value: it names the next step and takes its result.
///
/// The trace is kept beside the messages, turn by turn, so omitting old messages from a request
/// loses nothing from the trace.
package struct CodeConversation: Sendable {
  /// The next step of the conversation.
  package enum Next: Sendable, Equatable {
    /// Send ``messages``.
    case ask
    /// Run this code.
    case run(String)
    case end
  }

  private struct OpenTurn {
    var id: String
    var code: String
    var reasoning: String
    /// The call to answer; `nil` if the code was in a fenced block.
    var call: ToolCall?
  }

  /// The most hooks that one conversation keeps.
  package static let maximumHooks = 1024

  package let rules: ConversationRules
  package private(set) var trace = ConversationTrace()
  package private(set) var next = Next.ask

  private var exchanges: Exchanges
  private var openTurn: OpenTurn?
  private var isClosing = false
  private var hookCount = 0

  /// - Parameter opening: The optional system message and the request; the last message is the
  ///   user's.
  package init(opening: [ChatMessage], rules: ConversationRules) {
    exchanges = Exchanges(opening: opening)
    self.rules = rules
  }

  /// The code that restores this conversation's variables in a new session: the code of all turns
  /// after the last one that ended its session.
  package var livingCode: [String] {
    let begin = trace.turns.lastIndex { $0.execution.endedSession }.map { $0 + 1 } ?? 0
    return trace.turns[begin...].map(\.code)
  }

  // MARK: Taking results

  /// Takes the model's reply.
  ///
  /// - Parameter id: Names the completion in the trace.
  package mutating func take(_ completion: Completion, id: String) {
    precondition(next == .ask, "a reply is taken only after a request")
    switch CodeReply(completion, .python) {
    case .refused:
      end(.refused)
    case .code where isClosing:
      reject(completion, id: id, feedback: "No further code is run. \(rules.closingRequest ?? "")")
    case .code(let code, let reasoning):
      openTurn = OpenTurn(
        id: id, code: code, reasoning: reasoning, call: completion.toolCalls.first)
      exchanges.append(completion)
      next = .run(code)
    case .plain(let text):
      switch rules.plainReply(text, trace.turns.count) {
      case .concludes:
        trace.conclusion = text
        end(.concluded)
      case .invalid(let feedback):
        reject(completion, id: id, feedback: feedback)
      }
    case .invalid(let feedback):
      reject(completion, id: id, feedback: feedback)
    }
  }

  /// Takes the result of the code.
  package mutating func take(_ execution: CodeExecution) {
    guard let turn = openTurn else { preconditionFailure("an execution belongs to a turn") }
    openTurn = nil
    var execution = execution
    execution.keepHooks(upTo: max(0, Self.maximumHooks - hookCount))
    hookCount += execution.hooks.count
    trace.turns.append(
      ConversationTrace.Turn(
        id: turn.id, reasoning: turn.reasoning, code: turn.code, execution: execution))
    if rules.endsOnSubmission, !execution.submissions.isEmpty { return end(.answered) }
    let left = rules.maxTurns - trace.turns.count
    if left <= 0, rules.closingRequest == nil { return end(.outOfTurns) }
    var notes = ExecutionText.text(ofHooksLeftOut: execution.hooksLeftOut).map { [$0] } ?? []
    let latest = trace.turns.count - 1
    let flaws = trace.ungroundedHooks.filter { $0.turn == latest }.map(\.flaw)
    if !flaws.isEmpty { notes.append(ExecutionText.text(of: flaws)) }
    if left <= 0 {
      isClosing = true
      rules.closingRequest.map { notes.append($0) }
    } else if left == 1, rules.endsOnSubmission {
      notes.append("One turn is left. Submit your answer in it.")
    }
    answer(
      ExecutionText.text(of: execution, notes: notes), calls: turn.call.map { [$0] } ?? [],
      isError: !execution.succeeded)
  }

  /// Ends the conversation because no further request can be sent.
  package mutating func fail() {
    end(.failed)
  }

  private mutating func reject(_ completion: Completion, id: String, feedback: String) {
    trace.invalidReplies.append(
      ConversationTrace.InvalidReply(
        id: id, turnsBefore: trace.turns.count, text: completion.text, feedback: feedback))
    guard trace.invalidReplies.count <= rules.maxInvalidReplies else {
      return end(.tooManyInvalidReplies)
    }
    exchanges.append(completion)
    answer(feedback, calls: completion.toolCalls, isError: true)
  }

  private mutating func end(_ ending: ConversationTrace.Ending) {
    trace.ending = ending
    next = .end
  }

  private mutating func answer(_ text: String, calls: [ToolCall], isError: Bool) {
    exchanges.answer(text, calls: calls, isError: isError)
    next = .ask
  }

  // MARK: Composing requests

  /// All messages of the conversation, including those omitted from later requests.
  var transcript: [ChatMessage] {
    exchanges.transcript + (trace.conclusion.map { [ChatMessage(.assistant, text: $0)] } ?? [])
  }

  /// The messages of the next request: the opening and as many of the latest exchanges as fit,
  /// always including the last one.
  package var messages: [ChatMessage] {
    exchanges.messages(
      within: rules.maxContextTokens, active: rules.maxActiveTurns,
      keeping: "their variables still exist")
  }
}
