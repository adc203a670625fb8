internal import FacetLedger

/// The shape of conversations with a model: the share that reaches each request, and the growth of
/// the prompts up to there.
struct ConversationShape: Sendable {
  /// The number of conversations it is based on; 0 if it is assumed.
  private(set) var conversations = 0
  /// The mean number of requests.
  private(set) var requests: RunEstimate.Bounds
  /// The share of conversations with an n-th request; the first is 1.
  private(set) var reaching: [Double]
  /// Additional tokens of the n-th prompt over the first.
  private(set) var growth: [Double]
  /// The mean number of tokens of a reply.
  private(set) var completion: RunEstimate.Bounds
  /// The share of prompt tokens that came from a cache.
  private(set) var cachedShare = 0.0

  /// The minimum number of conversations for a measurement.
  private static let sufficient = 3

  /// The assumption without data.
  init(assumedOf outlook: ConversationOutlook, completion: Double) {
    requests = RunEstimate.Bounds(
      low: Double(outlook.leastRequests), expected: Double(outlook.assumedRequests),
      high: Double(outlook.mostRequests))
    reaching = Array(repeating: 1, count: outlook.assumedRequests)
    let exchange = completion + Double(outlook.assumedToldTokens)
    growth = (0..<outlook.assumedRequests).map { Double($0) * exchange }
    self.completion = RunEstimate.Bounds(low: 1, expected: completion, high: completion)
  }

  /// The shape measured from a ledger's conversations.
  ///
  /// - Returns: `nil` if there are too few conversations.
  init?(_ turns: [LedgerTurn], outlook: ConversationOutlook) {
    guard let first = turns.first, first.turn == 0, first.answers >= Self.sufficient else {
      return nil
    }
    conversations = first.answers
    let start = Double(first.promptTokens) / Double(first.answers)
    reaching = turns.map { Double($0.answers) / Double(first.answers) }
    growth = turns.map { max(0, Double($0.promptTokens) / Double($0.answers) - start) }
    let mean = max(Double(outlook.leastRequests), reaching.reduce(0, +))
    // The shares that reach each request give the spread of the number of requests.
    let squares = reaching.enumerated().reduce(0) { $0 + Double(2 * $1.offset + 1) * $1.element }
    let error = SampleSpread.width(
      variance: max(0, squares - mean * mean), count: conversations)
    requests = RunEstimate.Bounds(
      low: max(Double(outlook.leastRequests), mean - error), expected: mean, high: mean + error)
    let answers = Double(turns.reduce(0) { $0 + $1.answers })
    let reply = Double(turns.reduce(0) { $0 + $1.completionTokens }) / answers
    completion = RunEstimate.Bounds(low: reply / 2, expected: reply, high: reply * 2)
    let prompts = turns.reduce(0) { $0 + $1.promptTokens }
    cachedShare =
      prompts > 0 ? Double(turns.reduce(0) { $0 + $1.cachedTokens }) / Double(prompts) : 0
  }

  /// The remainder of conversations that have already had the given number of requests. One that is
  /// longer than any measured has one more request.
  func after(_ held: Int) -> ConversationShape {
    guard held > 0 else { return self }
    var rest = self
    if held < reaching.count, reaching[held - 1] > 0 {
      rest.reaching = reaching.dropFirst(held).map { $0 / reaching[held - 1] }
      rest.growth = Array(growth.dropFirst(held))
    } else {
      rest.reaching = [1]
      rest.growth = [growth.last ?? 0]
    }
    let expected = rest.reaching.reduce(0, +)
    rest.requests = RunEstimate.Bounds(
      low: min(expected, max(0, requests.low - Double(held))), expected: expected,
      high: max(expected, requests.high - Double(held)))
    return rest
  }

  /// The total growth of the prompts of one conversation.
  var grownTokens: Double { zip(reaching, growth).reduce(0) { $0 + $1.0 * $1.1 } }
}
