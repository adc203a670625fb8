/// Collects the output of a child process until it ends.
package final class ChildFollower<Result: Sendable>: Sendable {
  private struct State: Sendable {
    var result: Result
    var hasEnded = false
    var waiter: CheckedContinuation<Result, Never>?
  }

  private let state: Lock<State>
  private let add: @Sendable (ChildProcess.Event, inout Result) -> Void

  /// - Parameters:
  ///   - result: The result of a program that has printed nothing yet.
  ///   - add: Adds an event to the result.
  package init(
    _ result: Result, adding add: @escaping @Sendable (ChildProcess.Event, inout Result) -> Void
  ) {
    state = Lock(State(result: result))
    self.add = add
  }

  /// Takes an event of the process.
  package func take(_ event: ChildProcess.Event) {
    let (waiter, result) = state.withLock { state in
      add(event, &state.result)
      guard case .ended = event else {
        return (nil as CheckedContinuation<Result, Never>?, state.result)
      }
      state.hasEnded = true
      defer { state.waiter = nil }
      return (state.waiter, state.result)
    }
    waiter?.resume(returning: result)
  }

  /// Changes the result of a process that still runs.
  package func change(_ body: (inout Result) -> Void) {
    state.withLock { state in
      if !state.hasEnded { body(&state.result) }
    }
  }

  /// The result once the process has ended; cancelling the wait kills the process.
  package func result(of process: ChildProcess) async -> Result {
    await withTaskCancellationHandler {
      await withCheckedContinuation { wait(with: $0) }
    } onCancel: {
      process.kill()
    }
  }

  private func wait(with continuation: CheckedContinuation<Result, Never>) {
    let result = state.withLock { state in
      if !state.hasEnded { state.waiter = continuation }
      return state.hasEnded ? state.result : nil
    }
    if let result { continuation.resume(returning: result) }
  }
}
