/// The output and exit status of a program that ran to its end.
package struct ProgramResult: Sendable, Hashable {
  package var status: ChildProcess.ExitStatus
  package var output: [UInt8]
  package var errorOutput: [UInt8]

  /// Runs a program and waits for its end; cancelling the wait ends the program.
  ///
  /// - Parameters:
  ///   - outputLimit: The most bytes kept of each output; the rest is dropped.
  ///   - started: Gets the process once it runs.
  /// - Throws: ``SystemError`` if it cannot be started.
  package init(
    of command: ChildProcess.Command, input: [UInt8] = [], outputLimit: Int = 64 << 20,
    started: (ChildProcess) -> Void = { _ in }
  ) async throws(SystemError) {
    let follower = ChildFollower(ProgramResult()) { event, result in
      switch event {
      case .output(let bytes):
        if result.output.count < outputLimit { result.output += bytes }
      case .errorOutput(let bytes):
        if result.errorOutput.count < outputLimit { result.errorOutput += bytes }
      case .ended(let status): result.status = status
      }
    }
    let process = try ChildProcess(command) { follower.take($0) }
    started(process)
    if !input.isEmpty { process.send(input) }
    process.closeInput()
    self = await follower.result(of: process)
  }

  private init() {
    status = .exited(0)
    output = []
    errorOutput = []
  }
}
