internal import Facet
internal import FacetJSON
internal import FacetModels

extension ConversationOutlook {
  /// What the rules of conversations let them come to.
  ///
  /// - Parameters:
  ///   - leastTurns: Turns whose code is run before one can end as it should.
  ///   - outputLimit: Characters of each of an execution's outputs that a model sees.
  ///   - runner: Answers a cell from what is kept; its sessions run nothing.
  init(
    _ rules: ConversationRules, mode: CodeMode, leastTurns: Int, outputLimit: Int,
    runner: any CellRunner,
    need: @escaping @Sendable (Sample, PlannedColumn) -> Need = { _, _ in .always }
  ) {
    let closing = rules.closingRequest == nil ? 0 : 1
    let least = leastTurns + closing
    // A character is seldom more than a token; there are two outputs.
    self.init(
      leastRequests: least, assumedRequests: min(least + 3, rules.maxTurns + closing),
      mostRequests: rules.maxTurns + rules.maxInvalidReplies + closing,
      contextTokens: rules.maxContextTokens, activeExchanges: rules.maxActiveTurns,
      assumedToldTokens: 150, mostToldTokens: 2 * outputLimit,
      declaredTokens: mode.declaredTokens, runner: runner, need: need)
    wording = ["code_instructions": mode.instructions]
  }
}

extension CodeMode {
  /// Estimated tokens of what it declares beside the messages.
  var declaredTokens: Int {
    let text = tools.map { "\($0.name) \($0.description) \($0.parameters.text)" }
    return text.isEmpty
      ? 0 : Int(TokenEstimator(vocabulary: .o200k).estimate(text.joined()).rounded())
  }
}

/// Runs no code: for looking at what is kept.
package struct NoCodeSessions: CodeSessions {
  /// Why no code is run.
  private struct Refusal: Error {}

  package init() {}

  package func withSession<Value: Sendable>(
    on source: CSVSource, _ body: @Sendable (any CodeSession) async throws -> Value
  ) async throws -> Value {
    throw Refusal()
  }
}
