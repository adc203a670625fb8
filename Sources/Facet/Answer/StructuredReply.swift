internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// A reply to a step with a schema, and what follows from it.
struct StructuredReply {
  /// What follows from a reply.
  enum Consequence {
    /// It is the step's answer.
    case answer(StepText)
    /// It is sent back in a further turn.
    case again(StepRequest)
    /// It ends the cell.
    case failure(CellError)
  }

  /// How it was read; `nil` for a refused or empty reply, which has its own rules.
  private(set) var turn: StructuredTurn?
  let consequence: Consequence

  /// - Parameters:
  ///   - request: The request that it answers, and the fingerprint of it.
  ///   - repairs: How often the answer has been sent back; nil if every turn before it was.
  init(
    _ completion: Completion, to request: StepRequest, _ fingerprint: Fingerprint,
    of step: PlannedStep, _ schema: AnswerSchema, repairs: Int? = nil
  ) {
    let text = completion.text(as: step)
    let status = CellStatus(completion)
    guard status == .ok || status == .truncated else {
      consequence = .answer(StepText(text))
      return
    }
    let answer = schema.format.schema.answer(in: completion.text)
    turn = StructuredTurn(answer)
    if answer.mismatches.isEmpty {
      consequence = .answer(StepText(text, value: answer.value))
    } else if status == .ok, repairs ?? request.turn < schema.repairs {
      consequence = .again(
        request.followed(
          by: completion.text, Self.objection(answer, schema.format), after: fingerprint))
    } else {
      // An answer that was cut would be cut at the same place again.
      consequence = .failure(
        CellError(
          unmatched: answer.mismatches, reply: completion.text, isCut: status == .truncated))
    }
  }

  /// The message that sends a reply back. To a reply without JSON it shows the schema: an endpoint
  /// that ignores schemas has not shown it to the model.
  private static func objection(_ answer: SchemaAnswer, _ format: ResponseFormat) -> String {
    let wrong =
      "Your answer does not match the JSON Schema:\n"
      + answer.mismatches.map { "- \($0)\n" }.joined() + "\n"
    return answer.value == nil
      ? wrong + format.instruction
      : wrong + "Answer again with the whole corrected JSON value, and with nothing else."
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
