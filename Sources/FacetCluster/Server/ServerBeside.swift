package import FacetPlatform

/// A model server that runs beside a shard, in a process group of its own.
package final class ServerBeside: Sendable {
  fileprivate struct State {
    /// The last lines of both outputs.
    var lines: [String] = []
    var partial: [UInt8] = []
    var status: ChildProcess.ExitStatus?
    var isEnding = false
  }

  /// The lines that are shown when it fails.
  package static let shownLines = 40
  /// The longest line that is kept.
  fileprivate static let longestLine = 2000

  package let port: Int
  private let process: ChildProcess
  private let state: SharedState

  /// What the thread that follows the program shares with the owner.
  private final class SharedState: Sendable {
    let lock = Lock(State())
    let log: AppendingFile
    let onEnd: @Sendable (ChildProcess.ExitStatus) -> Void

    init(log: AppendingFile, onEnd: @escaping @Sendable (ChildProcess.ExitStatus) -> Void) {
      self.log = log
      self.onEnd = onEnd
    }

    func take(_ event: ChildProcess.Event) {
      switch event {
      case .output(let bytes), .errorOutput(let bytes):
        try? log.append(bytes)
        lock.withLock { $0.add(bytes) }
      case .ended(let status):
        let wasExpected = lock.withLock { state in
          state.status = status
          return state.isEnding
        }
        if !wasExpected { onEnd(status) }
      }
    }
  }

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - command: For bash. `{port}` stands for the port; without it, `--port` is added.
  ///   - folder: For its log and the number of its process group.
  ///   - onEnd: Called if it ends before ``end()``.
  /// - Throws: ``SystemError`` if it cannot be started.
  package init(
    _ command: String, environment: [String: String], folder: String,
    onEnd: @escaping @Sendable (ChildProcess.ExitStatus) -> Void
  ) throws(SystemError) {
    port = try FreePort.next()
    try FileSystem.makeDirectories(folder)
    state = SharedState(log: try AppendingFile(path: folder + "/server.log"), onEnd: onEnd)
    let line = Self.line(command, port: port)
    try state.log.append(Array("$ \(line)\n".utf8))
    var variables = environment
    variables["FACET_SERVER_PORT"] = "\(port)"
    process = try ChildProcess(
      ChildProcess.Command(
        ["/bin/bash", "-c", line], environment: variables.map { "\($0.key)=\($0.value)" })
    ) { [state] event in state.take(event) }
    process.closeInput()
    groupFile = folder + "/server.pid"
    if let id = process.processID {
      FileSystem.remove(groupFile)
      _ = try FileSystem.create(groupFile, contents: Array("\(id)\n".utf8))
    }
  }

  private let groupFile: String

  static func line(_ command: String, port: Int) -> String {
    command.contains("{port}")
      ? command.replacing("{port}", with: "\(port)") : command + " --port \(port)"
  }

  /// How it ended; `nil` while it runs.
  package var status: ChildProcess.ExitStatus? { state.lock.withLock { $0.status } }

  /// The last lines that it wrote.
  package var lastLines: [String] {
    state.lock.withLock { state in
      let last = String(decoding: state.partial, as: UTF8.self)
      return state.lines.suffix(Self.shownLines - (last.isEmpty ? 0 : 1))
        + (last.isEmpty ? [] : [last])
    }
  }

  /// Ends it and everything that it started: asked first, then at once.
  package func end() async {
    state.lock.withLock { $0.isEnding = true }
    process.terminate()
    let deadline = ContinuousClock.now + .seconds(10)
    while status == nil, ContinuousClock.now < deadline {
      try? await ContinuousClock().sleep(for: .milliseconds(20))
      if Task.isCancelled { break }
    }
    process.kill()
    FileSystem.remove(groupFile)
  }
}

extension ServerBeside.State {
  fileprivate mutating func add(_ bytes: [UInt8]) {
    partial += bytes
    var pieces = partial.split(separator: 0x0A, omittingEmptySubsequences: false)
    partial = Array(pieces.removeLast().suffix(ServerBeside.longestLine))
    lines += pieces.suffix(ServerBeside.shownLines).map { piece in
      String(decoding: piece.prefix(ServerBeside.longestLine), as: UTF8.self)
    }
    lines.removeFirst(max(0, lines.count - ServerBeside.shownLines))
  }
}
