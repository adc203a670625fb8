internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

extension PerspectiveRunner {
  /// The answer to a step with a schema: the first reply that matches. A reply that does not match
  /// is sent back with what is wrong, as a further turn, as often as the step allows.
  func structuredAnswer(
    to step: PlannedStep, _ schema: AnswerSchema, asking first: StepRequest,
    after progress: inout Progress, _ source: some StepSource
  ) async throws(Obstacle) -> Answer {
    var request = first
    while true {
      let result = try await self.result(of: request, source)
      let completion = result.completion
      var record = result.record
      let status = CellOutcome.Status(completion)
      guard status == .ok || status == .truncated else {
        // A refused or empty answer ends its cell by the rule for such answers.
        progress.records.append(record)
        return Answer(completion: completion, text: StepText(completion.text(as: step)))
      }
      let answer = schema.format.schema.answer(in: completion.text)
      record.structured = StructuredTurn(answer)
      progress.records.append(record)
      if answer.mismatches.isEmpty {
        return Answer(
          completion: completion, text: StepText(completion.text(as: step), value: answer.value))
      }
      // An answer that was cut would be cut at the same place again.
      guard status == .ok, request.turn < schema.repairs else {
        throw .unmatched(
          CellError(
            unmatched: answer.mismatches, reply: completion.text, isCut: status == .truncated))
      }
      request = request.followed(
        by: completion.text, Self.repairRequest(answer.mismatches), after: record.fingerprint)
    }
  }

  /// The message that sends a reply back.
  private static func repairRequest(_ mismatches: [SchemaMismatch]) -> String {
    "Your answer does not match the JSON Schema:\n"
      + mismatches.map { "- \($0)\n" }.joined()
      + "\nAnswer again with the whole corrected JSON value, and with nothing else."
  }
}

extension CellError {
  /// The class of a cell whose last reply does not match its schema.
  static let schema = "schema"

  /// Why a cell failed whose replies do not match the schema.
  ///
  /// - Parameters:
  ///   - reply: The last reply.
  ///   - isCut: Whether the reply was cut at the output limit.
  fileprivate init(unmatched mismatches: [SchemaMismatch], reply: String, isCut: Bool) {
    let shown = mismatches.prefix(3).map(\.description).joined(separator: "; ")
    let more = mismatches.count > 3 ? "; and \(mismatches.count - 3) more" : ""
    self.init(
      kind: Self.schema, status: nil,
      message: isCut
        ? "the answer was cut at the output limit before it matched the schema: \(shown)\(more)"
        : "the answer does not match the schema: \(shown)\(more)")
    self.reply = reply
  }
}
