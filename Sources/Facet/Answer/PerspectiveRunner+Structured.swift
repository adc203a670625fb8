internal import FacetConfiguration
internal import FacetModels

extension PerspectiveRunner {
  /// The answer to a step with a schema: the first reply that matches. A reply that does not match
  /// is sent back with what is wrong, as a further turn, as often as the step allows.
  @inline(never)
  func structuredAnswer(
    to step: PlannedStep, _ schema: AnswerSchema, asking first: StepRequest,
    after progress: inout Progress, _ source: some StepSource
  ) async throws(Obstacle) -> Answer {
    var request = first
    while true {
      let result = try await self.result(of: request, source)
      var record = result.record
      let reply = StructuredReply(
        result.completion, to: request, record.fingerprint, of: step, schema,
        repairs: request.turn - first.turn)
      record.structured = reply.turn
      progress.records.append(record)
      switch reply.consequence {
      case .answer(let text):
        return Answer(completion: result.completion, text: text, request: request)
      case .again(let next): request = next
      case .failure(let error): throw .unmatched(error)
      }
    }
  }
}
