internal import FacetModels
internal import HeapModule

/// Decides which request goes out when: slots per endpoint, limits per lane, delays, the breaker.
///
/// A value with time passed in, so that a test is a sequence of calls. Each decision takes
/// logarithmic time in the number of requests that wait.
struct AdmissionQueue: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// Why a request will not go out in this run.
  enum Stop: Error, Sendable, Hashable {
    /// The endpoint is given up: wrong key, spent quota, or too many failures in a row.
    case endpoint(ModelError)
    /// The lane is parked.
    case lane(Lane.Parking)
    /// The run takes no new work.
    case draining
    /// The run's budget is used up.
    case budget(BudgetAccount.Exhaustion)
  }

  /// A request that may start, and what is set aside for it: of its lane's tokens, and where the
  /// run has a budget, of that.
  struct Start: Sendable, Hashable {
    var id: Int
    var tokens: Double
    var reservation: Spending?
  }

  struct EndpointSlots: Sendable {
    let slots: Int
    var inFlight = 0
    /// Responses received and not yet kept; at most as many as slots, so that a crash loses no
    /// more.
    var uncommitted = 0
    var consecutiveFailures = 0
    var stop: ModelError?

    var hasRoom: Bool { inFlight < slots && uncommitted < slots }
  }

  /// Failures in a row, of kinds that are not saturation, that stop an endpoint.
  static let breakerThreshold = 20

  private(set) var endpoints: [EndpointSlots] = []
  private(set) var lanes: [Lane] = []
  private(set) var isDraining = false
  /// `nil` where the run has no budget.
  var budget: BudgetAccount? {
    didSet { hasBudget = budget != nil }
  }
  /// Asked for every request: looking at an account copies it.
  private var hasBudget = false
  private var nextID = 0

  /// Adds an endpoint with that many slots and returns its index.
  mutating func addEndpoint(slots: Int) -> Int {
    endpoints.append(EndpointSlots(slots: slots))
    return endpoints.count - 1
  }

  /// Adds a lane and returns its index.
  mutating func addLane(_ lane: Lane) -> Int {
    lanes.append(lane)
    return lanes.count - 1
  }

  /// Why a request of this lane would not go out, or `nil` where it may wait for its turn.
  func stop(ofLane index: Int) -> Stop? {
    if isDraining { return .draining }
    if hasBudget, let exhaustion = budget?.exhaustion { return .budget(exhaustion) }
    if let error = endpoints[lanes[index].endpoint].stop { return .endpoint(error) }
    if let parking = lanes[index].parking { return .lane(parking) }
    return nil
  }

  /// Lets a request wait for its turn and returns what it will be called when that comes.
  ///
  /// - Parameters:
  ///   - order: Lower goes first among those of its lane.
  ///   - tokens: The most that it can use.
  ///   - promptTokens: Those of the prompt among them, as estimated.
  ///   - delay: How long it waits before it may go out at all.
  ///   - cause: Why it is asked again, where it is.
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

  /// Takes out all requests that may start now, and tells when to ask again.
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
        // Nobody goes ahead of the first: what is in flight may yet leave room for it, and until it
        // ends there is nothing to wake for.
        if reservation == nil { return (started, budget?.closing) }
      }
      let (id, tokens) = lanes[index].start(at: now)
      started.append(Start(id: id, tokens: tokens, reservation: reservation))
      endpoints[lanes[index].endpoint].inFlight += 1
    }
    // By index: a copy of a lane costs more than all that is asked of it here.
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

  /// The lane whose request is next among those that may start now: the first by cell.
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

  /// Whether a request of this lane finds a slot of its endpoint free.
  func hasRoom(lane: Int) -> Bool {
    endpoints[lanes[lane].endpoint].hasRoom
  }

  /// Takes note of an answer.
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

  /// Gives up the lane, or all lanes of its endpoint where they would fail alike.
  private mutating func stop(lane: Int, _ error: ModelError, at now: Instant) {
    guard error.concerns == .model else {
      return stop(endpoint: lanes[lane].endpoint, error)
    }
    let hint = error.hint.map { " (\($0))" } ?? ""
    lanes[lane].park(
      Lane.Parking(
        reason: "cannot be asked: \(error)\(hint)", opensAgain: error.retryAfter.map { now + $0 }))
  }

  private mutating func stop(endpoint: Int, _ error: ModelError) {
    if endpoints[endpoint].stop == nil { endpoints[endpoint].stop = error }
  }

  /// Whether only responses that are not kept yet hold back this lane's endpoint.
  func isWaitingForCommits(lane: Int) -> Bool {
    let endpoint = endpoints[lanes[lane].endpoint]
    return endpoint.uncommitted >= endpoint.slots
  }

  /// Takes note that a response is kept.
  mutating func commit(lane: Int) {
    endpoints[lanes[lane].endpoint].uncommitted -= 1
  }

  mutating func drain() {
    isDraining = true
  }

  /// Takes out everything that waits in lanes that have stopped, with the reason.
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

  /// Requests in flight, and requests that wait for their time after a failure.
  var counts: (inFlight: Int, delayed: Int) {
    (
      endpoints.reduce(0) { $0 + $1.inFlight }, lanes.reduce(0) { $0 + $1.delayed.count }
    )
  }
}
