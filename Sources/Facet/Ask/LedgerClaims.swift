internal import FacetLedger
internal import FacetPlatform

/// Which requests a session has sent, so that processes which share its ledger leave them to it.
///
/// Alone on its ledger it only remembers them; each is claimed in the file once another process
/// uses that, which it notices within a second.
final class LedgerClaims: Sendable {
  private struct State {
    var isShared: Bool
    var sent: Set<LedgerKey> = []
  }

  private let ledger: Ledger
  private let session: LedgerSession
  private let state: Lock<State>

  /// How often a session looks whether others use its ledger.
  private static let lookingInterval = Duration.seconds(1)
  /// Looks for each time that it says that it works.
  private static let looksPerRenewal = 10
  /// How often a request of another process is looked for.
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

  /// Forgets a request that has its answer.
  func end(_ key: LedgerKey) {
    state.withLock { _ = $0.sent.remove(key) }
  }

  /// Gives up a request that came to nothing, so that no other process waits for it.
  func release(_ key: LedgerKey) async throws(LedgerError) {
    end(key)
    if state.withLock({ $0.isShared }) { try await ledger.release(key, of: session) }
  }

  /// Returns when another process has ended a request that it claimed, or `isOver`.
  func settled(
    _ key: LedgerKey, unless isOver: () -> Bool
  ) async throws(LedgerError) {
    while !isOver(), try ledger.response(for: key) == nil,
      try ledger.isClaimed(key, besides: session)
    {
      // A task that is cancelled waits no longer.
      guard (try? await ContinuousClock().sleep(for: Self.pollingInterval)) != nil else { return }
    }
  }

  /// Looks whether other processes use the ledger, until the task is cancelled.
  ///
  /// What fails here fails the next record too, which says so.
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
    // From now on each request is claimed; those that are out already are claimed at once.
    let sent = state.withLock { state in
      state.isShared = true
      return Array(state.sent)
    }
    try? await ledger.share(session, claiming: sent)
  }
}

/// Whose a request is that is about to be sent.
enum RequestClaim: Sendable {
  /// No other process uses the store.
  case free
  /// This process's; another may have had its answer stored meanwhile.
  case own
  /// Another process is sending it.
  case other
}
