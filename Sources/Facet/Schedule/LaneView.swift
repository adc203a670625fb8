internal import FacetModels
internal import HeapModule

/// What can be seen of a lane at a moment.
struct LaneView: Sendable {
  /// Requests that wait for their time for the same reason.
  struct Wait: Sendable {
    var cause: RetryCause
    var count: Int
    /// Until the first of them may go out.
    var next: Duration
  }

  /// Why nothing but single requests go out, and when the next one does.
  struct Refusal: Sendable {
    var cause: RetryCause
    /// The server's words.
    var message: String
    var next: Duration
  }

  var inFlight: Int
  /// Requests in flight at most for now.
  var concurrencyLimit: Int
  /// Requests that have gone out so far.
  var started: Int
  /// Tokens of the answers so far, prompts included.
  var usedTokens: Int
  var requestsPerMinute: Double?
  var tokensPerMinute: Double?
  /// How long nothing goes out.
  var held: Duration?
  /// Set while the server refuses everything and single requests try whether it is back.
  var refusal: Refusal?
  var waits: [Wait]
}

extension Lane {
  /// A look at the lane; linear in the number of delayed requests.
  func view(at now: Instant) -> LaneView {
    let held = heldUntil.flatMap { $0 > now ? $0 - now : nil }
    var waits: [RetryCause: LaneView.Wait] = [:]
    for request in delayed.unordered {
      guard let cause = request.cause else { continue }
      let next = max(request.time - now, held ?? .zero, .zero)
      var wait = waits[cause] ?? LaneView.Wait(cause: cause, count: 0, next: next)
      wait.count += 1
      wait.next = min(wait.next, next)
      waits[cause] = wait
    }
    var refusal: LaneView.Refusal?
    if let probe = pace.nextProbe, let error = lastRefusal {
      refusal = LaneView.Refusal(
        cause: RetryCause(error), message: error.message,
        next: max(probe - now, held ?? .zero, .zero))
    }
    return LaneView(
      inFlight: inFlight, concurrencyLimit: concurrencyLimit, started: started,
      usedTokens: usedTokens, requestsPerMinute: requestsPerMinute ?? keptRequestsPerMinute,
      tokensPerMinute: tokensPerMinute, held: held, refusal: refusal,
      waits: waits.values.sorted { ($1.count, $0.cause.words) < ($0.count, $1.cause.words) })
  }
}
