internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

/// Asks for steps: looks in the store, waits for its turn, sends, retries, and records.
final class StepAsker: Sendable {
  let lanes: [PlannedLane]
  let scheduler: Scheduler
  let store: any CompletionStore
  let http: HTTPClient
  let retry: RetryPolicy
  let outcomes: OutcomePolicy
  let replicate: String?
  let counters: RunCounters
  let control: RunControl
  let logger: Logger
  private let shared = SharedSteps()
  let adjustments: Lock<[Int: RequestAdjustments]> = Lock([:])

  init(
    lanes: [PlannedLane], scheduler: Scheduler, store: any CompletionStore, http: HTTPClient,
    retry: RetryPolicy, outcomes: OutcomePolicy, replicate: String?, counters: RunCounters,
    control: RunControl, logger: Logger
  ) {
    self.lanes = lanes
    self.scheduler = scheduler
    self.store = store
    self.http = http
    self.retry = retry
    self.outcomes = outcomes
    self.replicate = replicate
    self.counters = counters
    self.control = control
    self.logger = logger
  }

  /// The result of a step, from the store or by asking for it.
  ///
  /// - Throws: ``StepFailure`` where it failed for good, or the run stops before it has an answer.
  func result(of step: StepRequest) async throws(StepFailure) -> StepResult {
    let lane = lanes[step.lane]
    let fingerprint = FingerprintSource(
      wireFormat: lane.endpoint.wireFormat, endpointIdentity: lane.identity,
      request: step.request, draw: step.draw, replicate: replicate, previous: step.previous
    ).fingerprint()
    return try await shared.result(for: fingerprint, uses: step.uses) {
      () async throws(StepFailure) in
      if let stored = try await stored(fingerprint) {
        counters.reused()
        return result(of: stored, step: step, lane: lane, fingerprint: fingerprint)
      }
      let answer = try await ask(step, lane: lane, fingerprint: fingerprint)
      try await record(answer, for: fingerprint)
      return result(of: answer, step: step, lane: lane, fingerprint: fingerprint)
    }
  }

  /// The record of a step that could not even be put into words.
  func unaskedRecord(of step: PlannedStep) -> StepRecord {
    let lane = lanes[step.lane]
    return StepRecord(
      name: step.kind.rawValue, fingerprint: Fingerprint(digest: SHA256(of: [])),
      model: lane.model, provider: lane.endpoint.provider.name, attempts: 0, answer: nil)
  }

  private func stored(
    _ fingerprint: Fingerprint
  ) async throws(StepFailure) -> StoredCompletion? {
    do {
      return try await store.completion(for: fingerprint)
    } catch {
      control.abort(error)
      throw .stopped
    }
  }

  private func record(
    _ answer: StoredCompletion, for fingerprint: Fingerprint
  ) async throws(StepFailure) {
    do {
      try await store.record(answer, for: fingerprint)
    } catch {
      control.abort(error)
      throw .stopped
    }
  }

  private func result(
    of answer: StoredCompletion, step: StepRequest, lane: PlannedLane, fingerprint: Fingerprint
  ) -> StepResult {
    let completion = answer.completion
    let usage =
      completion.usage
      ?? TokenUsage(
        promptTokens: step.estimatedPromptTokens,
        completionTokens: TokenEstimator.o200k.tokens(completion.text))
    return StepResult(
      completion: completion,
      record: StepRecord(
        name: step.name, fingerprint: fingerprint, model: lane.model,
        provider: lane.endpoint.provider.name, attempts: answer.attempts,
        answer: StepRecord.Answer(
          finishReason: completion.finishReason, rawFinishReason: completion.rawFinishReason,
          usage: usage, isUsageReported: completion.usage != nil,
          reportedCostUSD: completion.reportedCostUSD, latency: answer.latency)))
  }
}
