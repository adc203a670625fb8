package import FacetModels
internal import FacetPlatform

/// The messages of a conversation: its opening, and each reply with what was said to it.
///
/// Old exchanges are omitted from a request that would be too long, and only from it.
package struct Exchanges: Sendable {
  /// A reply and its answer to the model, which are omitted from a request together.
  private struct Exchange {
    var reply: ChatMessage
    var answer: ChatMessage?
    var tokens: Int
  }

  private static let estimator = TokenEstimator(vocabulary: .o200k)

  private let opening: [ChatMessage]
  private let openingTokens: Int
  private var exchanges: [Exchange] = []

  /// - Parameter opening: The optional system message and the request; the last message is the
  ///   user's.
  package init(opening: [ChatMessage]) {
    self.opening = opening
    openingTokens = Self.estimator.estimate(messages: opening)
  }

  /// The approximate number of tokens of a request's messages.
  package static func estimatedTokens(of messages: [ChatMessage]) -> Int {
    estimator.estimate(messages: messages)
  }

  /// The number of replies.
  package var count: Int { exchanges.count }

  /// Adds a reply of the model.
  package mutating func append(_ completion: Completion) {
    // Some providers reject an empty message.
    let isEmpty = completion.toolCalls.isEmpty && completion.text.allSatisfy(\.isWhitespace)
    let reply =
      isEmpty
      ? ChatMessage(.assistant, text: "(no reply)") : ChatMessage(.assistant, completion.content)
    exchanges.append(
      Exchange(reply: reply, tokens: Self.estimator.estimate(messages: [reply])))
  }

  /// Answers the latest reply.
  ///
  /// - Parameter calls: The calls that the text is the result of; empty for a message of the user.
  package mutating func answer(_ text: String, calls: [ToolCall], isError: Bool) {
    precondition(!exchanges.isEmpty, "an answer belongs to a reply")
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
  }

  /// All messages of the conversation, including those omitted from later requests.
  package var transcript: [ChatMessage] { opening + Self.messages(of: exchanges) }

  /// The messages of the next request: the opening and as many of the latest exchanges as fit,
  /// always including the last one.
  ///
  /// - Parameters:
  ///   - tokens: The approximate most tokens of the request.
  ///   - active: The most exchanges; `nil` for as many as fit.
  ///   - kept: What the model is told of the omitted turns: `their variables still exist`.
  package func messages(
    within tokens: Int, active: Int? = nil, keeping kept: String
  ) -> [ChatMessage] {
    var sum = openingTokens
    var latest: [Exchange] = []
    for exchange in exchanges.reversed() {
      sum = sum.adding(saturating: exchange.tokens)
      let isTooMuch = sum > tokens || latest.count >= active ?? .max
      if isTooMuch, !latest.isEmpty { break }
      latest.append(exchange)
    }
    var opening = opening
    let omitted = exchanges.count - latest.count
    if omitted > 0, let last = opening.indices.last {
      opening[last].content.append(
        .text("\n\n(\(omitted) earlier turns are omitted here; \(kept).)"))
    }
    return opening + Self.messages(of: latest.reversed())
  }

  private static func messages(of exchanges: [Exchange]) -> [ChatMessage] {
    exchanges.flatMap { [$0.reply] + ($0.answer.map { [$0] } ?? []) }
  }
}
