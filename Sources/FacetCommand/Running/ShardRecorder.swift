internal import Facet
internal import FacetCluster
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform

/// Keeps a shard's status file up to date while its run goes on.
final class ShardRecorder: Sendable {
  private struct State {
    var status: ShardStatus
    /// What earlier sessions had used.
    var earlier: ShardStatus
    var written = ContinuousClock.now
    var hasBegun = false
  }

  private let folder: String
  private let state: Lock<State>
  /// The ledger of the run's earlier sessions if this one uses another.
  let abandonedLedger: String?

  /// The time between two writes of the file.
  private static let interval = Duration.seconds(10)

  /// - Parameter arguments: Those of the process.
  init(_ plan: RunSummary.ShardPlan, summary: RunSummary, arguments: [String]) {
    folder = plan.folder
    let earlier = (try? ShardStatus(in: plan.folder)) ?? ShardStatus(shard: plan.shard)
    var status = ShardStatus(shard: plan.shard)
    status.command = ShardCommand.whole(arguments)
    status.workingDirectory = FileSystem.workingDirectory
    status.taskType = summary.taskType
    status.configurationFingerprint = plan.configurationFingerprint
    status.inputSHA256 = plan.inputSHA256
    status.runIdentity = plan.runIdentity
    status.mergedPath = plan.mergedPath
    status.ledgerPath = summary.ledgerPath.map {
      FileSystem.absolute($0, in: status.workingDirectory)
    }
    status.samples = summary.samples
    status.cells = summary.cells
    status.host = ProcessIdentity.current.host
    status.processID = Int(ProcessIdentity.current.processID)
    // Another run in the same folder begins from nothing.
    let isSame = earlier.runIdentity == status.runIdentity
    let path = earlier.ledgerPath
    abandonedLedger = path.flatMap { path in
      isSame && FileSystem.exists(path) && !FileSystem.areSame(path, status.ledgerPath ?? "")
        ? path : nil
    }
    state = Lock(
      State(status: status, earlier: isSame ? earlier : ShardStatus(shard: plan.shard)))
  }

  /// Writes the first status.
  ///
  /// - Throws: ``SystemError`` if the shard's folder cannot be written.
  func begin(_ plan: RunSummary.ShardPlan) throws(SystemError) {
    let status = state.withLock { state in
      state.status.startedAt = Timestamp(seconds: plan.start)
      state.status.add(to: state.earlier)
      state.hasBegun = true
      return state.status
    }
    try status.write(in: folder)
  }

  /// Notes progress; the file follows now and then.
  func note(_ progress: RunProgress) {
    let status = state.withLock { state -> ShardStatus? in
      guard state.hasBegun, ContinuousClock.now - state.written >= Self.interval else {
        return nil
      }
      state.written = .now
      state.status.take(progress, after: state.earlier)
      return state.status
    }
    try? status?.write(in: folder)
  }

  /// Writes how the run ended.
  func end(_ outcome: RunOutcome, ledger: String?) async throws {
    var status = state.withLock { $0.status }
    status.take(outcome)
    if let ledger {
      let content = try await Ledger.withLedger(at: ledger) { (ledger) async throws(LedgerError) in
        try ledger.contentDigest()
      }
      status.completions = content.completions
      status.ledgerDigest = content.digest
    }
    try status.write(in: folder)
  }

  /// Writes that the run failed.
  func fail(_ message: String, wasInterrupted: Bool) {
    let status = state.withLock { state -> ShardStatus? in
      guard state.hasBegun else { return nil }
      state.status.state = wasInterrupted ? .interrupted : .failed
      state.status.reason = message
      state.status.updatedAt = .now
      return state.status
    }
    try? status?.write(in: folder)
  }
}

extension ShardStatus {
  fileprivate mutating func add(to earlier: ShardStatus) {
    requests = earlier.requests
    promptTokens = earlier.promptTokens
    completionTokens = earlier.completionTokens
    costUSD = earlier.costUSD
    unpricedAnswers = earlier.unpricedAnswers
    elapsedMilliseconds = earlier.elapsedMilliseconds
    cellsDone = earlier.cellsDone
    cellsFailed = earlier.cellsFailed
    updatedAt = .now
  }

  fileprivate mutating func take(_ progress: RunProgress, after earlier: ShardStatus) {
    cellsDone = max(progress.done, 0)
    cellsFailed = progress.failed
    requests = earlier.requests.adding(saturating: progress.requests)
    promptTokens = earlier.promptTokens.adding(saturating: progress.promptTokens)
    completionTokens = earlier.completionTokens.adding(saturating: progress.completionTokens)
    if let cost = progress.cost {
      let before = earlier.costUSD.flatMap { USDollars($0) } ?? .zero
      costUSD = (before + cost.paid).description
      unpricedAnswers = earlier.unpricedAnswers.adding(saturating: cost.unpricedAnswers)
    }
    elapsedMilliseconds = earlier.elapsedMilliseconds.adding(
      saturating: progress.elapsed.milliseconds)
    updatedAt = .now
  }

  fileprivate mutating func take(_ outcome: RunOutcome) {
    let counts = outcome.counts
    switch outcome.ending {
    case .complete, .completeWithFailures:
      // A temporary failure is asked for again by the next run.
      state = outcome.failedForNow > 0 ? .stopped : .complete
      reason =
        outcome.failedForNow > 0
        ? "\(Quantity.count(outcome.failedForNow, "cell")) failed for a temporary reason" : nil
    case .stoppedByProvider(let words), .stoppedAtBudget(let words), .partial(let words):
      state = .stopped
      reason = words
    case .interrupted:
      state = .interrupted
      reason = "stopped from outside"
    }
    cellsDone = max(0, cells - counts.pending)
    cellsFailed = counts.failed
    promptTokens = outcome.usage.promptTokens
    completionTokens = outcome.usage.completionTokens
    requests = outcome.paidInAll.requests
    costUSD = outcome.paidInAll.costUSD
    unpricedAnswers = outcome.paidInAll.unpricedAnswers
    elapsedMilliseconds = outcome.paidInAll.elapsed.milliseconds
    updatedAt = .now
  }
}

/// The command of a shard without what makes it one.
enum ShardCommand {
  /// The arguments of the run as a whole, without the program's name.
  static func whole(_ arguments: [String]) -> [String] {
    without(
      ["--shard", "--share", "--shards-dir", "--scratch", "--events"],
      flags: ["--fresh", "--join"],
      in: Array(arguments.dropFirst()))
  }

  /// The arguments without some options and their values, in either spelling.
  static func without(
    _ options: Set<String>, flags: Set<String> = [], in arguments: [String]
  ) -> [String] {
    var words: [String] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if options.contains(word) {
        _ = rest.popFirst()
      } else if !flags.contains(word), !options.contains(where: { word.hasPrefix($0 + "=") }) {
        words.append(word)
      }
    }
    return words
  }
}
