/// What an estimate has to know of cells that are answered in conversations: what these take shows
/// only as they go on.
package struct ConversationOutlook: Sendable {
  /// Whether a column's conversation about a sample is led.
  package enum Need: Sendable {
    case always
    /// It depends on what others come to.
    case perhaps
    case never
  }

  /// Requests of one conversation: at least, at most, and as assumed where nothing is known.
  package var leastRequests: Int
  package var mostRequests: Int
  package var assumedRequests: Int
  /// Tokens that a request holds at most, as long as its opening and its last exchange do not take
  /// more.
  package var contextTokens: Int
  /// Exchanges that a request holds at most; `nil` for all that fit.
  package var activeExchanges: Int?
  /// Tokens that a model is told after a reply: at most, and as assumed.
  package var mostToldTokens: Int
  package var assumedToldTokens: Int
  /// Estimated tokens of what every request declares beside its messages.
  package var declaredTokens: Int
  /// What stands in prompts in place of fields of the input.
  package var wording: [String: String] = [:]
  /// Samples after which the run stops, if each comes to what is wanted; `nil` for all.
  package var wantedSamples: Int?
  package var need: @Sendable (Sample, PlannedColumn) -> Need
  /// Answers cells from what is kept, and has no others' answers to wait for than its sample's.
  package var runner: any CellRunner

  package init(
    leastRequests: Int, assumedRequests: Int, mostRequests: Int, contextTokens: Int,
    activeExchanges: Int? = nil, assumedToldTokens: Int, mostToldTokens: Int,
    declaredTokens: Int, runner: any CellRunner,
    need: @escaping @Sendable (Sample, PlannedColumn) -> Need = { _, _ in .always }
  ) {
    self.leastRequests = leastRequests
    self.assumedRequests = assumedRequests
    self.mostRequests = mostRequests
    self.contextTokens = contextTokens
    self.activeExchanges = activeExchanges
    self.assumedToldTokens = assumedToldTokens
    self.mostToldTokens = mostToldTokens
    self.declaredTokens = declaredTokens
    self.runner = runner
    self.need = need
  }

  /// How many samples of so many the run will take, as a part of them: where it stops when enough
  /// have come to what is wanted, half of them are taken to do.
  func share(of samples: Int) -> RunEstimate.Bounds {
    guard let wantedSamples, samples > 0 else {
      return RunEstimate.Bounds(low: 1, expected: 1, high: 1)
    }
    let least = min(1, Double(wantedSamples) / Double(samples))
    return RunEstimate.Bounds(low: least, expected: min(1, 2 * least), high: 1)
  }
}
