internal import FacetModels
internal import HeapModule

/// Decides when each request goes out, by the slots of endpoints, the limits of lanes, delays and
/// the circuit breaker.
///
/// A value that receives the time as an argument, so that a test is a sequence of calls. Each
/// decision takes time logarithmic in the number of waiting requests.
struct AdmissionQueue: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// Why a request will not go out in this run.
  enum Stop: Error, Sendable, Hashable {
    /// The endpoint is given up: wrong key, spent quota, or too many failures in a row.
    case endpoint(ModelError)
    /// The lane is parked.
    case lane(Lane.Parking)
    /// The run accepts no new work.
    case draining
    /// The run's budget is used up.
    case budget(BudgetAccount.Exhaustion)
  }

  /// A request that may start, with its reservation of its lane's tokens and, if the run has one,
  /// of the budget.
  struct Start: Sendable, Hashable {
    var id: Int
    var tokens: Double
    var reservation: Spending?
  }

  struct EndpointSlots: Sendable {
    let slots: Int
    var inFlight = 0
    /// Responses received but not yet stored; at most one per slot, which bounds the loss in a
    /// crash.
    var uncommitted = 0
    var consecutiveFailures = 0
    var stop: ModelError?

    var hasRoom: Bool { inFlight < slots && uncommitted < slots }
  }

  /// The number of consecutive failures, other than saturation, that stop an endpoint.
  static let breakerThreshold = 20

  private(set) var endpoints: [EndpointSlots] = []
  private(set) var lanes: [Lane] = []
  private(set) var isDraining = false
  /// `nil` if the run has no budget.
  var budget: BudgetAccount? {
    didSet { hasBudget = budget != nil }
  }
  /// Cached, because every request reads it and reading the account would copy it.
  private var hasBudget = false
  private var nextID = 0

  /// Adds an endpoint with the given number of slots and returns its index.
  mutating func addEndpoint(slots: Int) -> Int {
    endpoints.append(EndpointSlots(slots: slots))
    return endpoints.count - 1
  }

  /// Adds a lane and returns its index.
  mutating func addLane(_ lane: Lane) -> Int {
    lanes.append(lane)
    return lanes.count - 1
  }

  /// Why a request of this lane would not go out, or `nil` if it may queue.
  func stop(ofLane index: Int) -> Stop? {
    if isDraining { return .draining }
    if hasBudget, let exhaustion = budget?.exhaustion { return .budget(exhaustion) }
    if let error = endpoints[lanes[index].endpoint].stop { return .endpoint(error) }
    if let parking = lanes[index].parking { return .lane(parking) }
    return nil
  }

  /// Queues a request and returns its ticket.
  ///
  /// - Parameters:
  ///   - order: The request's position in its lane; the lowest goes first.
  ///   - tokens: The maximum tokens that it can use.
  ///   - promptTokens: The estimated prompt tokens among them.
  ///   - delay: The minimum wait before it may go out.
  ///   - cause: Why it is retried, if it is.
  mutating func enqueue(
    lane: Int, order: Int, tokens: Double, promptTokens: Int = 0, delay: Duration?,
    cause: RetryCause? = nil,
    at now: Instant
  ) -> Int {
    nextID += 1
    let waiting = Lane.Waiting(
      order: order, id: nextID, tokens: tokens, promptTokens: promptTokens)
    if let delay, delay > .zero {
      lanes[lane].delayed.insert(Lane.Delayed(time: now + delay, waiting: waiting, cause: cause))
    } else {
      lanes[lane].ready.insert(waiting)
    }
    return nextID
  }

  /// Removes all requests that may start now, and returns when to call again.
  mutating func admit(at now: Instant) -> (started: [Start], wake: Instant?) {
    var started: [Start] = []
    var wake: Instant?
    if hasBudget {
      budget?.close(at: now)
      wake = budget?.closing
    }
    for index in lanes.indices { lanes[index].release(at: now) }
    while let index = nextLane(at: now) {
      var reservation: Spending?
      if hasBudget {
        reservation = reserve(lane: index, at: now)
        // No request overtakes the first: requests in flight may still free enough budget for it,
        // and until one ends there is no reason to wake up.
        if reservation == nil { return (started, budget?.closing) }
      }
      let (id, tokens) = lanes[index].start(at: now)
      started.append(Start(id: id, tokens: tokens, reservation: reservation))
      endpoints[lanes[index].endpoint].inFlight += 1
    }
    // Accessed by index, because a copy of a lane costs more than all the reads here.
    for index in lanes.indices {
      if endpoints[lanes[index].endpoint].hasRoom, let opening = lanes[index].opening(at: now) {
        wake = min(wake ?? opening, opening)
      }
      if let next = lanes[index].delayed.min?.time { wake = min(wake ?? next, next) }
    }
    return (started, wake)
  }

  private mutating func reserve(lane: Int, at now: Instant) -> Spending? {
    guard let next = lanes[lane].ready.min else { return nil }
    let prompt = lanes[lane].inputCalibration.reservedTokens(for: next.promptTokens)
    return budget?.reserve(
      lane: lane, promptTokens: prompt,
      outputTokens: max(0, Int(next.tokens) - next.promptTokens))
  }

  /// The lane whose request starts next: among those that may start now, the one with the first
  /// cell.
  private func nextLane(at now: Instant) -> Int? {
    var next: (lane: Int, waiting: Lane.Waiting)?
    for index in lanes.indices {
      let endpoint = endpoints[lanes[index].endpoint]
      guard endpoint.hasRoom, let waiting = lanes[index].ready.min,
        next.map({ waiting < $0.waiting }) ?? true,
        let opening = lanes[index].opening(at: now), opening <= now
      else { continue }
      next = (index, waiting)
    }
    return next?.lane
  }

  /// Whether the endpoint of this lane has a free slot.
  func hasRoom(lane: Int) -> Bool {
    endpoints[lanes[lane].endpoint].hasRoom
  }

  /// Records an answer.
  mutating func finish(_ attempt: FinishedAttempt, at now: Instant) {
    lanes[attempt.lane].finish(attempt, at: now)
    if let reservation = attempt.reservation {
      budget?.settle(reservation, spent: attempt.spent)
    }
    let endpoint = lanes[attempt.lane].endpoint
    endpoints[endpoint].inFlight -= 1
    if attempt.awaitsCommit { endpoints[endpoint].uncommitted += 1 }
    switch attempt.verdict {
    case .success:
      endpoints[endpoint].consecutiveFailures = 0
    case .failed(let error):
      endpoints[endpoint].consecutiveFailures += 1
      if endpoints[endpoint].consecutiveFailures >= Self.breakerThreshold {
        stop(endpoint: endpoint, error)
      }
    case .rejected(let error):
      let failure = FaultEvidence.Failure(
        error: error, sample: attempt.sample, promptTokens: attempt.estimatedPromptTokens)
      if lanes[attempt.lane].evidence.reject(failure) {
        stop(endpoint: endpoint, error)
      } else if lanes[attempt.lane].evidence.asksForShortest {
        lanes[attempt.lane].bringForwardShortest()
      }
    case .suspicious(let error):
      let failure = FaultEvidence.Failure(
        error: error, sample: attempt.sample, promptTokens: attempt.estimatedPromptTokens)
      let isAlone = lanes[attempt.lane].isIdle
      if lanes[attempt.lane].evidence.suspect(failure, isAlone: isAlone) {
        stop(lane: attempt.lane, error, at: now)
      }
    case .stopping(let error):
      stop(lane: attempt.lane, error, at: now)
    case .saturated, .givenUp, .neutral:
      break
    }
  }

  /// Gives up the lane, or all lanes of its endpoint if they would fail alike.
  private mutating func stop(lane: Int, _ error: ModelError, at now: Instant) {
    guard error.concerns == .model else {
      return stop(endpoint: lanes[lane].endpoint, error)
    }
    let hint = error.hint.map { " (\($0))" } ?? ""
    lanes[lane].park(
      Lane.Parking(
        reason: "cannot be used: \(error)\(hint)", opensAgain: error.retryAfter.map { now + $0 }))
  }

  private mutating func stop(endpoint: Int, _ error: ModelError) {
    if endpoints[endpoint].stop == nil { endpoints[endpoint].stop = error }
  }

  /// Whether this lane's endpoint is held back only by responses that are not stored yet.
  func isWaitingForCommits(lane: Int) -> Bool {
    let endpoint = endpoints[lanes[lane].endpoint]
    return endpoint.uncommitted >= endpoint.slots
  }

  /// Records that a response is stored.
  mutating func commit(lane: Int) {
    endpoints[lanes[lane].endpoint].uncommitted -= 1
  }

  mutating func drain() {
    isDraining = true
  }

  /// Removes all requests that wait in stopped lanes, with the reason.
  mutating func takeStopped() -> [(id: Int, stop: Stop)] {
    var stopped: [(id: Int, stop: Stop)] = []
    for index in lanes.indices {
      guard let stop = stop(ofLane: index) else { continue }
      let waiting = lanes[index].ready.unordered + lanes[index].delayed.unordered.map(\.waiting)
      stopped += waiting.map { ($0.id, stop) }
      lanes[index].ready = Heap()
      lanes[index].delayed = Heap()
    }
    return stopped
  }

  /// The number of requests in flight, and of requests that wait for a retry.
  var counts: (inFlight: Int, delayed: Int) {
    (
      endpoints.reduce(0) { $0 + $1.inFlight }, lanes.reduce(0) { $0 + $1.delayed.count }
    )
  }
}
