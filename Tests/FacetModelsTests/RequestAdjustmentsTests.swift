import FacetJSON
import FacetModels
import Testing

@Suite struct RequestAdjustmentsTests {
  private static let request = ModelRequest(
    model: "m", messages: [ChatMessage(.user, text: "hi")],
    options: SamplingOptions(
      maxTokens: 64, temperature: JSONNumber(1), topP: JSONNumber(1), stop: ["#"], seed: 7,
      reasoningEffort: "low"))

  private static let renamed = RequestAdjustments([RequestAdjustment(.maxTokens, .renamed)])

  private static func refusal(
    _ message: String, code: String? = nil, parameter: String? = nil, status: Int = 400,
    kind: ModelError.Kind = .invalidRequest
  ) -> ModelError {
    ModelError(kind, message, status: status, code: code, parameter: parameter)
  }

  @Test(
    "An option named in a refusal is omitted",
    arguments: [
      (
        refusal(
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
            + "'max_completion_tokens' instead.", code: "unsupported_parameter",
          parameter: "max_tokens"), "max_tokens renamed"
      ),
      (
        refusal(
          "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default "
            + "(1) value is supported.", code: "unsupported_value", parameter: "temperature"),
        "temperature left out"
      ),
      (
        refusal(
          "Unsupported parameter: 'stop' is not supported with this model.",
          code: "unsupported_parameter", parameter: "stop"), "stop left out"
      ),
      (
        refusal("Argument not supported on this model: reasoning_effort"),
        "reasoning_effort left out"
      ),
      (
        refusal("`temperature` and `top_p` cannot both be specified for this model."),
        "top_p left out"
      ),
      (
        refusal("seed: Extra inputs are not permitted", parameter: "seed", status: 422),
        "seed left out"
      ),
      (refusal("Unknown parameter: 'top_p'."), "top_p left out"),
    ])
  func learns(error: ModelError, expected: String) throws {
    let learnt = RequestAdjustments().adjusted(
      after: error, request: Self.request, wireFormat: .openAIChat)
    #expect(learnt?.adjustments.summary == [expected])
    #expect(learnt?.adjustments.changes.first?.reason == error.message)
    #expect(learnt?.note.hasPrefix("'m' rejects ") == true)
  }

  @Test(
    "Nothing is learnt from another error",
    arguments: [
      refusal("'temperature' must be between 0 and 2", parameter: "temperature"),
      refusal("This value is not supported", code: "unsupported_value", parameter: "messages"),
      refusal(
        "Tools are not supported with temperature", code: "unsupported_parameter",
        parameter: "tools"),
      refusal("The model does not support images; generation will stop"),
      refusal("max_tokens is too large: 64"),
      refusal("'temperature' is not supported", status: 500, kind: .network),
      refusal("'temperature' is not supported", kind: .contextLength),
      refusal(
        "'logit_bias' is not supported", code: "unsupported_parameter", parameter: "logit_bias"),
    ])
  func learnsNothing(error: ModelError) {
    let learnt = RequestAdjustments().adjusted(
      after: error, request: Self.request, wireFormat: .openAIChat)
    #expect(learnt?.adjustments == nil)
  }

  @Test("Each option is omitted at most once, and only if it was sent")
  func learnsOnce() {
    let error = Self.refusal("'temperature' is not supported")
    let dropped = RequestAdjustments([RequestAdjustment(.temperature, .leftOut)])
    #expect(
      dropped.adjusted(after: error, request: Self.request, wireFormat: .openAIChat)?.adjustments
        == nil)
    let limit = Self.refusal("'max_tokens' is not supported", parameter: "max_tokens")
    #expect(
      Self.renamed.adjusted(after: limit, request: Self.request, wireFormat: .openAIChat)?
        .adjustments == nil)
    var bare = Self.request
    bare.options = SamplingOptions(maxTokens: 64)
    #expect(
      RequestAdjustments().adjusted(after: error, request: bare, wireFormat: .openAIChat)?
        .adjustments == nil)
    let seed = Self.refusal("seed: Extra inputs are not permitted")
    #expect(
      RequestAdjustments().adjusted(
        after: seed, request: Self.request, wireFormat: .anthropicMessages)?.adjustments == nil)
  }

  @Test("Earlier adjustments are kept when later ones are learnt")
  func accumulates() {
    let error = Self.refusal("'temperature' is not supported")
    let learnt = Self.renamed.adjusted(
      after: error, request: Self.request, wireFormat: .openAIChat)
    #expect(
      learnt?.adjustments.summary == ["max_tokens renamed", "temperature left out"])
  }
}

extension RequestAdjustments {
  /// Each change in a few words, without the provider's.
  var summary: [String] {
    changes.map { change in
      switch change.change {
      case .leftOut: "\(change.option.rawValue) left out"
      case .replaced(let value): "\(change.option.rawValue) = \(value.text)"
      case .renamed: "\(change.option.rawValue) renamed"
      case .inPrompt: "\(change.option.rawValue) in the prompt"
      }
    }
  }
}
