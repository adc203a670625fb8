internal import FacetConfiguration

extension RunPlan {
  /// The number of requests sent ahead on each lane until it answers.
  private static let scouts = 4

  /// The queue for its endpoints and lanes, without a budget.
  func admissionQueue(at now: ContinuousClock.Instant) -> AdmissionQueue {
    var queue = AdmissionQueue()
    for slots in endpointSlots { _ = queue.addEndpoint(slots: slots) }
    for lane in lanes {
      _ = queue.addLane(
        Lane(
          endpoint: lane.endpointIndex, maxConcurrency: lane.maxConcurrency,
          requestsPerMinute: lane.rates.requestsPerMinute,
          tokensPerMinute: lane.rates.tokensPerMinute, scouts: Self.scouts, at: now))
    }
    return queue
  }
}
