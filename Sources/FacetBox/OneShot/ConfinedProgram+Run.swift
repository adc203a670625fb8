internal import FacetPlatform

extension ConfinedProgram {
  /// Printed to standard error when everything is in place, just before the program starts: what
  /// stands before it comes from bubblewrap.
  private static let mark = Array("facet: started\n".utf8)
  private static let prefaceLimit = 16 << 10

  /// Runs the program to its end; cancelling the wait ends it.
  ///
  /// - Throws: ``BoxError`` if it could not be started, which says nothing about the program.
  package func run() async throws(BoxError) -> ConfinedResult {
    // Room for the mark on top of the program's own output.
    let process = try await FollowedProcess(
      of: try command(), input: input, time: limits.time,
      outputLimit: max(limits.output, 2 * Self.prefaceLimit))
    var errorOutput = process.errorOutput
    guard let start = errorOutput.head.firstRange(of: Self.mark) else {
      if process.stop != nil {
        return result(of: process, end: process.end, errorOutput: BoundedOutput(limit: 0))
      }
      let words = errorOutput.text.split(separator: "\n").last.map(String.init)
      throw .cannotStart(words ?? "\(process.status)")
    }
    errorOutput.removeFirst(start.upperBound)
    return result(of: process, end: process.end, errorOutput: errorOutput)
  }

  private func result(
    of process: FollowedProcess, end: ConfinedResult.End, errorOutput: BoundedOutput
  ) -> ConfinedResult {
    ConfinedResult(
      end: end, output: process.output.limited(to: limits.output),
      errorOutput: errorOutput.limited(to: limits.output), duration: process.duration)
  }

  /// The command that starts the box and the program in it.
  func command() throws(BoxError) -> ChildProcess.Command {
    let user = ProcessIdentity.unusedUser
    var box = try BubblewrapArguments()
    box.showSystem(folders: readableFolders)
    box.addTemporaryFolder("/dev/shm", size: limits.disk)
    box.addTemporaryFolder("/tmp", size: limits.disk)
    for file in files { try box.add(file) }
    box.close()
    for (name, value) in Self.environment.merging(environment, uniquingKeysWith: { $1 })
      .sorted(by: { $0.key < $1.key })
    {
      box.setVariable(name, value)
    }
    switch calls {
    case .computing: box.filterCalls(try .computing())
    case .contained: box.filterCalls(try .contained())
    }
    let confined =
      try SystemProgram.dropping(to: user) + box.arguments
      + ["/bin/sh", "-c", limitScript, "sh"] + arguments
    return ChildProcess.Command(
      ControlGroup.joining(
        memory: limits.memory.adding(saturating: limits.disk), processes: limits.processes + 4,
        confined),
      environment: ["PATH=/usr/bin:/bin"], contents: box.contents)
  }

  /// Sets limits where they count for this box alone, announces the start, and becomes the program.
  private var limitScript: String {
    let seconds = Int((limits.time / .seconds(1)).rounded(.up)).multiplied(saturatingBy: 4)
    return """
      ulimit -c 0; ulimit -t \(max(1, seconds)); ulimit -v \(max(1, limits.memory >> 10))
      ulimit -f \(max(1, limits.fileSize >> 9)); ulimit -n 256
      ulimit -p \(limits.processes) 2>/dev/null || ulimit -u \(limits.processes)
      echo 'facet: started' >&2
      exec "$@"
      """
  }

  private static let environment = [
    "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "TZ": "UTC",
  ]
}

extension FollowedProcess {
  /// The program's end; bubblewrap reports a signal as the shells do, by 128 and its number.
  var end: ConfinedResult.End {
    switch stop {
    case .timedOut: return .timedOut
    case .exceeded(let bound): return .exceeded(bound)
    case nil: break
    }
    return switch status {
    case .signalled(let number): .signalled(number)
    case .exited(let code): ConfinedResult.End(shellStatus: code)
    }
  }
}

extension ConfinedResult.End {
  /// The end that a shell reports by a number.
  init(shellStatus code: Int32) {
    self = code > 128 && code <= 192 ? .signalled(code - 128) : .exited(code)
  }
}
