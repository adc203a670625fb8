package import FacetPlatform

/// Another process that is working on a run.
package struct RunHolder: Sendable, Hashable {
  package var session: LedgerSession
  package var process: ProcessIdentity
  /// The mode of its run.
  package var mode: RunDescription.Mode
  /// The start of its session.
  package var since: Timestamp
  /// The last renewal of its session; `nil` in sessions of earlier versions.
  var renewedAt: Timestamp?
  /// Whether it claims each request before sending it.
  var claims: Bool

  /// How long another host's process counts as alive after its last renewal, in seconds.
  static let lease = 60

  /// Whether it is still working; for another host's process, only its renewals show that.
  var isAlive: Bool {
    guard let isRunning = process.isRunning else {
      let age = renewedAt.map { Timestamp.now.seconds.subtracting(saturating: $0.seconds) }
      return age.map { $0 < Self.lease } ?? false
    }
    // Sessions of earlier versions have only a process number, which a later process may have now.
    guard isRunning, process.startTicks == nil, let started = process.startedAt else {
      return isRunning
    }
    return started.seconds.subtracting(saturating: since.seconds) <= Self.clockTolerance
  }

  /// The maximum difference in seconds between two clocks of a host.
  private static let clockTolerance = 5
}

extension ProcessIdentity {
  /// Whether it is this process, whatever its recorded start time.
  var isThisProcess: Bool {
    let current = Self.current
    return host == current.host && bootID == current.bootID && processID == current.processID
      && (startTicks == nil || startTicks == current.startTicks)
  }
}
