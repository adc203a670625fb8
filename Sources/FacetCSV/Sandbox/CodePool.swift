internal import FacetPlatform

/// Runs Python on one CSV file: the libraries and the table are loaded once, and every session is a
/// fork with its own copy.
///
/// Sessions are isolated from each other. ``SandboxOptions/workers`` limits the pieces of code that
/// run at the same time; a waiting session only costs memory.
package final class CodePool: Sendable {
  private struct State: Sendable {
    var worker: CodeWorker?
    var isStarting = false
    var waiters: [CheckedContinuation<Void, Never>] = []
    var starts = 0
    var sessions = 0
    var executions = 0
    /// Whether the start of further code is refused.
    var isWindingDown = false
    /// By session, the number of the process that held its variables when it last ran code.
    var homes: [Int: Int] = [:]
  }

  /// The most restarts of the process.
  private static let maximumStarts = 20

  private let source: CSVSource
  private let options: SandboxOptions
  private let interpreter: PythonInterpreter
  private let state = Lock(State())

  /// The table's size as pandas read it.
  package let shape: TableShape

  /// Runs `body` with a pool that ends with the call.
  ///
  /// - Throws: ``SandboxError`` that says how to install a missing component or why the table
  ///   cannot be loaded; any error of `body`.
  package static func withPool<Result>(
    for source: CSVSource, options: SandboxOptions,
    _ body: (CodePool) async throws -> Result
  ) async throws -> Result {
    let pool = try await opened(for: source, options: options)
    do {
      let result = try await body(pool)
      await pool.end()
      return result
    } catch {
      await pool.end()
      throw error
    }
  }

  /// A pool that lasts until ``end()``.
  static func opened(
    for source: CSVSource, options: SandboxOptions
  ) async throws(SandboxError) -> CodePool {
    let interpreter = try await PythonInterpreter(for: options)
    let worker = try await start(source, options, interpreter)
    return CodePool(source: source, options: options, interpreter: interpreter, worker: worker)
  }

  private init(
    source: CSVSource, options: SandboxOptions, interpreter: PythonInterpreter,
    worker: CodeWorker
  ) {
    self.source = source
    self.options = options
    self.interpreter = interpreter
    shape = worker.shape ?? TableShape(rows: 0, columns: 0)
    state.withLock { $0.worker = worker }
  }

  private static func start(
    _ source: CSVSource, _ options: SandboxOptions, _ interpreter: PythonInterpreter
  ) async throws(SandboxError) -> CodeWorker {
    let command = try SandboxCommand(source: source, options: options, interpreter: interpreter)
    let worker = try CodeWorker(command: command, options: options)
    do {
      try await worker.waitUntilReady()
    } catch {
      await worker.end()
      throw error
    }
    return worker
  }

  /// Ends every session and the process; the next piece of code starts another process.
  func end() async {
    await state.withLock { $0.worker }?.end()
  }

  /// Stops the start of further code and returns the running code; waiting code ends as if
  /// cancelled.
  func windDown() async -> CodeInProgress {
    let worker = state.withLock { state in
      state.isWindingDown = true
      return state.worker
    }
    return await worker?.windDown() ?? CodeInProgress()
  }

  /// Runs `body` with a new session, which has a fresh copy of the table.
  ///
  /// Code has the table as `df`, its path as `csv_path`, `pd`, `np`, `scipy`, `stats`, `sm`, and
  /// the functions `hook` and `submit`; its variables persist for the next piece. After a crash or
  /// a timeout, the next piece starts in a fresh copy without them.
  package func withSession<Result>(
    _ body: (any CodeSession) async throws -> Result
  ) async throws -> Result {
    let number = state.withLock { state in
      state.sessions += 1
      return state.sessions
    }
    let session = PooledSession(pool: self, number: number)
    defer {
      let worker = state.withLock { state in
        state.homes[number] = nil
        return state.worker
      }
      worker?.endSession(number)
    }
    return try await body(session)
  }

  /// Runs code in a session; code interrupted by the end of the worker counts as crashed.
  ///
  /// - Throws: `CancellationError` for code not started because the pool is winding down.
  func execution(of code: String, session: Int) async throws -> CodeExecution {
    let worker = try await livingWorker()
    if state.withLock({ $0.isWindingDown }) { throw CancellationError() }
    let (number, hasMoved) = state.withLock { state in
      state.executions += 1
      let home = state.homes.updateValue(state.starts, forKey: session) ?? state.starts
      return (state.executions, home != state.starts)
    }
    if hasMoved {
      // The session's variables ended with the process; code that needs them would fail for no
      // fault of its own.
      return CodeExecution(failure: .crashed(reason: "the sandbox was restarted"))
    }
    do {
      let execution = try await worker.execution(number, session: session, code: code)
      if execution.endedSession {
        // This result already reports that the variables are lost.
        state.withLock { $0.homes[session] = nil }
        worker.endSession(session)
      }
      return execution
    } catch let error as SandboxError where error.isGivenUp {
      throw CancellationError()
    } catch let error as SandboxError where error.isEnd {
      state.withLock { $0.homes[session] = nil }
      return CodeExecution(failure: .crashed(reason: error.description))
    }
  }

  /// The worker; the first caller that finds it ended restarts it while others wait.
  private func livingWorker() async throws -> CodeWorker {
    while true {
      try Task.checkCancellation()
      let (worker, starts) = state.withLock { state -> (CodeWorker?, Bool) in
        if let worker = state.worker, worker.isAlive { return (worker, false) }
        if state.isStarting { return (nil, false) }
        state.isStarting = true
        state.starts += 1
        return (nil, true)
      }
      if let worker { return worker }
      if starts { return try await restartedWorker() }
      await withCheckedContinuation { continuation in
        let isStarting = state.withLock { state in
          if state.isStarting { state.waiters.append(continuation) }
          return state.isStarting
        }
        if !isStarting { continuation.resume() }
      }
    }
  }

  private func restartedWorker() async throws -> CodeWorker {
    let (ended, starts) = state.withLock { ($0.worker, $0.starts) }
    await ended?.end()
    let started = await startedAnew(starts)
    let waiters = state.withLock { state in
      state.isStarting = false
      if case .success(let worker) = started { state.worker = worker }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
    return try started.get()
  }

  private func startedAnew(_ starts: Int) async -> Result<CodeWorker, SandboxError> {
    guard starts <= Self.maximumStarts else {
      return .failure(SandboxError.ended("it ended \(starts) times"))
    }
    do throws(SandboxError) {
      return .success(try await Self.start(source, options, interpreter))
    } catch {
      return .failure(error)
    }
  }
}
