internal import Facet
internal import FacetConversation
internal import FacetModels

extension ConversationOutlook {
  /// The bounds that the rules of conversations imply.
  ///
  /// - Parameters:
  ///   - leastTurns: The fewest turns with code before a conversation can end normally.
  ///   - outputLimit: The most characters of each output stream that a model sees per execution.
  ///   - runner: Answers a cell from stored results; its sessions run nothing.
  init(
    _ rules: ConversationRules, mode: CodeMode, leastTurns: Int, outputLimit: Int,
    runner: any CellRunner,
    need: @escaping @Sendable (Sample, PlannedColumn) -> Need = { _, _ in .always }
  ) {
    let closing = rules.closingRequest == nil ? 0 : 1
    let least = leastTurns + closing
    // A character is rarely more than one token; there are two output streams.
    self.init(
      leastRequests: least, assumedRequests: min(least + 3, rules.maxTurns + closing),
      mostRequests: rules.maxTurns + rules.maxInvalidReplies + closing,
      contextTokens: rules.maxContextTokens, activeExchanges: rules.maxActiveTurns,
      assumedToldTokens: 150, mostToldTokens: 2 * outputLimit,
      declaredTokens: mode.declaredTokens, runner: runner, need: need)
    wording = ["code_instructions": mode.instructions]
  }
}

/// Runs no code: for inspecting stored results.
package struct NoCodeSessions: CodeSessions {
  /// The error of every attempt to run code.
  private struct Refusal: Error {}

  package init() {}

  package func withSession<Value: Sendable>(
    on source: CSVSource, _ body: @Sendable (any CodeSession) async throws -> Value
  ) async throws -> Value {
    throw Refusal()
  }
}
