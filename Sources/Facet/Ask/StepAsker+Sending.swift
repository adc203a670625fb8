internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

extension StepAsker {
  /// One request and its result.
  struct Answer {
    var completion: Result<Completion, ModelError>
    var body: [UInt8] = []
    var status: Int?
    var latency: Duration = .zero
    var rateLimits: RateLimitStatus?
    /// The usage of an answer that is not a completion.
    var charge: Charge?
    /// Whether the request may have reached a server.
    var wasSent = true
    /// Whether the request had tools.
    var offersTools = false

    /// The body of a paid but unreadable answer.
    var unreadableBody: [UInt8]? { status == 200 ? body : nil }
  }

  /// Sends a request and parses the response.
  ///
  /// - Parameter isLast: Whether the received part of an interrupted answer is kept.
  func answer(
    to step: StepRequest, lane: PlannedLane, at endpoint: Endpoint,
    adjustments: RequestAdjustments, isLast: Bool
  ) async -> Answer {
    let message = endpoint.wireFormat.httpRequest(
      for: step.seeded, at: endpoint, adjustments: adjustments, deadlines: lane.deadlines)
    var response: HTTPResponse
    do {
      response = try await http.response(to: message)
      response.body = redaction.redacting(response.body)
    } catch {
      return Answer(
        completion: .failure(ModelError(from: error)), wasSent: error.mayHaveBeenSent)
    }
    return answer(response, to: step, lane: lane, at: endpoint, isLast: isLast)
  }

  /// Parses a response.
  @inline(never)
  private func answer(
    _ response: HTTPResponse, to step: StepRequest, lane: PlannedLane, at endpoint: Endpoint,
    isLast: Bool
  ) -> Answer {
    let now = Duration.seconds(Timestamp.now.seconds)
    let rateLimits = RateLimitStatus(
      headers: response.headers, provider: endpoint.provider, now: now)
    var answer = Answer(
      completion: .failure(ModelError(.malformedResponse, "the provider broke off its answer")),
      body: response.body, status: response.status,
      latency: .milliseconds(response.duration.milliseconds), rateLimits: rateLimits)
    do {
      let completion = try endpoint.wireFormat.completion(
        of: response, at: endpoint, now: now)
      answer.offersTools = !step.request.tools.isEmpty
      let hasText = !completion.text.allSatisfy(\.isWhitespace)
      if completion.finishReason != .error || isLast && hasText {
        answer.completion = .success(completion)
        warn(ofUnknown: completion, lane: step.lane)
      } else if completion.usage != nil || hasText {
        answer.charge = charge(for: completion, step)
      }
    } catch {
      answer.completion = .failure(error)
      if response.status == 200, error.kind == .malformedResponse {
        answer.charge = Charge(
          forUnreadable: response.body, estimatedPromptTokens: step.estimatedPromptTokens,
          outputLimit: step.request.options.maxTokens ?? PlannedLane.assumedMaxTokens,
          price: lane.price)
      }
    }
    return answer
  }

  private func warn(ofUnknown completion: Completion, lane: Int) {
    guard completion.finishReason == .unknown, let word = completion.rawFinishReason?.prefix(40)
    else { return }
    warn(
      .finishReason(String(word), lane),
      "\(lanes[lane].name): unknown finish reason '\(word)'; its answers are kept as complete")
  }
}
