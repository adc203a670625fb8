internal import FacetPlatform
internal import FoundationEssentials

/// The process that a file of a ``FolderClaim`` names.
struct ClaimHolder: Sendable {
  /// `nil` if the file does not say.
  var process: ProcessIdentity?
  private var job = none
  /// How often its batch job had been requeued.
  private var restart = 0
  var token = unreadable
  private let path: String

  private static let none = "-"
  private static let unreadable = "unreadable"

  /// The content of a claim's file.
  static func content(token: String) -> [UInt8] {
    let process = ProcessIdentity.current
    let lines = [
      "host \(process.host)", "boot \(process.bootID)", "process \(process.processID)",
      "ticks \(process.startTicks ?? 0)", "job \(currentJob)", "restart \(currentRestart)",
      "token \(token)",
    ]
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  /// The batch job of this process; a requeued job keeps its number.
  private static var currentJob: String {
    ProcessInfo.processInfo.environment["SLURM_JOB_ID"] ?? none
  }

  /// How often this process's batch job has been requeued; it has ended before each time.
  private static var currentRestart: Int {
    ProcessInfo.processInfo.environment["SLURM_RESTART_COUNT"].flatMap { Int($0) } ?? 0
  }

  /// - Returns: `nil` if there is no such file.
  init?(path: String) {
    self.path = path
    guard FileSystem.kind(of: path) == .regular, let bytes = try? FileSystem.contents(of: path)
    else {
      // A file that this user may not read is a claim, too.
      if FileSystem.exists(path) { return }
      return nil
    }
    var fields: [Substring: Substring] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2 { fields[words[0]] = words[1] }
    }
    // The token becomes part of a name.
    guard let token = fields["token"], (1...16).contains(token.utf8.count),
      token.allSatisfy(\.isHexDigit), token.utf8.count == token.count, let host = fields["host"],
      let number = fields["process"].flatMap({ Int32($0) })
    else { return }
    self.token = String(token)
    let ticks = fields["ticks"].flatMap { Int64($0) }
    process = ProcessIdentity(
      host: String(host), bootID: String(fields["boot"] ?? ""), processID: number,
      startTicks: ticks == 0 ? nil : ticks)
    job = fields["job"].map(String.init) ?? Self.none
    restart = fields["restart"].flatMap { Int($0) } ?? 0
  }

  /// Whether it is still working: a process of this host shows by its end that it is not, one of an
  /// earlier start of this batch job has ended, and one of another host no longer renews its claim.
  ///
  /// - Parameter lease: How long a claim counts without a renewal, in seconds.
  func isAlive(lease: Int) -> Bool {
    if let isRunning = process?.isRunning { return isRunning }
    if isEarlierStart(of: Self.currentJob, restart: Self.currentRestart) { return false }
    guard let renewed = Self.modification(of: path), let now = fileSystemTime else { return true }
    return now - renewed < Double(lease)
  }

  /// Whether it was started by a batch job that has been requeued since. Several processes of one
  /// start may work on several hosts.
  func isEarlierStart(of job: String, restart: Int) -> Bool {
    self.job != Self.none && self.job == job && self.restart < restart
  }

  /// The time by the clock of the file system, which may be another host's.
  private var fileSystemTime: Double? {
    let probe = "\(path)-probe-\(UInt64.random(in: 0 ... .max))"
    defer { FileSystem.remove(probe) }
    guard (try? FileSystem.create(probe, contents: [])) == true else { return nil }
    return Self.modification(of: probe)
  }

  /// In seconds; `nil` if there is no such file.
  private static func modification(of path: String) -> Double? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970
  }
}
