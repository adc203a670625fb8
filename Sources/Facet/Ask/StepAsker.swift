internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

/// Asks for steps: looks in the store, waits for its turn, sends, retries, and records.
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
  /// By lane: whether the server is known to answer requests, in this run or an earlier one.
  private let provenLanes: Lock<[Bool]>
  /// Keeps the run's keys out of the bodies that are stored.
  let redaction: BodyRedaction
  /// By lane; `nil` for one that has a single server.
  let replicas: [Lock<ReplicaSet>?]
  /// By lane; `nil` where the server is taken to be up.
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

  /// What refusals have taught about requests, by lane.
  var adjustments: Lock<[Int: RequestAdjustments]> { counters.adjustments }

  /// The result of a step, from the store or by asking for it.
  ///
  /// - Throws: ``StepFailure`` where it failed for good, or the run stops before it has an answer.
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

  /// The result of a step that the store holds; ``StepFailure/stopped`` where it holds none.
  ///
  /// A step that several cells share is not looked for: they ask for it together.
  func found(_ step: StepRequest) async throws(StepFailure) -> StepResult {
    guard step.uses == 1, case .result(let result)? = try await stored(step, identity(of: step))
    else { throw .stopped }
    return result
  }

  /// What a step is kept under.
  func identity(of step: StepRequest) -> StepIdentity {
    let lane = lanes[step.lane]
    return StepIdentity(
      fingerprint: step.fingerprint(at: lane, replicate: replicate), name: step.name,
      turn: step.turn, lane: lane, estimatedPromptTokens: step.estimatedPromptTokens)
  }

  /// Keeps an answer, before its cell counts as done.
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
    // What another process had asked for at the same time, and stored first, is the answer.
    if let earlier, let completion = completion(of: earlier, identity.lane) {
      return result(
        of: completion, earlier, charge: charge(for: completion, step), step: step, identity)
    }
    var result = result(
      of: answer.completion, answer.response, charge: answer.charge, step: step, identity)
    result.record.wasAsked = true
    return result
  }

  /// What an answer cost at the price in force.
  func charge(for completion: Completion, _ step: StepRequest) -> Charge {
    let charge = Charge(
      for: completion, estimatedPromptTokens: step.estimatedPromptTokens,
      price: lanes[step.lane].price)
    if charge.reportedCost == nil, let reported = completion.reportedCostUSD {
      warn(
        .cost,
        "\(lanes[step.lane].name): a reported cost of \(reported.prefix(40)) dollars for one "
          + "answer is not believed; such answers are priced by their tokens")
    }
    return charge
  }

  /// What a run warns of once.
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

  /// What the store holds for a step.
  enum Stored {
    case result(StepResult)
    /// The body of a response that cannot be read any more, so that it is asked for again.
    case unreadable([UInt8])
  }

  /// The answer that the store holds for a step, or `nil`.
  ///
  /// - Throws: ``StepFailure/failed(_:_:)`` where it holds a failure that is not to be tried again.
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

  /// The answer that the store holds for a step, or `nil`.
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
        "the ledger holds damaged answers, which are asked for again; 'facet ledger check' lists them"
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

  /// Takes note that a lane's server answers.
  func proven(_ lane: Int) {
    provenLanes.withLock { $0[lane] = true }
  }

  /// Whether a lane's server is known to answer: what it rejects is then the request's own fault.
  func isProven(_ lane: Int) -> Bool {
    provenLanes.withLock { $0[lane] }
  }

  /// Reads a stored response anew; `nil` where it cannot be read.
  private func completion(of response: StoredResponse, _ lane: PlannedLane) -> Completion? {
    try? lane.endpoint.wireFormat.completion(
      of: HTTPResponse(status: 200, headers: [:], body: response.body), at: lane.endpoint,
      now: .zero)
  }

  /// What the store holds of the execution of a turn's code, as JSON.
  package func storedExecution(of turn: Fingerprint) async throws(StepFailure) -> String? {
    try await storing { [store] in try await store.execution(of: turn) }
  }

  /// Keeps what a turn's code came to, before anything is asked on its strength.
  ///
  /// - Returns: What stays: this, or what another process had stored first.
  package func keep(
    execution: String, of turn: Fingerprint
  ) async throws(StepFailure) -> String {
    try await storing { [store] in try await store.record(execution: execution, of: turn) }
  }

  /// Stops the run because of an error that no cell can do without, such as a missing interpreter.
  package func abort(_ error: any Error) {
    control.abort(error)
  }

  /// The record of a step that could not even be put into words.
  package func unaskedRecord(of step: PlannedStep) -> StepRecord {
    var record = StepRecord(
      step: StepIdentity(
        fingerprint: Fingerprint(digest: SHA256(of: [])), name: step.kind.rawValue,
        lane: lanes[step.lane]),
      attempts: 0, answer: nil)
    record.wasUnasked = true
    return record
  }

  /// Runs what the store does; its failure stops the run, because nothing may be paid for that
  /// cannot be kept.
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
    of completion: Completion, _ response: StoredResponse, charge: Charge,
    step: StepRequest, _ identity: StepIdentity
  ) -> StepResult {
    StepResult(
      completion: completion,
      record: StepRecord(
        step: identity, attempts: response.attempts,
        answer: StepRecord.Answer(
          finishReason: completion.finishReason, rawFinishReason: completion.rawFinishReason,
          reasoning: completion.reasoning,
          usage: charge.usage, estimatedPromptTokens: step.estimatedPromptTokens,
          isUsageReported: charge.isReported,
          reportedCost: charge.reportedCost,
          implausibleCost: charge.reportedCost == nil ? completion.reportedCostUSD : nil,
          cost: charge.cost, latency: response.latency)))
  }
}
