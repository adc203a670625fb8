@unsafe @preconcurrency internal import Dispatch
internal import FacetPlatform

/// One process's use of a ledger on a shared folder: a file that names the process, renewed while
/// it works.
///
/// The file is created exclusively. A claim that is over is replaced by the one process that has
/// created the lock of its succession exclusively. Both hold on network file systems, where locks do
/// not. A process that sleeps for longer than ``lease`` on another host may lose its claim; it then
/// copies nothing, and what it was answered stands in its records.
final class FolderClaim: Sendable {
  private let path: String
  private let token: String
  /// This claim's own file, even after another has taken its name.
  private let file: AppendingFile

  /// The time between two renewals.
  static let renewal = Duration.seconds(10)
  /// How long a claim counts without a renewal, in seconds.
  static let lease = 60
  /// A claim whose succession was interrupted so often is left to its lease.
  private static let longestSuccession = 8

  /// Runs `body` while this process has the claim on a ledger, and renews it meanwhile.
  ///
  /// - Parameter interval: The time between two renewals.
  /// - Throws: ``LedgerError`` of kind `locked` if another process has the claim.
  static func withClaim<Value: Sendable>(
    on ledger: String, renewedEvery interval: Duration = renewal,
    _ body: (FolderClaim) async throws -> Value
  ) async throws -> Value {
    let claim = try FolderClaim(of: ledger)
    defer { claim.release() }
    // Not a task: a copy may keep the threads of all tasks busy for longer than the lease.
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInitiated))
    let nanoseconds = Int(interval / .nanoseconds(1))
    timer.schedule(
      deadline: .now() + .nanoseconds(nanoseconds), repeating: .nanoseconds(nanoseconds))
    timer.setEventHandler { claim.renew() }
    timer.resume()
    defer { timer.cancel() }
    return try await body(claim)
  }

  /// - Throws: ``LedgerError`` of kind `locked` if another process has the claim.
  init(of ledger: String) throws {
    path = ledger + "-claim"
    token = String(UInt64.random(in: 0 ... .max), radix: 16)
    try FileSystem.makeDirectories(FileSystem.parent(of: path))
    if let holder = try Self.seize(path, as: token, of: path, generation: 0) {
      throw LedgerError.claimed(ledger, by: holder.process, lease: Self.lease)
    }
    file = try AppendingFile(path: path)
  }

  /// Whether the claim is still this process's.
  var isHeld: Bool { ClaimHolder(path: path)?.token == token }

  /// Renews the claim, unless another process has taken it.
  func renew() {
    guard isHeld else { return }
    try? file.append(Array("renewed \(Timestamp.now.seconds)\n".utf8))
    try? file.sync()
  }

  func release() {
    let lock = Self.lock(after: token, of: path)
    // Another process may be taking the claim over, which it may remove in no moment but this.
    do {
      guard try Self.seize(lock, as: token, of: path, generation: 1) == nil else { return }
    } catch {
      // The claim ends with its process, or with its lease.
      return
    }
    if isHeld { FileSystem.remove(path) }
    FileSystem.remove(lock)
  }

  /// The lock of whoever may replace or remove a claim.
  private static func lock(after token: String, of claim: String) -> String {
    "\(claim)-after-\(token)"
  }

  /// Gets a name for this process alone.
  ///
  /// - Parameters:
  ///   - claim: The name of the claim itself, if `path` is the lock of its succession.
  ///   - generation: 0 for the claim, otherwise how many interrupted successions lie between.
  /// - Returns: The process that has the name; `nil` if it is this one.
  private static func seize(
    _ path: String, as token: String, of claim: String, generation: Int
  ) throws -> ClaimHolder? {
    let content = ClaimHolder.content(token: token)
    while true {
      if try FileSystem.create(path, contents: content) { return nil }
      guard let holder = ClaimHolder(path: path) else { continue }
      // A file system may create a file and lose its own answer.
      if holder.token == token { return nil }
      guard generation < longestSuccession, !holder.isAlive(lease: lease) else { return holder }
      let lock = lock(after: holder.token, of: claim)
      if let other = try seize(lock, as: token, of: claim, generation: generation + 1) {
        return other
      }
      defer { FileSystem.remove(lock) }
      // Another process may have been quicker, before this one had the lock.
      guard ClaimHolder(path: path)?.token == holder.token else { continue }
      let file = try AtomicFile(in: FileSystem.parent(of: path))
      try file.append(content)
      try file.commit(to: path)
      return nil
    }
  }
}
