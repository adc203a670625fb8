internal import FacetPlatform

/// Sends the first request of a shared prefix ahead to warm the provider's cache; the others follow
/// once it is answered.
///
/// Waiting requests hold no slot, so requests about other samples go out meanwhile. No request
/// waits longer than the lead time, and an expired prefix is warmed again.
final class PrefixGate: Sendable {
  private typealias Waiter = CheckedContinuation<Bool, Never>
  private typealias Instant = ContinuousClock.Instant

  private enum Entry {
    case leading(until: Instant, waiters: [Waiter])
    case warm(until: Instant)
  }

  private struct State {
    var entries: [PrefixKey: Entry] = [:]
    var isOpen = false
    /// How many requests may still pass without waiting.
    var passes: Int
    var wake: Instant?
  }

  /// Providers keep a prefix for five minutes after its last use.
  private static let warmth = Duration.seconds(240)
  /// The number of remembered prefixes above which expired ones are dropped.
  private static let manyEntries = 1024

  private let lead: Duration
  private let state: Lock<State>
  private let timer: Lock<WakeTimer?> = Lock(nil)

  /// - Parameters:
  ///   - lead: The longest time that others wait for the first; zero for no wait.
  ///   - passes: How many pass without waiting: at the beginning most slots are idle, and the time
  ///     saved is worth a few uncached prompts.
  init(lead: Duration, passes: Int = 0) {
    self.lead = lead
    state = Lock(State(passes: passes))
    guard lead > .zero else { return }
    let timer = WakeTimer { [weak self] in self?.releaseOverdue() }
    self.timer.withLock { $0 = timer }
  }

  /// Returns when a request with this prefix may be sent.
  ///
  /// - Returns: Whether it goes ahead of others, which wait until ``leave(_:isWarm:)``.
  func enter(_ key: PrefixKey) async -> Bool {
    guard lead > .zero else { return false }
    return await withCheckedContinuation { (waiter: Waiter) in
      let now = ContinuousClock.now
      let (goes, wake) = state.withLock { state -> (Bool?, Instant?) in
        if state.isOpen { return (false, nil) }
        switch state.entries[key] {
        case .warm(let until) where until > now:
          state.entries[key] = .warm(until: now + Self.warmth)
          return (false, nil)
        case .leading(let until, var waiters):
          guard until > now else { return (false, nil) }
          if state.passes > 0 {
            state.passes -= 1
            return (false, nil)
          }
          waiters.append(waiter)
          state.entries[key] = .leading(until: until, waiters: waiters)
          guard state.wake.map({ until < $0 || $0 <= now }) ?? true else { return (nil, nil) }
          state.wake = until
          return (nil, until)
        default:
          if state.entries.count >= Self.manyEntries { Self.forget(&state, at: now) }
          state.entries[key] = .leading(until: now + lead, waiters: [])
          return (true, nil)
        }
      }
      if let goes { waiter.resume(returning: goes) }
      if let wake { timer.withLock { $0?.set(after: wake - now) } }
    }
  }

  /// Lets the others follow.
  ///
  /// - Parameter isWarm: Whether the request was answered; else the next one goes ahead.
  func leave(_ key: PrefixKey, isWarm: Bool) {
    let now = ContinuousClock.now
    let (leader, followers) = state.withLock { state -> (Waiter?, [Waiter]) in
      guard case .leading(_, var waiters) = state.entries[key] else { return (nil, []) }
      if isWarm {
        state.entries[key] = .warm(until: now + Self.warmth)
        return (nil, waiters)
      }
      guard !waiters.isEmpty else {
        state.entries[key] = nil
        return (nil, [])
      }
      let next = waiters.removeFirst()
      state.entries[key] = .leading(until: now + lead, waiters: waiters)
      return (next, [])
    }
    leader?.resume(returning: true)
    for follower in followers { follower.resume(returning: false) }
  }

  /// Lets all requests pass from now on.
  func open() {
    let waiters = state.withLock { state -> [Waiter] in
      state.isOpen = true
      let waiters = state.entries.values.flatMap { entry in
        if case .leading(_, let waiters) = entry { waiters } else { [] as [Waiter] }
      }
      state.entries = [:]
      return waiters
    }
    for waiter in waiters { waiter.resume(returning: false) }
  }

  private func releaseOverdue() {
    let now = ContinuousClock.now
    let (waiters, wake) = state.withLock { state -> ([Waiter], Instant?) in
      var released: [Waiter] = []
      var next: Instant?
      for (key, entry) in state.entries {
        guard case .leading(let until, let waiters) = entry, !waiters.isEmpty else { continue }
        if until <= now {
          released += waiters
          state.entries[key] = .leading(until: until, waiters: [])
        } else {
          next = min(next ?? until, until)
        }
      }
      state.wake = next
      return (released, next)
    }
    for waiter in waiters { waiter.resume(returning: false) }
    if let wake { timer.withLock { $0?.set(after: wake - now) } }
  }

  private static func forget(_ state: inout State, at now: Instant) {
    state.entries = state.entries.filter { _, entry in
      if case .warm(let until) = entry { until > now } else { true }
    }
    // All prefixes are warm: the run exceeds the memory for prefixes, and warming one twice costs
    // little.
    if state.entries.count >= manyEntries {
      state.entries = state.entries.filter { _, entry in
        if case .warm = entry { false } else { true }
      }
    }
  }
}
