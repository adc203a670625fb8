internal import Dispatch
internal import FacetPlatform

/// A program that this thread has waited for.
struct FinishedProgram: Sendable {
  private(set) var status = ChildProcess.ExitStatus.exited(0)
  /// The first megabyte of what it wrote to standard error.
  private(set) var errorOutput: [UInt8] = []

  /// Runs a program to its end.
  init(_ command: ChildProcess.Command) throws(SystemError) {
    let state = Lock(FinishedProgram())
    let hasEnded = DispatchSemaphore(value: 0)
    let process = try ChildProcess(command) { event in
      state.withLock { state in
        switch event {
        case .output: break
        case .errorOutput(let bytes):
          if state.errorOutput.count < 1 << 20 { state.errorOutput += bytes }
        case .ended(let status): state.status = status
        }
      }
      if case .ended = event { hasEnded.signal() }
    }
    process.closeInput()
    hasEnded.wait()
    self = state.withLock { $0 }
  }

  private init() {}
}
