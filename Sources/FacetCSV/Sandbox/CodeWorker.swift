internal import FacetJSON
internal import FacetPlatform

/// A supervisor process, and the continuations that wait for its answers.
final class CodeWorker: Sendable {
  private struct State: Sendable {
    var received: [UInt8] = []
    var errorOutput: [UInt8] = []
    var shape: TableShape?
    var readiness: CheckedContinuation<Result<Void, SandboxError>, Never>?
    var executions: [Int: CheckedContinuation<Result<CodeExecution, SandboxError>, Never>] = [:]
    var windDowns: [CheckedContinuation<CodeInProgress, Never>] = []
    /// Why no further answers will come.
    var end: SandboxError?
    var ending: CheckedContinuation<Void, Never>?
    var hasEnded = false
  }

  private let state: Lock<State>
  private let process: ChildProcess
  private let options: SandboxOptions

  /// Starts the process, which loads the table, and sends its settings.
  init(command: SandboxCommand, options: SandboxOptions) throws(SandboxError) {
    let state = Lock(State())
    self.state = state
    self.options = options
    do throws(SystemError) {
      process = try ChildProcess(command.command) { event in
        Self.take(event, into: state, options: options)
      }
    } catch {
      throw .cannotStart(error.description)
    }
    process.send(command.settings)
  }

  var isAlive: Bool { state.withLock { $0.end == nil } }

  /// The table's size, once loaded.
  var shape: TableShape? { state.withLock { $0.shape } }

  /// Returns once the table is loaded.
  ///
  /// - Throws: ``SandboxError`` that says why loading failed.
  func waitUntilReady() async throws(SandboxError) {
    let result: Result<Void, SandboxError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known: Result<Void, SandboxError>? = state.withLock { state in
          if let end = state.end { return .failure(end) }
          if state.shape != nil { return .success(()) }
          state.readiness = continuation
          return nil
        }
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      process.kill()
    }
    try result.get()
  }

  /// Runs code in a session, which is started if it does not exist yet.
  func execution(
    _ number: Int, session: Int, code: String
  ) async throws -> CodeExecution {
    let result: Result<CodeExecution, SandboxError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let end = state.withLock { state in
          if state.end == nil { state.executions[number] = continuation }
          return state.end
        }
        if let end {
          continuation.resume(returning: .failure(end))
        } else {
          send([
            "session": .number(JSONNumber(session)), "execution": .number(JSONNumber(number)),
            "code": .string(code),
          ])
          if Task.isCancelled { abandon(number, session: session) }
        }
      }
    } onCancel: {
      abandon(number, session: session)
    }
    try Task.checkCancellation()
    return try result.get()
  }

  private func abandon(_ number: Int, session: Int) {
    endSession(session)
    let waiter = state.withLock { $0.executions.removeValue(forKey: number) }
    waiter?.resume(returning: .failure(.ended("the run was stopped")))
  }

  /// Discards code that has not started, and returns the running code.
  func windDown() async -> CodeInProgress {
    await withCheckedContinuation { continuation in
      let hasEnded = state.withLock { state in
        if state.end == nil { state.windDowns.append(continuation) }
        return state.end != nil
      }
      if hasEnded {
        continuation.resume(returning: CodeInProgress())
      } else {
        send(["wind_down": true])
      }
    }
  }

  /// Ends a session and all its processes.
  func endSession(_ session: Int) {
    send(["session": .number(JSONNumber(session))])
  }

  /// Ends the process and returns once it has exited.
  func end() async {
    process.closeInput()
    process.kill()
    await withCheckedContinuation { continuation in
      let hasEnded = state.withLock { state in
        if !state.hasEnded { state.ending = continuation }
        return state.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }

  private func send(_ request: JSONValue) {
    process.send(request.bytes() + [UInt8(ascii: "\n")])
  }

  // MARK: On the thread that reads from the process

  private static func take(
    _ event: ChildProcess.Event, into state: Lock<State>, options: SandboxOptions
  ) {
    switch event {
    case .errorOutput(let bytes):
      state.withLock { $0.errorOutput = ($0.errorOutput + bytes).suffix(4096) }
    case .output(let bytes):
      state.withLock { $0.received += bytes }
      takeAnswers(of: state, options: options)
    case .ended(let status):
      let words = state.withLock { String(decoding: $0.errorOutput, as: UTF8.self) }
      let reason = words.split(separator: "\n").last.map(String.init) ?? "\(status)"
      fail(state, .ended(reason))
      let ending = state.withLock { state in
        state.hasEnded = true
        defer { state.ending = nil }
        return state.ending
      }
      ending?.resume()
    }
  }

  private static func takeAnswers(of state: Lock<State>, options: SandboxOptions) {
    do throws(SandboxError) {
      while let answer = try state.withLock({ (state) throws(SandboxError) in
        try WorkerAnswer(takenFrom: &state.received)
      }) {
        if let number = answer.execution {
          let waiter = state.withLock { $0.executions.removeValue(forKey: number) }
          waiter?.resume(returning: answer.result(options: options))
        } else if let running = answer.codeInProgress {
          let waiters = state.withLock { state in
            defer { state.windDowns = [] }
            return state.windDowns
          }
          for waiter in waiters { waiter.resume(returning: running) }
        } else if let reason = answer.header["failed"]?.string {
          fail(state, .cannotStart(reason))
        } else if let ready = answer.header["ready"] {
          let shape = TableShape(
            rows: ready["rows"]?.int ?? 0, columns: ready["columns"]?.int ?? 0)
          let waiter = state.withLock { state in
            state.shape = shape
            defer { state.readiness = nil }
            return state.readiness
          }
          waiter?.resume(returning: .success(()))
        }
      }
    } catch {
      fail(state, error)
    }
  }

  private static func fail(_ state: Lock<State>, _ error: SandboxError) {
    let (readiness, executions, windDowns) = state.withLock { state in
      if state.end == nil { state.end = error }
      defer {
        state.readiness = nil
        state.executions = [:]
        state.windDowns = []
      }
      return (state.readiness, state.executions.values, state.windDowns)
    }
    readiness?.resume(returning: .failure(error))
    for waiter in windDowns { waiter.resume(returning: CodeInProgress()) }
    for waiter in executions { waiter.resume(returning: .failure(error)) }
  }
}
