internal import Facet
internal import FacetJSON
package import FacetModels
package import FacetPlatform

/// What the shards of a launch have done, from their own files; the scheduler only adds who waits.
package struct LaunchState: Sendable {
  /// A shard in words.
  package enum Word: String, Sendable, CaseIterable {
    case complete
    case running
    case queued
    case stopped
    case interrupted
    case failed
    /// It was running, but its process is gone.
    case lost
    /// It has written nothing for long, and nobody here can tell whether its process is gone.
    case quiet
    /// Its status is damaged: it does not tell what the shard has done.
    case unreadable
    /// Its files are of another run.
    case foreign
    case waiting = "not started"

    /// Whether such a shard must be submitted again: a quiet one may be running, and one of another
    /// run would not become this run's.
    package var isOpen: Bool {
      switch self {
      case .complete, .running, .queued, .quiet, .foreign: false
      case .stopped, .interrupted, .failed, .lost, .unreadable, .waiting: true
      }
    }
  }

  /// One shard.
  package struct Row: Sendable {
    package var shard: Int
    package var word: Word
    /// `nil` if it never began, or if its file is unreadable.
    package var status: ShardStatus?
    /// Why it is neither complete nor on its way.
    package var reason: String?
    /// The end of its log, if it failed.
    package var lastLines: [String] = []
  }

  package let rows: [Row]

  /// How long a running shard may write nothing before it counts as quiet, in seconds.
  static let silence = 90
  /// The same for a shard that the scheduler no longer has.
  static let silenceWithoutJob = 30
  private static let shownLines = 5

  /// - Parameters:
  ///   - folder: The launch's folder.
  ///   - queue: The scheduler's words for shards whose jobs wait or run; `nil` if unknown.
  package init(
    of plan: LaunchPlan, in folder: String, queue: [Int: String]?, now: Timestamp = .now
  ) {
    // A scheduler without the numbers of the jobs knows nothing of them.
    let queue = plan.jobs.isEmpty ? nil : queue
    rows = (0..<plan.shards).map { shard in
      var row = Self.row(of: shard, plan, in: folder, queue: queue, now: now)
      if [.failed, .lost, .unreadable].contains(row.word) {
        row.lastLines = Self.lastLines(of: shard, plan, in: folder)
      }
      return row
    }
  }

  private static func row(
    of shard: Int, _ plan: LaunchPlan, in folder: String, queue: [Int: String]?, now: Timestamp
  ) -> Row {
    let queued = queue?[shard].map { word(of: $0) }
    let status: ShardStatus?
    do throws(ClusterError) {
      status = try ShardStatus(in: LaunchPlan.folder(of: shard, in: folder))
    } catch {
      return Row(shard: shard, word: queued ?? .unreadable, reason: error.message)
    }
    guard let status else { return Row(shard: shard, word: queued ?? .waiting) }
    if !status.isOf(plan, shard: shard) {
      return Row(
        shard: shard, word: .foreign, status: status,
        reason: "its files are of another configuration or another number of shards; restore the "
          + "configuration, or move its folder away and submit it again")
    }
    switch status.state {
    case .complete: return Row(shard: shard, word: .complete, status: status)
    case .running:
      return running(shard, status, queue: queue, silentFor: now.seconds - status.updatedAt.seconds)
    // A requeued shard goes on.
    case .stopped, .interrupted, .failed:
      if let queued { return Row(shard: shard, word: queued, status: status) }
      let word: Word =
        switch status.state {
        case .stopped: .stopped
        case .interrupted: .interrupted
        default: .failed
        }
      return Row(shard: shard, word: word, status: status, reason: status.reason)
    }
  }

  /// A shard that says it is running, which it cannot take back when it is killed.
  private static func running(
    _ shard: Int, _ status: ShardStatus, queue: [Int: String]?, silentFor seconds: Int
  ) -> Row {
    var row = Row(shard: shard, word: .running, status: status)
    let isGone = status.isGoneFromThisHost
    if let queue, queue[shard] == nil ? seconds > silenceWithoutJob : isGone {
      row.word = queue[shard].map { word(of: $0) } ?? .lost
    } else if queue == nil, isGone {
      row.word = .lost
    } else if queue == nil, seconds > silence {
      row.word = .quiet
      row.reason =
        "it has written nothing for \(seconds) s; if its process is gone, run it again"
    }
    if row.word == .lost { row.reason = "its process is gone" }
    return row
  }

  private static func word(of queue: String) -> Word {
    queue == "running" || queue == "completing" ? .running : .queued
  }

  /// The end of the log of a shard's last job.
  private static func lastLines(of shard: Int, _ plan: LaunchPlan, in folder: String) -> [String] {
    guard let job = plan.jobs.last(where: { $0.shards.contains(shard) }) else { return [] }
    let path = "\(folder)/log/\(job.id)_\(shard - job.offset).out"
    guard FileSystem.kind(of: path) == .regular,
      let bytes = try? FileSystem.suffix(of: path, count: 16 << 10)
    else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(shownLines)
      .map { String($0.prefix(500)) }
  }

  /// The shards that must be submitted again.
  package var open: [Int] { rows.filter(\.word.isOpen).map(\.shard) }

  package var completeCount: Int { rows.count { $0.word == .complete } }

  package func count(_ word: Word) -> Int { rows.count { $0.word == word } }

  /// A sum over all shards.
  package func sum(_ amount: (ShardStatus) -> Int) -> Int {
    rows.reduce(0) { $0.adding(saturating: $1.status.map(amount) ?? 0) }
  }

  /// The cost of all shards, as far as it is known; `nil` if none is.
  package var cost: USDollars? {
    let costs = rows.compactMap { $0.status?.costUSD.flatMap { USDollars($0) } }
    return costs.isEmpty ? nil : costs.reduce(.zero, +)
  }

  /// The finished cells of all running shards per minute.
  package var pace: Double {
    rows.filter { $0.word == .running }.reduce(0) { $0 + ($1.status?.pace ?? 0) }
  }
}

extension ShardStatus {
  /// Its finished cells per minute of work.
  package var pace: Double {
    elapsedMilliseconds > 0 ? Double(cellsDone) * 60_000 / Double(elapsedMilliseconds) : 0
  }

  /// Whether its process was one of this host and has ended.
  var isGoneFromThisHost: Bool {
    guard host == ProcessIdentity.current.host, let number = Int32(exactly: processID), number > 0
    else { return false }
    return ProcessIdentity.isGone(number)
  }

  /// Whether it is the status of a launch's shard.
  package func isOf(_ plan: LaunchPlan, shard index: Int) -> Bool {
    guard shard.index == index, shard.count == plan.shards else { return false }
    return plan.configurationFingerprint.map { $0 == configurationFingerprint } ?? true
  }
}
