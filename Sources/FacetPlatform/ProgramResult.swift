/// The output and exit status of a program that ran to its end.
package struct ProgramResult: Sendable, Hashable {
  package var status: ChildProcess.ExitStatus
  package var output: [UInt8]
  package var errorOutput: [UInt8]

  /// Runs a program and waits for its end; cancelling the wait ends the program.
  ///
  /// - Parameter outputLimit: The most bytes kept of each output; the rest is dropped.
  /// - Throws: ``SystemError`` if it cannot be started.
  package init(
    of command: ChildProcess.Command, input: [UInt8] = [], outputLimit: Int = 64 << 20
  ) async throws(SystemError) {
    let following = Following(outputLimit: outputLimit)
    let process = try ChildProcess(command) { event in following.take(event) }
    if !input.isEmpty { process.send(input) }
    process.closeInput()
    self = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in following.wait(with: continuation) }
    } onCancel: {
      process.kill()
    }
  }

  private init() {
    status = .exited(0)
    output = []
    errorOutput = []
  }

  /// Collects a program's output until it is read.
  private final class Following: Sendable {
    private struct State: Sendable {
      var result = ProgramResult()
      var hasEnded = false
      var waiter: CheckedContinuation<ProgramResult, Never>?
    }

    private let outputLimit: Int
    private let state = Lock(State())

    init(outputLimit: Int) {
      self.outputLimit = outputLimit
    }

    func take(_ event: ChildProcess.Event) {
      let (waiter, result) = state.withLock { state in
        switch event {
        case .output(let bytes):
          if state.result.output.count < outputLimit { state.result.output += bytes }
        case .errorOutput(let bytes):
          if state.result.errorOutput.count < outputLimit { state.result.errorOutput += bytes }
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

    func wait(with continuation: CheckedContinuation<ProgramResult, Never>) {
      let result = state.withLock { state in
        if !state.hasEnded { state.waiter = continuation }
        return state.hasEnded ? state.result : nil
      }
      if let result { continuation.resume(returning: result) }
    }
  }
}
