internal import FacetLedger

/// How conversations with a model go on: how many reach which request, and by how much the prompts
/// have grown there.
struct ConversationShape: Sendable {
  /// Conversations on which it rests; 0 where it is assumed.
  private(set) var conversations = 0
  /// The mean number of requests.
  private(set) var requests: RunEstimate.Bounds
  /// The part of the conversations that have an n-th request; the first is 1.
  private(set) var reaching: [Double]
  /// Tokens of the n-th prompt beyond those of the first.
  private(set) var growth: [Double]
  /// The mean number of tokens of a reply.
  private(set) var completion: RunEstimate.Bounds
  /// The part of the prompts that came from a cache.
  private(set) var cachedShare = 0.0

  /// Conversations below which they tell too little.
  private static let sufficient = 3

  /// What is taken to be where nothing is known.
  init(assumedOf outlook: ConversationOutlook, completion: Double) {
    requests = RunEstimate.Bounds(
      low: Double(outlook.leastRequests), expected: Double(outlook.assumedRequests),
      high: Double(outlook.mostRequests))
    reaching = Array(repeating: 1, count: outlook.assumedRequests)
    let exchange = completion + Double(outlook.assumedToldTokens)
    growth = (0..<outlook.assumedRequests).map { Double($0) * exchange }
    self.completion = RunEstimate.Bounds(low: 1, expected: completion, high: completion)
  }

  /// What a ledger's conversations have come to.
  ///
  /// - Returns: `nil` where there are too few.
  init?(_ turns: [LedgerTurn], outlook: ConversationOutlook) {
    guard let first = turns.first, first.turn == 0, first.answers >= Self.sufficient else {
      return nil
    }
    conversations = first.answers
    let start = Double(first.promptTokens) / Double(first.answers)
    reaching = turns.map { Double($0.answers) / Double(first.answers) }
    growth = turns.map { max(0, Double($0.promptTokens) / Double($0.answers) - start) }
    let mean = max(Double(outlook.leastRequests), reaching.reduce(0, +))
    // From the shares that reach each request follows the spread of their number.
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

  /// The rest of those conversations that have had so many requests and go on: one that has had
  /// more than any known has another one.
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

  /// What the prompts of one conversation grow by altogether.
  var grownTokens: Double { zip(reaching, growth).reduce(0) { $0 + $1.0 * $1.1 } }
}
