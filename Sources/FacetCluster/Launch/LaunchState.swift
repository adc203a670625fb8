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
    /// Its files are of another run, or unreadable.
    case foreign
    case waiting = "not started"
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

  /// How long a running shard may write nothing before it counts as lost, in seconds.
  static let silence = 90
  private static let shownLines = 5

  /// - Parameters:
  ///   - folder: The launch's folder.
  ///   - queue: The scheduler's words for shards whose jobs wait or run; `nil` if unknown.
  package init(
    of plan: LaunchPlan, in folder: String, queue: [Int: String]?, now: Timestamp = .now
  ) {
    rows = (0..<plan.shards).map { shard in
      var row = Self.row(of: shard, plan, in: folder, queue: queue?[shard], now: now)
      if let queue, row.word == .running, queue[shard] == nil,
        let status = row.status, now.seconds - status.updatedAt.seconds > 30
      {
        row.word = .lost
      }
      if [.failed, .lost, .foreign].contains(row.word) {
        row.lastLines = Self.lastLines(of: shard, plan, in: folder)
      }
      return row
    }
  }

  private static func row(
    of shard: Int, _ plan: LaunchPlan, in folder: String, queue: String?, now: Timestamp
  ) -> Row {
    let status: ShardStatus?
    do throws(ClusterError) {
      status = try ShardStatus(in: LaunchPlan.folder(of: shard, in: folder))
    } catch {
      return Row(shard: shard, word: .foreign, reason: error.message)
    }
    guard let status else {
      return Row(shard: shard, word: queue == nil ? .waiting : word(of: queue))
    }
    if !status.isOf(plan, shard: shard) {
      return Row(
        shard: shard, word: .foreign, status: status,
        reason: "its files are of another configuration or another number of shards")
    }
    let own: Word =
      switch status.state {
      case .complete: .complete
      case .running:
        now.seconds - status.updatedAt.seconds > silence && queue != "running" ? .lost : .running
      case .stopped: .stopped
      case .interrupted: .interrupted
      case .failed: .failed
      }
    // A requeued shard goes on.
    if queue != nil, own != .complete, own != .running {
      return Row(shard: shard, word: word(of: queue), status: status)
    }
    return Row(
      shard: shard, word: own, status: status,
      reason: own == .lost ? "its process is gone" : status.reason)
  }

  private static func word(of queue: String?) -> Word {
    queue == "running" || queue == "completing" ? .running : .queued
  }

  /// The end of the log of a shard's last job.
  private static func lastLines(of shard: Int, _ plan: LaunchPlan, in folder: String) -> [String] {
    guard let job = plan.jobs.last(where: { $0.shards.contains(shard) }) else { return [] }
    let path = "\(folder)/log/\(job.id)_\(shard - job.offset).out"
    guard let bytes = try? FileSystem.suffix(of: path, count: 16 << 10) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(shownLines)
      .map { String($0.prefix(500)) }
  }

  /// The shards that must be submitted again: neither complete nor on their way.
  package var open: [Int] {
    rows.filter { ![.complete, .running, .queued].contains($0.word) }.map(\.shard)
  }

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

  /// Whether it is the status of a launch's shard.
  package func isOf(_ plan: LaunchPlan, shard index: Int) -> Bool {
    guard shard.index == index, shard.count == plan.shards else { return false }
    return plan.configurationFingerprint.map { $0 == configurationFingerprint } ?? true
  }
}
