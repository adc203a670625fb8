package import FacetPlatform

/// A description of a run's work, given by its first invocation and every later one.
package struct RunDescription: Sendable, Hashable {
  /// The kind of run.
  package enum Mode: String, Sendable {
    case full
    case test
    case rehearsal
  }

  /// The hash of the run's requests: invocations with the same hash belong to one run.
  package var identity: SHA256
  package var configurationPath: String
  package var taskType: String
  package var mode: Mode
  /// The dataset path of a new run; a resumed one keeps its own.
  package var datasetPath: String
  package var cellsTotal: Int
  /// The command that resumes the run.
  package var resumeCommand: String?
  /// Whether to begin a new run, with its own generation of completions.
  package var isFresh: Bool
  /// The start time of a new run.
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

/// A run as stored in the ledger.
package struct LedgerRun: Sendable, Hashable {
  /// The state of a run.
  package enum State: String, Sendable {
    /// In progress, or killed: ``LedgerRunSummary/isActive`` distinguishes the two.
    case running
    case complete
    /// By a limit of the user's, or by a provider.
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
  /// The generation of its completions; part of every ``LedgerKey`` of the run.
  package var generation: Int64
  package var cellsTotal: Int
  package var resumeCommand: String?
  package var startedAt: Timestamp
  package var endedAt: Timestamp?
}

/// The run of a new invocation.
package struct BegunRun: Sendable, Hashable {
  package var run: LedgerRun
  /// This invocation.
  package var session: LedgerSession
  /// Whether an earlier invocation left it incomplete.
  package var isResumed: Bool
  /// Whether it was complete before: nothing needs to be sent.
  package var isComplete: Bool
  /// Other processes now working on the same run.
  package var holders: [RunHolder]
  /// The progress of its earlier sessions, as in ``LedgerRunSummary/totals``.
  package var earlierTotals: SessionCounters
  /// The account of its earlier sessions.
  package var earlierAccount: LedgerAccount
  /// Whether other processes are using the ledger, for this run or another.
  package var isShared: Bool
}

extension BegunRun {
  /// A run that only reads completions: the ledger does not know it.
  package init(reading description: RunDescription, generation: Int64) {
    self.init(
      run: LedgerRun(
        id: 0, identity: description.identity,
        configurationPath: description.configurationPath, taskType: description.taskType,
        mode: description.mode, datasetPath: description.datasetPath, state: .running,
        exitReason: nil, generation: generation, cellsTotal: description.cellsTotal,
        resumeCommand: nil, startedAt: description.startedAt, endedAt: nil),
      session: LedgerSession(id: 0, run: 0), isResumed: false, isComplete: false, holders: [],
      earlierTotals: SessionCounters(), earlierAccount: LedgerAccount(), isShared: false)
  }

  /// Whether it only reads completions.
  package var isReading: Bool { run.id == 0 }
}

/// A run with the totals of all its sessions.
package struct LedgerRunSummary: Sendable, Hashable {
  package var run: LedgerRun
  package var sessions: Int
  /// The sums over its sessions, except that each session goes through all cells: `cellsDone` is
  /// the highest of the sessions and `cellsFailed` the last.
  package var totals: SessionCounters
  /// The account of its sessions, including killed ones.
  package var account: LedgerAccount
  /// Whether a process is working on it, as far as this host knows.
  package var isActive: Bool
}
