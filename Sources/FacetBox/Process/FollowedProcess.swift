internal import FacetPlatform

/// A program that ran to its end or to its time limit, with the beginning and end of its output.
struct FollowedProcess: Sendable {
  var status: ChildProcess.ExitStatus
  /// Whether it was ended because its time was up.
  var timedOut = false
  var output: BoundedOutput
  var errorOutput: BoundedOutput
  var duration = Duration.zero

  /// Runs a command; cancelling the wait ends it.
  ///
  /// - Parameters:
  ///   - time: From the start to the end.
  ///   - outputLimit: The most bytes kept of each output.
  /// - Throws: ``BoxError`` if it cannot be started.
  init(
    of command: ChildProcess.Command, input: [UInt8] = [], time: Duration, outputLimit: Int
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
      following.markTimedOut()
      process.kill()
    }
    timer.set(after: time)
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

    func markTimedOut() {
      state.withLock { state in
        if !state.hasEnded { state.result.timedOut = true }
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
