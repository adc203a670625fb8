package import FacetPlatform

/// Another process that works on a run.
package struct RunHolder: Sendable, Hashable {
  package var session: LedgerSession
  package var process: ProcessIdentity
  /// The mode of its run.
  package var mode: RunDescription.Mode
  /// When its session began.
  package var since: Timestamp
  /// When it last said that it works; `nil` in sessions of earlier versions.
  var renewedAt: Timestamp?
  /// Whether it claims a request before it sends it.
  var claims: Bool

  /// How long a process of another host counts as alive after it last said that it works.
  static let lease = 60

  /// Whether it works still; of another host's process only its renewals tell.
  var isAlive: Bool {
    guard let isRunning = process.isRunning else {
      let age = renewedAt.map { Timestamp.now.seconds.subtracting(saturating: $0.seconds) }
      return age.map { $0 < Self.lease } ?? false
    }
    // Sessions of earlier versions have a number alone: a later process may have it now.
    guard isRunning, process.startTicks == nil, let started = process.startedAt else {
      return isRunning
    }
    return started.seconds.subtracting(saturating: since.seconds) <= Self.clockTolerance
  }

  /// By how many seconds two clocks of a host may differ.
  private static let clockTolerance = 5
}

extension ProcessIdentity {
  /// Whether it is this process, whenever that is taken to have started.
  var isThisProcess: Bool {
    let current = Self.current
    return host == current.host && bootID == current.bootID && processID == current.processID
      && (startTicks == nil || startTicks == current.startTicks)
  }
}
