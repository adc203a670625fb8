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

  /// A reply and its answer to the model, which are omitted from a request together.
  private struct Exchange {
    var reply: ChatMessage
    var answer: ChatMessage?
    var tokens: Int
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

  private static let estimator = TokenEstimator(vocabulary: .o200k)

  package let rules: ConversationRules
  package private(set) var trace = ConversationTrace()
  package private(set) var next = Next.ask

  private let opening: [ChatMessage]
  private let openingTokens: Int
  private var exchanges: [Exchange] = []
  private var openTurn: OpenTurn?
  private var isClosing = false
  private var hookCount = 0

  /// - Parameter opening: The optional system message and the request; the last message is the
  ///   user's.
  package init(opening: [ChatMessage], rules: ConversationRules) {
    self.opening = opening
    self.rules = rules
    openingTokens = Self.estimator.estimate(messages: opening)
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
    switch CodeReply(completion) {
    case .refused:
      end(.refused)
    case .code where isClosing:
      reject(completion, id: id, feedback: "No further code is run. \(rules.closingRequest ?? "")")
    case .code(let code, let reasoning):
      openTurn = OpenTurn(
        id: id, code: code, reasoning: reasoning, call: completion.toolCalls.first)
      exchanges.append(exchange(completion))
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
    exchanges.append(exchange(completion))
    answer(feedback, calls: completion.toolCalls, isError: true)
  }

  private mutating func end(_ ending: ConversationTrace.Ending) {
    trace.ending = ending
    next = .end
  }

  private func exchange(_ completion: Completion) -> Exchange {
    // Some providers reject an empty message.
    let isEmpty = completion.toolCalls.isEmpty && completion.text.allSatisfy(\.isWhitespace)
    let reply =
      isEmpty
      ? ChatMessage(.assistant, text: "(no reply)") : ChatMessage(.assistant, completion.content)
    return Exchange(reply: reply, tokens: Self.estimator.estimate(messages: [reply]))
  }

  private mutating func answer(_ text: String, calls: [ToolCall], isError: Bool) {
    let message =
      calls.isEmpty
      ? ChatMessage(.user, text: text)
      : ChatMessage(
        .tool,
        calls.map {
          .toolResult(
            ToolResult(callID: $0.id, name: $0.name, content: text, isError: isError))
        })
    exchanges[exchanges.count - 1].answer = message
    exchanges[exchanges.count - 1].tokens += Self.estimator.estimate(messages: [message])
    next = .ask
  }

  // MARK: Composing requests

  /// All messages of the conversation, including those omitted from later requests.
  var transcript: [ChatMessage] {
    opening + exchanges.flatMap { [$0.reply] + ($0.answer.map { [$0] } ?? []) }
      + (trace.conclusion.map { [ChatMessage(.assistant, text: $0)] } ?? [])
  }

  /// The approximate number of tokens of a request's messages.
  package static func estimatedTokens(of messages: [ChatMessage]) -> Int {
    estimator.estimate(messages: messages)
  }

  /// The messages of the next request: the opening and as many of the latest exchanges as fit,
  /// always including the last one.
  package var messages: [ChatMessage] {
    var tokens = openingTokens
    var kept: [Exchange] = []
    for exchange in exchanges.reversed() {
      tokens += exchange.tokens
      let isLast = kept.isEmpty
      let isTooMuch =
        tokens > rules.maxContextTokens || kept.count >= rules.maxActiveTurns ?? .max
      if isTooMuch, !isLast { break }
      kept.append(exchange)
    }
    var opening = opening
    let omitted = exchanges.count - kept.count
    if omitted > 0, let last = opening.indices.last {
      opening[last].content.append(
        .text("\n\n(\(omitted) earlier turns are omitted here; their variables still exist.)"))
    }
    return opening + kept.reversed().flatMap { [$0.reply] + ($0.answer.map { [$0] } ?? []) }
  }
}
