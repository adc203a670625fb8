internal import FacetModels
internal import HeapModule

/// A snapshot of a lane.
struct LaneView: Sendable {
  /// Requests delayed for the same reason.
  struct Wait: Sendable {
    var cause: RetryCause
    var count: Int
    /// Until the first of them may go out.
    var next: Duration
  }

  /// Why only single requests go out, and when the next one does.
  struct Refusal: Sendable {
    var cause: RetryCause
    /// The server's message.
    var message: String
    var next: Duration
  }

  var inFlight: Int
  /// The current limit on requests in flight.
  var concurrencyLimit: Int
  /// Requests sent so far.
  var started: Int
  /// Tokens so far, including those of prompts.
  var usedTokens: Int
  var requestsPerMinute: Double?
  var tokensPerMinute: Double?
  /// The remaining pause.
  var held: Duration?
  /// Set while the server refuses everything and single requests probe whether it is back.
  var refusal: Refusal?
  var waits: [Wait]
}

extension Lane {
  /// A snapshot of the lane; linear in the number of delayed requests.
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
