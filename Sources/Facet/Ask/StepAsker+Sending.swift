internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

extension StepAsker {
  /// One request and what came of it.
  struct Answer {
    var completion: Result<Completion, ModelError>
    var body: [UInt8] = []
    var status: Int?
    var latency: Duration = .zero
    var rateLimits: RateLimitStatus?
    /// What an answer that is no completion used.
    var charge: Charge?

    /// The body of an answer that was paid for but cannot be read.
    var unreadableBody: [UInt8]? { status == 200 ? body : nil }
  }

  /// Sends a request and reads what comes back.
  func answer(
    to step: StepRequest, lane: PlannedLane, at endpoint: Endpoint,
    adjustments: RequestAdjustments
  ) async -> Answer {
    let message = endpoint.wireFormat.httpRequest(
      for: step.seeded, at: endpoint, adjustments: adjustments, deadlines: lane.deadlines)
    let response: HTTPResponse
    do {
      response = try await http.response(to: message)
    } catch {
      return Answer(completion: .failure(ModelError(from: error)))
    }
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
      if completion.finishReason != .error {
        answer.completion = .success(completion)
      } else if completion.usage != nil {
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
}
