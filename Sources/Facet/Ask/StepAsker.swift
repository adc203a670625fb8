internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

/// Answers steps: looks in the store, waits for a slot, sends, retries and records.
package final class StepAsker: Sendable {
  let lanes: [PlannedLane]
  let scheduler: Scheduler
  let prefixes: PrefixGate
  let store: any CompletionStore
  let http: HTTPClient
  let retry: RetryPolicy
  let outcomes: OutcomePolicy
  let replicate: String?
  let counters: RunCounters
  let control: RunControl
  let logger: Logger
  private let shared = SharedSteps()
  private let warned: Lock<Set<Oddity>> = Lock([])
  /// By lane: whether the server has answered requests, in this run or an earlier one.
  private let provenLanes: Lock<[Bool]>
  /// Keeps the run's keys out of the bodies that are stored.
  let redaction: BodyRedaction
  /// By lane; `nil` for a single server.
  let replicas: [Lock<ReplicaSet>?]
  /// By lane; `nil` if the server is assumed to be up.
  let gates: [EndpointGate?]

  init(
    lanes: [PlannedLane], scheduler: Scheduler, prefixes: PrefixGate, store: any CompletionStore,
    http: HTTPClient,
    retry: RetryPolicy, outcomes: OutcomePolicy, replicate: String?, counters: RunCounters,
    control: RunControl, logger: Logger
  ) {
    self.lanes = lanes
    self.scheduler = scheduler
    self.prefixes = prefixes
    self.store = store
    self.http = http
    self.retry = retry
    self.outcomes = outcomes
    self.replicate = replicate
    self.counters = counters
    self.control = control
    self.logger = logger
    provenLanes = Lock(Array(repeating: false, count: lanes.count))
    redaction = BodyRedaction(for: lanes.flatMap { [$0.endpoint] + $0.replicas })
    replicas = lanes.map { lane in
      lane.replicas.count > 1 ? Lock(ReplicaSet(count: lane.replicas.count)) : nil
    }
    gates = lanes.map { lane in
      retry.waitForEndpoint.map { limit in
        EndpointGate(lane, limit: limit, control: control, logger: logger)
      }
    }
  }

  /// The adjustments learned from refused requests, by lane.
  var adjustments: Lock<[Int: RequestAdjustments]> { counters.adjustments }

  /// The result of a step, from the store or from the provider.
  ///
  /// - Throws: ``StepFailure`` if it failed for good, or if the run stops before the answer.
  package func result(of step: StepRequest) async throws(StepFailure) -> StepResult {
    let identity = identity(of: step)
    return try await shared.result(for: identity.fingerprint, uses: step.uses) {
      () async throws(StepFailure) in
      let unreadable: [UInt8]?
      switch try await stored(step, identity) {
      case .result(let result):
        counters.reused()
        return result
      case .unreadable(let body): unreadable = body
      case nil: unreadable = nil
      }
      switch try await ask(step, identity) {
      case .found(let result):
        counters.reused()
        return result
      case .asked(let answer):
        return try await kept(answer, inPlaceOf: unreadable, step, identity)
      }
    }
  }

  /// The stored result of a step; ``StepFailure/stopped`` if there is none.
  ///
  /// A step shared by several cells is not looked up here: they request it together.
  func found(_ step: StepRequest) async throws(StepFailure) -> StepResult {
    guard step.uses == 1, case .result(let result)? = try await stored(step, identity(of: step))
    else { throw .stopped }
    return result
  }

  /// The stored result of a step that no other cell shares; `nil` if it must be requested. It does
  /// not count as reused.
  package func stored(_ step: StepRequest) async throws(StepFailure) -> StepResult? {
    guard case .result(let result)? = try await stored(step, identity(of: step)) else {
      return nil
    }
    return result
  }

  /// Counts steps that were answered by ``stored(_:)``.
  package func countReused(_ steps: Int) {
    counters.reused(steps)
  }

  /// The stored result of a step, for a run that requests nothing; ``StepFailure/stopped`` if there
  /// is none. It counts as reused, once if several cells share it.
  func reused(_ step: StepRequest) async throws(StepFailure) -> StepResult {
    let identity = identity(of: step)
    return try await shared.result(for: identity.fingerprint, uses: step.uses) {
      () async throws(StepFailure) in
      guard case .result(let result)? = try await stored(step, identity) else { throw .stopped }
      counters.reused()
      return result
    }
  }

  /// The key under which a step is stored.
  func identity(of step: StepRequest) -> StepIdentity {
    let lane = lanes[step.lane]
    return StepIdentity(
      fingerprint: step.fingerprint(at: lane, replicate: replicate), name: step.name,
      turn: step.turn, lane: lane, estimatedPromptTokens: step.estimatedPromptTokens)
  }

  /// The fingerprint of a step's request.
  package func fingerprint(of step: StepRequest) -> Fingerprint {
    identity(of: step).fingerprint
  }

  /// Stores an answer before its cell counts as done.
  private func kept(
    _ answer: AskedAnswer, inPlaceOf unreadable: [UInt8]?, _ step: StepRequest,
    _ identity: StepIdentity
  ) async throws(StepFailure) -> StepResult {
    let earlier = try await storing { [store] in
      try await store.record(
        answer.response, read: answer.completion, charge: answer.charge, as: identity,
        replacing: unreadable)
    }
    scheduler.commit(step.lane)
    // If another process requested the same and stored its answer first, that answer is used.
    if let earlier, let completion = completion(of: earlier, identity.lane) {
      return result(
        of: completion, earlier, charge: charge(for: completion, step), step: step, identity)
    }
    return result(
      of: answer.completion, answer.response, charge: answer.charge, wasAsked: true, step: step,
      identity)
  }

  /// The cost of an answer at the price in force.
  func charge(for completion: Completion, _ step: StepRequest) -> Charge {
    let charge = Charge(
      for: completion, estimatedPromptTokens: step.estimatedPromptTokens,
      price: lanes[step.lane].price)
    if charge.reportedCost == nil, let reported = completion.reportedCostUSD {
      warn(
        .cost,
        "\(lanes[step.lane].name): a reported cost of \(reported.prefix(40)) dollars for one "
          + "answer is implausible; such answers are priced by their tokens")
    }
    return charge
  }

  /// Reasons for the warnings that a run gives once.
  enum Oddity: Hashable {
    case cost
    case damage
    /// A word for the end of an answer that is in no table, at a lane.
    case finishReason(String, Int)
  }

  /// Warns of something once in a run.
  func warn(_ oddity: Oddity, _ message: @autoclosure () -> String) {
    guard warned.withLock({ $0.insert(oddity).inserted }) else { return }
    logger.warning("\(message())")
  }

  /// The stored state of a step.
  enum Stored {
    case result(StepResult)
    /// The body of a response that is no longer readable, so that it is requested again.
    case unreadable([UInt8])
  }

  /// The stored answer of a step, or `nil`.
  ///
  /// - Throws: ``StepFailure/failed(_:_:)`` if the store holds a failure that must not be retried.
  private func stored(
    _ step: StepRequest, _ identity: StepIdentity
  ) async throws(StepFailure) -> Stored? {
    if let answer = try await answer(storedFor: step, identity) { return answer }
    let fingerprint = identity.fingerprint
    if let failure = try await storing({ [store] in
      try await store.failure(for: fingerprint)
    }) {
      var record = StepRecord(step: identity, attempts: failure.attempts, answer: nil)
      record.wasUnasked = true
      throw .failed(failure.error, record)
    }
    return nil
  }

  /// The stored answer of a step, or `nil`.
  func answer(
    storedFor step: StepRequest, _ identity: StepIdentity
  ) async throws(StepFailure) -> Stored? {
    let response = try await storing { [store] in
      try await store.response(for: identity.fingerprint)
    }
    guard let response else { return nil }
    if !response.isIntact {
      warn(
        .damage,
        "the ledger holds damaged answers, which are requested again; 'facet ledger check' lists them"
      )
      return .unreadable(response.body)
    }
    guard let completion = completion(of: response, identity.lane) else {
      return .unreadable(response.body)
    }
    proven(step.lane)
    return .result(
      result(
        of: completion, response, charge: charge(for: completion, step), step: step, identity))
  }

  /// Records that a lane's server has answered.
  func proven(_ lane: Int) {
    provenLanes.withLock { $0[lane] = true }
  }

  /// Whether a lane's server is known to answer; a rejection is then the fault of the request.
  func isProven(_ lane: Int) -> Bool {
    provenLanes.withLock { $0[lane] }
  }

  /// Parses a stored response again; `nil` if it is unreadable.
  private func completion(of response: StoredResponse, _ lane: PlannedLane) -> Completion? {
    try? lane.endpoint.wireFormat.completion(
      of: HTTPResponse(status: 200, headers: [:], body: response.body), at: lane.endpoint,
      now: .zero)
  }

  /// The stored result of a turn's code, as JSON.
  package func storedExecution(of turn: Fingerprint) async throws(StepFailure) -> String? {
    try await storing { [store] in try await store.execution(of: turn) }
  }

  /// Stores the result of a turn's code before any request depends on it.
  ///
  /// - Returns: The stored result: this one, or the one that another process stored first.
  package func keep(
    execution: String, of turn: Fingerprint
  ) async throws(StepFailure) -> String {
    try await storing { [store] in try await store.record(execution: execution, of: turn) }
  }

  /// Whether requests may still begin; false once the run is stopping.
  package var takesRequests: Bool { control.phase == .running }

  /// Calls back when the run begins to stop, or immediately if it already does; perhaps twice.
  package func whenStopping(_ action: @escaping @Sendable () -> Void) {
    control.observe { _ in action() }
  }

  /// Stops the run because of an error that affects every cell, such as a missing interpreter.
  package func abort(_ error: any Error) {
    control.abort(error)
  }

  /// The record of a step whose prompt could not be rendered.
  package func unaskedRecord(of step: PlannedStep) -> StepRecord {
    var record = StepRecord(
      step: StepIdentity(
        fingerprint: Fingerprint(digest: SHA256(of: [])), name: step.name,
        lane: lanes[step.lane]),
      attempts: 0, answer: nil)
    record.wasUnasked = true
    return record
  }

  /// Runs a store operation. A failure stops the run, because an answer that cannot be stored must
  /// not be paid for.
  func storing<Value>(
    _ body: () async throws -> Value
  ) async throws(StepFailure) -> Value {
    do {
      return try await body()
    } catch {
      control.abort(error)
      throw .stopped
    }
  }

  private func result(
    of completion: Completion, _ response: StoredResponse, charge: Charge, wasAsked: Bool = false,
    step: StepRequest, _ identity: StepIdentity
  ) -> StepResult {
    var record = StepRecord(
      step: identity, attempts: response.attempts,
      answer: StepRecord.Answer(
        finishReason: completion.finishReason, rawFinishReason: completion.rawFinishReason,
        reasoning: completion.reasoning,
        usage: charge.usage, estimatedPromptTokens: step.estimatedPromptTokens,
        isUsageReported: charge.isReported,
        reportedCost: charge.reportedCost,
        implausibleCost: charge.reportedCost == nil ? completion.reportedCostUSD : nil,
        cost: charge.cost, latency: response.latency))
    record.wasAsked = wasAsked
    if !response.adjustments.changes.isEmpty {
      counters.answerAdjustments.withLock { $0.add(response.adjustments, lane: step.lane) }
    }
    return StepResult(completion: completion, record: record)
  }
}
