internal import FacetPlatform

extension BoxRun {
  /// Runs the command to its end, with everything that it started; cancelling the wait ends it.
  ///
  /// - Throws: ``BoxError`` if it could not be started, which says nothing about the command.
  package func run() async throws(BoxError) -> ConfinedResult {
    let status = layer.folder + "/status"
    FileSystem.remove(status)
    let (upper, limits) = (layer.upper, limits)
    let process = try await FollowedProcess(
      of: try command(), input: input, time: limits.time, outputLimit: limits.output
    ) {
      // One size is cheaper to look up than the other, and grows faster.
      if let first = BoxStatus(of: status)?.firstProcess,
        ProcessTree.memory(of: first) > limits.memory
      {
        return .memory
      }
      let size = FileTree.size(of: upper, most: limits.disk)
      return size.bytes > limits.disk || size.isPartial ? .disk : nil
    }
    return ConfinedResult(
      end: try end(of: process, at: status), output: process.output,
      errorOutput: process.errorOutput, duration: process.duration)
  }

  private func end(
    of process: FollowedProcess, at path: String
  ) throws(BoxError) -> ConfinedResult.End {
    if process.stop != nil { return process.end }
    if let code = BoxStatus(of: path)?.exitCode { return ConfinedResult.End(shellStatus: code) }
    // Killed from outside, for example because the machine has no memory left.
    if case .signalled = process.status { return process.end }
    let words = process.errorOutput.text.split(separator: "\n").last.map(String.init)
    // Everything is in place, but there is no such program.
    if words?.hasPrefix("bwrap: execvp ") == true { return .exited(127) }
    throw .cannotStart(words ?? "\(process.status)")
  }
}
