/// The bounds that an estimate needs for cells answered in conversations, whose usage is known only
/// as they proceed.
package struct ConversationOutlook: Sendable {
  /// Whether a column has a conversation about a sample.
  package enum Need: Sendable {
    case always
    /// It depends on the results of other columns.
    case perhaps
    case never
  }

  /// Requests of one conversation: minimum, maximum, and the assumption without data.
  package var leastRequests: Int
  package var mostRequests: Int
  package var assumedRequests: Int
  /// The maximum tokens of a request, unless its opening and its last exchange exceed it.
  package var contextTokens: Int
  /// The maximum exchanges in a request; `nil` for all that fit.
  package var activeExchanges: Int?
  /// Tokens sent to the model after a reply: maximum and assumption.
  package var mostToldTokens: Int
  package var assumedToldTokens: Int
  /// Estimated tokens of the declarations in every request beside its messages.
  package var declaredTokens: Int
  /// The texts that replace input fields in prompts.
  package var wording: [String: String] = [:]
  /// The number of successful samples after which the run stops; `nil` for all.
  package var wantedSamples: Int?
  package var need: @Sendable (Sample, PlannedColumn) -> Need
  /// Answers cells from stored answers, and depends only on answers about the same sample.
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

  /// The share of the given samples that the run will take. If the run stops after enough
  /// successes, half of the samples are assumed to succeed.
  func share(of samples: Int) -> RunEstimate.Bounds {
    guard let wantedSamples, samples > 0 else {
      return RunEstimate.Bounds(low: 1, expected: 1, high: 1)
    }
    let least = min(1, Double(wantedSamples) / Double(samples))
    return RunEstimate.Bounds(low: least, expected: min(1, 2 * least), high: 1)
  }
}
