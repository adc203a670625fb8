internal import ArgumentParser
internal import Facet
internal import FacetCluster
internal import FacetPlatform
internal import Glibc

/// One shard of a launch: its server, then its part of the run.
struct LaunchedShard {
  /// The arguments of the shard's run, while it runs as part of this process.
  @TaskLocal static var arguments: [String]?
  /// The shard's grace period for requests in flight, while it runs as part of this process.
  @TaskLocal static var gracePeriod: Duration?

  let plan: LaunchPlan
  /// The launch's folder.
  let folder: String
  let shard: Shard
  let console: Console
  let environment: [String: String]

  /// How long a signal to this process may come after the end of its server, in microseconds.
  private static let patience: UInt32 = 500_000

  private var own: String { LaunchPlan.folder(of: shard.index, in: folder) }

  /// - Throws: ``ExitStatus`` unless the shard is complete.
  func run() async throws {
    // A damaged status is written anew by the run.
    if let status = try? ShardStatus(in: own), status.state == .complete,
      status.isOf(plan, shard: shard.index)
    {
      console.print("shard \(shard) is complete already")
      return
    }
    guard let command = plan.server else { return try await run(baseURL: nil) }
    let interrupts = Lock(0)
    let serverDied = Lock(false)
    let signals = InterruptSignals { _ in
      if !serverDied.withLock({ $0 }) { interrupts.withLock { $0 += 1 } }
    }
    defer { withExtendedLifetime(signals) {} }
    var variables = environment
    variables["FACET_SHARD"] = "\(shard.index)"
    let server = try ServerBeside(command, environment: variables, folder: own) { _ in
      // A cancelled job's signal reaches the server and this process in any order.
      usleep(Self.patience)
      guard interrupts.withLock({ $0 }) == 0 else { return }
      serverDied.withLock { $0 = true }
      // As at Ctrl-C: without its server, the run cannot go on.
      kill(getpid(), SIGINT)
    }
    var isReady = false
    do {
      try await waited(for: server, interrupts)
      isReady = true
      try await run(baseURL: "http://127.0.0.1:\(server.port)/v1")
      await server.end()
    } catch {
      let ending = server.status
      await server.end()
      if isReady, let ending, serverDied.withLock({ $0 }) {
        try fail(Self.words(ending), server)
      }
      guard interrupts.withLock({ $0 }) > 0 else { throw error }
      try noteInterrupt()
      throw ExitStatus(code: ExitStatus.interrupted)
    }
  }

  /// Notes that the shard was stopped from outside, whatever its requests made of it.
  private func noteInterrupt() throws {
    guard var status = try ShardStatus(in: own), status.state != .complete else { return }
    status.state = .interrupted
    status.reason = "stopped from outside"
    status.updatedAt = .now
    try status.write(in: own)
  }

  private func waited(for server: ServerBeside, _ interrupts: Lock<Int>) async throws {
    let model = plan.serverModel ?? ""
    console.print("server on port \(server.port): waiting until it serves '\(model)'")
    do throws(ClusterError) {
      let isAlive: @Sendable () -> Bool = {
        server.status == nil && interrupts.withLock { $0 } == 0
      }
      let wait = ServerWait(
        port: server.port, model: model, timeout: .seconds(plan.serverTimeout))
      try await wait.wait(while: isAlive) { [console] step in
        console.print("server: \(step.rawValue)")
      }
    } catch {
      // The signal of a cancelled job may come after the end of its server.
      if server.status != nil { usleep(Self.patience) }
      guard interrupts.withLock({ $0 }) == 0 else {
        throw ExitStatus(code: ExitStatus.interrupted)
      }
      try fail(server.status.map(Self.words) ?? error.message, server)
    }
  }

  private static func words(_ ending: ChildProcess.ExitStatus) -> String {
    "the server ended with \(ending)"
  }

  /// Shows the server's last lines, and notes why the shard failed.
  private func fail(_ reason: String, _ server: ServerBeside) throws -> Never {
    console.print("error: \(reason); the last lines of the server:")
    for line in server.lastLines { console.print("  | " + line) }
    var status = (try? ShardStatus(in: own)) ?? ShardStatus(shard: shard)
    status.state = .failed
    status.reason = reason
    status.updatedAt = .now
    if let fingerprint = plan.configurationFingerprint {
      status.configurationFingerprint = fingerprint
    }
    try status.write(in: own)
    throw ExitStatus(code: ExitStatus.failure)
  }

  private func run(baseURL: String?) async throws {
    let words = plan.arguments(of: shard.index, baseURL: baseURL, in: folder)
    guard
      var command = try FacetCommand.parseAsRoot(RetryFailedChoice.completing(words))
        as? any AsyncParsableCommand & MergeableCommand
    else { throw ClusterError("the launch names a command that cannot run in shards") }
    try await Self.$arguments.withValue(["facet"] + words) {
      try await Self.$gracePeriod.withValue(plan.gracePeriod) { try await command.run() }
    }
  }
}
