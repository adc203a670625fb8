internal import FacetConfiguration
internal import FacetHTTP
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform
internal import Logging

/// A read-only view of a ledger: it stores nothing.
struct HeldStore: CompletionStore {
  let ledger: Ledger
  let generation: Int64
  let retryFailed: RunOptions.RetryFailed

  func response(for fingerprint: Fingerprint) throws -> StoredResponse? {
    try ledger.response(for: key(fingerprint)).map { stored in
      StoredResponse(body: stored.body, attempts: stored.attempts, latency: stored.latency)
    }
  }

  func failure(for fingerprint: Fingerprint) throws -> StoredFailure? {
    try StoredFailure(of: key(fingerprint), in: ledger, retrying: retryFailed)
  }

  func execution(of turn: Fingerprint) throws -> String? {
    try ledger.executionResult(for: key(turn))
  }

  private func key(_ fingerprint: Fingerprint) -> LedgerKey {
    LedgerKey(fingerprint: fingerprint.digest, generation: generation)
  }

  /// Runs `body` with a source that answers from the store like a stopped run: it sends no request.
  func withAsker<Value>(
    of plan: RunPlan, _ body: (StepAsker) async throws -> Value
  ) async throws -> Value {
    let result = await HTTPClient.withClient { http -> Result<Value, any Error> in
      let scheduler = Scheduler(queue: plan.admissionQueue(at: .now))
      scheduler.drain()
      let asker = StepAsker(
        lanes: plan.lanes, scheduler: scheduler, prefixes: PrefixGate(lead: .zero), store: self,
        http: http, retry: plan.configuration.retry, outcomes: plan.configuration.outcomes,
        replicate: plan.options.replicate, counters: RunCounters(), control: RunControl(),
        logger: Logger(label: "facet") { _ in SwiftLogNoOpLogHandler() })
      do {
        return .success(try await body(asker))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
