internal import FacetPlatform
internal import FoundationEssentials

/// One process's use of a ledger on a shared folder: a file that names the process, renewed while
/// it works.
///
/// A process of this host, or of the same batch job, shows by its end that its claim is over; one of
/// another host by not renewing it.
final class FolderClaim: Sendable {
  private let path: String
  private let token: String

  /// The time between two renewals.
  static let renewal = Duration.seconds(10)
  /// How long a claim counts without a renewal, in seconds.
  static let lease = 60

  /// - Throws: ``LedgerError`` of kind `locked` if another process has the claim.
  init(of ledger: String) throws {
    path = ledger + "-claim"
    token = "\(UInt64.random(in: 0 ... .max))"
    if let holder = Holder(path: path), holder.isAlive {
      throw LedgerError.claimed(ledger, by: holder.process, lease: Self.lease)
    }
    try write()
    // Of two processes that begin at the same time, the last to write has the claim.
    guard isHeld else {
      throw LedgerError.claimed(ledger, by: Holder(path: path)?.process, lease: Self.lease)
    }
  }

  /// Whether the claim is still this process's.
  var isHeld: Bool { Holder(path: path)?.token == token }

  /// Renews the claim, unless another process has taken it.
  func renew() {
    if isHeld { try? write() }
  }

  func release() {
    if isHeld { FileSystem.remove(path) }
  }

  private func write() throws {
    let process = ProcessIdentity.current
    let file = try AtomicFile(in: FileSystem.parent(of: path))
    let lines = [
      "host \(process.host)", "boot \(process.bootID)", "process \(process.processID)",
      "ticks \(process.startTicks ?? 0)", "job \(Self.job)", "token \(token)",
      "renewed \(Timestamp.now.seconds)",
    ]
    try file.append(Array(lines.map { $0 + "\n" }.joined().utf8))
    try file.commit(to: path)
  }

  /// The batch job of this process: a requeued job keeps its number, and has ended before.
  private static var job: String {
    let variables = ProcessInfo.processInfo.environment
    return variables["SLURM_JOB_ID"] ?? "-"
  }

  /// The process that a claim names.
  private struct Holder {
    var process: ProcessIdentity
    var job: String
    var token: String
    var renewedAt: Int

    init?(path: String) {
      guard let bytes = try? FileSystem.contents(of: path) else { return nil }
      var fields: [Substring: String] = [:]
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        let words = line.split(separator: " ", maxSplits: 1)
        if words.count == 2 { fields[words[0]] = String(words[1]) }
      }
      guard let host = fields["host"], let number = fields["process"].flatMap(Int32.init) else {
        return nil
      }
      let ticks = fields["ticks"].flatMap(Int64.init)
      process = ProcessIdentity(
        host: host, bootID: fields["boot"] ?? "", processID: number,
        startTicks: ticks == 0 ? nil : ticks)
      job = fields["job"] ?? "-"
      token = fields["token"] ?? ""
      renewedAt = fields["renewed"].flatMap(Int.init) ?? 0
    }

    /// Whether it is still working.
    var isAlive: Bool {
      if let isRunning = process.isRunning { return isRunning }
      if job != "-", job == FolderClaim.job { return false }
      return Timestamp.now.seconds.subtracting(saturating: renewedAt) < FolderClaim.lease
    }
  }
}
