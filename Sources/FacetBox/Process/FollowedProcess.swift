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
    let following = Following(outputLimit: outputLimit)
    let clock = ContinuousClock()
    let start = clock.now
    let process: ChildProcess
    do throws(SystemError) {
      process = try ChildProcess(command) { following.take($0) }
    } catch {
      throw .cannotStart(error.description)
    }
    let timer = WakeTimer {
      following.stop(.timedOut)
      process.kill()
    }
    timer.set(after: time)
    let watcher = watch.map { watch in
      Watcher(every: Self.watchInterval) {
        guard let bound = watch() else { return }
        following.stop(.exceeded(bound))
        process.kill()
      }
    }
    defer { watcher?.end() }
    if !input.isEmpty { process.send(input) }
    process.closeInput()
    self = await withTaskCancellationHandler {
      await withCheckedContinuation { following.wait(with: $0) }
    } onCancel: {
      process.kill()
    }
    duration = clock.now - start
  }

  private init(outputLimit: Int) {
    status = .exited(0)
    output = BoundedOutput(limit: outputLimit)
    errorOutput = output
  }

  /// Collects a program's output until it is read.
  private final class Following: Sendable {
    private struct State: Sendable {
      var result: FollowedProcess
      var hasEnded = false
      var waiter: CheckedContinuation<FollowedProcess, Never>?
    }

    private let state: Lock<State>

    init(outputLimit: Int) {
      state = Lock(State(result: FollowedProcess(outputLimit: outputLimit)))
    }

    func stop(_ reason: Stop) {
      state.withLock { state in
        if !state.hasEnded, state.result.stop == nil { state.result.stop = reason }
      }
    }

    func take(_ event: ChildProcess.Event) {
      let (waiter, result) = state.withLock { state in
        switch event {
        case .output(let bytes): state.result.output.append(bytes)
        case .errorOutput(let bytes): state.result.errorOutput.append(bytes)
        case .ended(let status):
          state.result.status = status
          state.hasEnded = true
          defer { state.waiter = nil }
          return (state.waiter, state.result)
        }
        return (nil, state.result)
      }
      waiter?.resume(returning: result)
    }

    func wait(with continuation: CheckedContinuation<FollowedProcess, Never>) {
      let result = state.withLock { state in
        if !state.hasEnded { state.waiter = continuation }
        return state.hasEnded ? state.result : nil
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
