internal import FacetConfiguration
package import FacetModels

/// One turn of one step, ready to send.
///
/// A class, because every suspended function of a waiting cell holds it.
package final class StepRequest: Sendable {
  /// The step's name.
  let name: String
  /// Its 0-based position in the conversation.
  let turn: Int
  let lane: Int
  let request: ModelRequest
  let draw: Draw
  let previous: Fingerprint?
  /// The number of steps in the run with the same fingerprint, including this one.
  let uses: Int
  /// The number of its sample in the input.
  let sample: Int
  /// The cell's position among all; the lowest goes first.
  let order: Int
  /// Estimated tokens of the prompt.
  let estimatedPromptTokens: Int
  /// The prefix that it shares with other requests about the sample, if the provider caches it.
  let prefix: PrefixKey?

  package init(
    name: String, turn: Int = 0, lane: Int, request: ModelRequest, draw: Draw,
    previous: Fingerprint?, uses: Int = 1, sample: Int, order: Int, estimatedPromptTokens: Int,
    prefix: PrefixKey? = nil
  ) {
    self.name = name
    self.turn = turn
    self.lane = lane
    self.request = request
    self.draw = draw
    self.previous = previous
    self.uses = uses
    self.sample = sample
    self.order = order
    self.estimatedPromptTokens = estimatedPromptTokens
    self.prefix = prefix
  }

  /// The request of a column's step for a sample.
  convenience init(
    _ step: PlannedStep, of column: PlannedColumn, sample: Sample,
    _ rendered: PromptRenderer.Rendered, previous: Fingerprint?, order: Int = 0
  ) {
    let completion = step.place.isPerCompletion ? column.completion : 0
    var request = step.request(rendered.messages)
    var prefix: PrefixKey?
    let textTokens = rendered.estimatedTokens - step.promptSize.fixedTokens
    if let shared = step.sharedPrefix, shared.isCached(textTokens: textTokens) {
      prefix = PrefixKey(sample: sample.index, group: shared.group)
      if shared.extent == .conversation {
        request.cachesHistory = true
        request.cachedPrefixLength = rendered.conversationLength
      } else if case .text(let text)? = request.messages.last?.content.first {
        request.cachedPrefixLength = shared.length(
          in: text, of: step.prompt, context: sample.context)
      }
    }
    self.init(
      name: step.name, lane: step.lane, request: request,
      draw: Draw(
        sample: sample.draw, perspective: column.perspective.draw, completion: completion),
      previous: previous, uses: step.sharing.uses, sample: sample.index, order: order,
      estimatedPromptTokens: rendered.estimatedTokens, prefix: prefix)
  }

  /// The next turn of the conversation: the answer to this request, and what is said to it.
  ///
  /// - Parameter fingerprint: This request's own.
  func followed(
    by answer: String, _ reply: String, after fingerprint: Fingerprint
  ) -> StepRequest {
    var request = request
    request.messages += [ChatMessage(.assistant, text: answer), ChatMessage(.user, text: reply)]
    // The mark of a shared prefix is for the last message, which is another one now.
    request.cachedPrefixLength = nil
    let estimator = TokenEstimator.o200k
    return StepRequest(
      name: name, turn: turn + 1, lane: lane, request: request, draw: draw, previous: fingerprint,
      uses: uses, sample: sample, order: order,
      estimatedPromptTokens: estimatedPromptTokens
        + estimator.tokens(answer) + estimator.tokens(reply) + 6)
  }

  /// The identity of the request on this lane.
  func fingerprint(at lane: PlannedLane, replicate: String?) -> Fingerprint {
    FingerprintSource(
      wireFormat: lane.endpoint.wireFormat, endpointIdentity: lane.identity, request: request,
      draw: draw, replicate: replicate, previous: previous
    ).fingerprint()
  }

  /// The request as sent: the n-th draw of a seeded request sends seed + n.
  var seeded: ModelRequest {
    guard let seed = request.options.seed else { return request }
    var seeded = request
    seeded.options.seed = seed &+ draw.seedOffset
    return seeded
  }

  /// The most tokens that it can use, as far as is known in advance.
  var mostTokens: Double {
    Double(
      estimatedPromptTokens + (request.options.maxTokens ?? PlannedLane.assumedMaxTokens))
  }
}

extension PlannedStep {
  /// The request with these messages.
  func request(_ messages: [ChatMessage]) -> ModelRequest {
    var request = ModelRequest(
      model: wireModel, messages: messages, options: model.options,
      responseFormat: schema?.format, extraBody: model.extraBody)
    request.serviceTier = model.serviceTier
    return request
  }
}

/// An answered step.
///
/// A class, because every suspended function on its path would reserve room for copies of it, and
/// thousands of cells wait at a time.
package final class StepResult: Sendable {
  package let completion: Completion
  package let record: StepRecord

  init(completion: Completion, record: StepRecord) {
    self.completion = completion
    self.record = record
  }
}

/// A step without an answer.
package enum StepFailure: Error, Sendable {
  /// It was requested and failed for good.
  indirect case failed(ModelError, StepRecord)
  /// It will not be requested in this run, because the run or its endpoint was stopped.
  case stopped
}
