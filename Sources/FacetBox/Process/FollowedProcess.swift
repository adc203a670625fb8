internal import FacetPlatform

/// A program that ran to its end or to its time limit, with the beginning and end of its output.
struct FollowedProcess: Sendable {
  var status: ChildProcess.ExitStatus
  /// Why it was ended; nil if it ended by itself.
  var stop: Stop?
  var output: BoundedOutput
  var errorOutput: BoundedOutput
  var duration = Duration.zero

  /// Why a program was ended.
  enum Stop: Sendable, Hashable {
    case timedOut
    case exceeded(ConfinedResult.Bound)
  }

  /// The time between two looks at what a program uses.
  private static let watchInterval = Duration.milliseconds(200)

  /// Runs a command; cancelling the wait ends it.
  ///
  /// - Parameters:
  ///   - time: From the start to the end.
  ///   - outputLimit: The most bytes kept of each output.
  ///   - watch: Called now and then while the program runs; returns the limit that it exceeds.
  /// - Throws: ``BoxError`` if it cannot be started.
  init(
    of command: ChildProcess.Command, input: [UInt8] = [], time: Duration, outputLimit: Int,
    watch: (@Sendable () -> ConfinedResult.Bound?)? = nil
  ) async throws(BoxError) {
    let follower = ChildFollower(FollowedProcess(outputLimit: outputLimit)) { event, result in
      switch event {
      case .output(let bytes): result.output.append(bytes)
      case .errorOutput(let bytes): result.errorOutput.append(bytes)
      case .ended(let status): result.status = status
      }
    }
    let clock = ContinuousClock()
    let start = clock.now
    let process: ChildProcess
    do throws(SystemError) {
      process = try ChildProcess(command) { follower.take($0) }
    } catch {
      throw .cannotStart(error.description)
    }
    let timer = WakeTimer {
      follower.change { $0.end(because: .timedOut) }
      process.kill()
    }
    timer.set(after: time)
    let watcher = watch.map { watch in
      Watcher(every: Self.watchInterval) {
        guard let bound = watch() else { return }
        follower.change { $0.end(because: .exceeded(bound)) }
        process.kill()
      }
    }
    defer { watcher?.end() }
    if !input.isEmpty { process.send(input) }
    process.closeInput()
    self = await follower.result(of: process)
    duration = clock.now - start
  }

  private init(outputLimit: Int) {
    status = .exited(0)
    output = BoundedOutput(limit: outputLimit)
    errorOutput = output
  }

  /// Keeps the first reason why the program was ended.
  private mutating func end(because reason: Stop) {
    if stop == nil { stop = reason }
  }
}
