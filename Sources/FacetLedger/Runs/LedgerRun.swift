package import FacetPlatform

/// What a run is about to do, as its first invocation and every later one describe it.
package struct RunDescription: Sendable, Hashable {
  /// What kind of run it is.
  package enum Mode: String, Sendable {
    case full
    case test
    case rehearsal
  }

  /// The hash of what the run asks: invocations that agree in it are one run.
  package var identity: SHA256
  package var configurationPath: String
  package var taskType: String
  package var mode: Mode
  /// Where a new run would write; one that is resumed keeps its own.
  package var datasetPath: String
  package var cellsTotal: Int
  /// The command that would go on with it.
  package var resumeCommand: String?
  /// Whether a new run is to begin, with a generation of completions of its own.
  package var isFresh: Bool
  /// When a new run would have started.
  package var startedAt: Timestamp

  package init(
    identity: SHA256, configurationPath: String, taskType: String, mode: Mode,
    datasetPath: String, cellsTotal: Int, resumeCommand: String? = nil, isFresh: Bool = false,
    startedAt: Timestamp = .now
  ) {
    self.identity = identity
    self.configurationPath = configurationPath
    self.taskType = taskType
    self.mode = mode
    self.datasetPath = datasetPath
    self.cellsTotal = cellsTotal
    self.resumeCommand = resumeCommand
    self.isFresh = isFresh
    self.startedAt = startedAt
  }
}

/// A run as the ledger knows it.
package struct LedgerRun: Sendable, Hashable {
  /// How far a run has come.
  package enum State: String, Sendable {
    /// Going on, or killed: ``LedgerRunSummary/isActive`` tells.
    case running
    case complete
    /// At a limit of the user's or by a provider.
    case stopped
    case interrupted
    case failed
  }

  package var id: Int64
  package var identity: SHA256
  package var configurationPath: String
  package var taskType: String
  package var mode: RunDescription.Mode
  package var datasetPath: String
  package var state: State
  /// Why it is not running, in words.
  package var exitReason: String?
  /// Which completions it uses; part of every ``LedgerKey`` of the run.
  package var generation: Int64
  package var cellsTotal: Int
  package var resumeCommand: String?
  package var startedAt: Timestamp
  package var endedAt: Timestamp?
}

/// A run that an invocation works on.
package struct BegunRun: Sendable, Hashable {
  package var run: LedgerRun
  /// This invocation.
  package var session: LedgerSession
  /// Whether it had begun before and was not complete.
  package var isResumed: Bool
  /// Whether it was complete before: nothing is to be sent.
  package var isComplete: Bool
  /// Other processes that work on the same run now.
  package var holders: [RunHolder]
  /// What its earlier sessions have done, as in ``LedgerRunSummary/totals``.
  package var earlierTotals: SessionCounters
  /// What its earlier sessions have paid.
  package var earlierAccount: LedgerAccount
  /// Whether other processes use the ledger, for this run or another.
  package var isShared: Bool
}

/// A run with what all its sessions came to.
package struct LedgerRunSummary: Sendable, Hashable {
  package var run: LedgerRun
  package var sessions: Int
  /// The sums over its sessions; but each of them goes through the cells from the beginning, so
  /// `cellsDone` is the highest and `cellsFailed` the last.
  package var totals: SessionCounters
  /// What its sessions have paid, those that were killed included.
  package var account: LedgerAccount
  /// Whether a process works on it now, as far as this host can tell.
  package var isActive: Bool
}
