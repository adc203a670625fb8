internal import FacetLedger
internal import FacetPlatform
internal import Logging

extension RunSession {
  /// How often a run checks whether the process that it waits for has ended.
  private static let waitingInterval = Duration.milliseconds(250)
  /// How long another process may take to notice that this one has joined it.
  private static let joiningTime = Duration.seconds(5)

  /// Begins the run once no other process holds it, or at once if it joins others.
  func begun(
    in ledger: Ledger, reporting report: (RunEvent) -> Void
  ) async throws -> (earlier: [LedgerRunSummary], run: BegunRun) {
    var awaited: [RunHolder] = []
    while true {
      let earlier = try ledger.runs()
      let run: BegunRun?
      do throws(LedgerError) {
        run = try await ledger.beginRun(
          description(beside: earlier), joins: plan.options.joins)
      } catch {
        guard case .held(let holders) = error.kind else { throw error }
        run = nil
        if holders.map(\.session) != awaited.map(\.session) {
          logger.notice("\(Self.waiting(for: holders))")
          report(.waiting(for: holders.map { RunEvent.Holder($0) }))
        }
        awaited = holders
      }
      if let run {
        if run.isShared { try await awaitClaims(besides: run, in: ledger) }
        return (earlier, run)
      }
      try await pause(for: awaited)
    }
  }

  /// Returns when the other processes on the ledger claim their requests, or have not noticed this
  /// one in time.
  private func awaitClaims(besides run: BegunRun, in ledger: Ledger) async throws {
    let end = ContinuousClock.now + Self.joiningTime
    while try !ledger.othersClaim(), ContinuousClock.now < end {
      try await pause(for: run.holders)
    }
  }

  private func pause(for holders: [RunHolder]) async throws {
    try? await ContinuousClock().sleep(for: Self.waitingInterval)
    guard control.phase != .running || Task.isCancelled else { return }
    let numbers = holders.map { "\($0.process.processID)" }.joined(separator: ", ")
    // Other processes may share the ledger, but not this run.
    var error = RunError(
      message: holders.isEmpty
        ? "stopped while waiting for the other processes that use the ledger"
        : "stopped while waiting for process \(numbers), which is working on this run")
    error.wasInterrupted = true
    throw error
  }

  private static func waiting(for holders: [RunHolder]) -> String {
    let who = holders.map {
      "process \($0.process.processID) on host '\($0.process.host)' since \($0.since.iso8601)"
    }
    return "this run is in progress in \(who.joined(separator: ", ")); waiting for it to end: "
      + "press Ctrl-C to leave, or use '--join' to share its work"
  }
}

extension RunEvent.Holder {
  init(_ holder: RunHolder) {
    self.init(
      processID: Int(holder.process.processID), host: holder.process.host,
      since: holder.since.iso8601)
  }
}
