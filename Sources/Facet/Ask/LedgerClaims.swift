internal import FacetLedger
internal import FacetPlatform

/// The requests that a session has sent, so that other processes on the same ledger do not send
/// them.
///
/// A process alone on its ledger keeps its claims in memory. Within a second of another process
/// opening the ledger, it writes each claim to the file.
final class LedgerClaims: Sendable {
  private struct State {
    var isShared: Bool
    var sent: Set<LedgerKey> = []
  }

  private let ledger: Ledger
  private let session: LedgerSession
  private let state: Lock<State>

  /// How often a session checks whether other processes use its ledger.
  private static let lookingInterval = Duration.seconds(1)
  /// Checks between two heartbeats.
  private static let looksPerRenewal = 10
  /// How often the result of another process's request is polled.
  private static let pollingInterval = Duration.milliseconds(200)

  init(ledger: Ledger, run: BegunRun) {
    self.ledger = ledger
    session = run.session
    state = Lock(State(isShared: run.isShared))
  }

  /// Claims a request that is about to be sent.
  func claim(_ key: LedgerKey) async throws(LedgerError) -> RequestClaim {
    let isShared = state.withLock { state in
      state.sent.insert(key)
      return state.isShared
    }
    guard isShared else { return .free }
    if try await ledger.claim(key, for: session) { return .own }
    state.withLock { _ = $0.sent.remove(key) }
    return .other
  }

  /// Drops the claim on an answered request.
  func end(_ key: LedgerKey) {
    state.withLock { _ = $0.sent.remove(key) }
  }

  /// Releases the claim on a request without a result, so that no other process waits for it.
  func release(_ key: LedgerKey) async throws(LedgerError) {
    end(key)
    if state.withLock({ $0.isShared }) { try await ledger.release(key, of: session) }
  }

  /// Returns when another process has finished a request that it claimed, or when `isOver` is true.
  func settled(
    _ key: LedgerKey, unless isOver: () -> Bool
  ) async throws(LedgerError) {
    while !isOver(), try ledger.response(for: key) == nil,
      try ledger.isClaimed(key, besides: session)
    {
      // A cancelled task stops waiting.
      guard (try? await ContinuousClock().sleep(for: Self.pollingInterval)) != nil else { return }
    }
  }

  /// Checks for other processes on the ledger until the task is cancelled.
  ///
  /// An error here recurs at the next write, which reports it.
  func keepUp() async {
    var looks = 0
    while (try? await ContinuousClock().sleep(for: Self.lookingInterval)) != nil {
      looks += 1
      if looks % Self.looksPerRenewal == 0 { try? await ledger.renew(session) }
      await look()
    }
  }

  private func look() async {
    guard !state.withLock({ $0.isShared }), (try? ledger.isShared()) == true else { return }
    // From now on each request is claimed; those already in flight are claimed at once.
    let sent = state.withLock { state in
      state.isShared = true
      return Array(state.sent)
    }
    try? await ledger.share(session, claiming: sent)
  }
}

/// The owner of a request that is about to be sent.
enum RequestClaim: Sendable {
  /// No other process uses the store.
  case free
  /// This process owns it; another may have stored its answer meanwhile.
  case own
  /// Another process is sending it.
  case other
}
