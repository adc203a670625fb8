package import Facet
internal import FacetConfiguration
package import FacetModels

extension StepRequest {
  /// The request of one turn of a cell's conversation.
  ///
  /// - Parameters:
  ///   - earlier: The requests and answers of the turns before it.
  ///   - declaredTokens: The estimated tokens of the declarations of `tools`.
  package convenience init(
    turnAfter earlier: [StepRecord], of cell: Cell, _ step: PlannedStep,
    messages: [ChatMessage], tools: [ToolDefinition], declaredTokens: Int
  ) {
    var turn = ModelRequest(
      model: step.wireModel, messages: messages, tools: tools, options: step.model.options,
      extraBody: step.model.extraBody)
    turn.serviceTier = step.model.serviceTier
    turn.cachesHistory = true
    self.init(
      name: PerspectiveStep.strategy, turn: earlier.count, lane: step.lane, request: turn,
      draw: Draw(of: cell), previous: earlier.last?.fingerprint, sample: cell.sample.index,
      order: cell.order,
      estimatedPromptTokens: Exchanges.estimatedTokens(of: messages) + declaredTokens)
  }
}
