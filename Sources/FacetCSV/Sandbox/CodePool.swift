internal import FacetPlatform

/// Runs Python over one CSV file: the libraries and the table are loaded once, and every session
/// is a fork with a copy of its own.
///
/// Nothing that a session does reaches another one. As many pieces of code run at the same time as
/// ``SandboxOptions/workers`` says; sessions that wait for the next piece cost memory only.
package final class CodePool: Sendable {
  private struct State: Sendable {
    var worker: CodeWorker?
    var isStarting = false
    var waiters: [CheckedContinuation<Void, Never>] = []
    var starts = 0
    var sessions = 0
    var executions = 0
    /// Whether no further code is begun.
    var isWindingDown = false
    /// By session, which of the processes held its variables when it last ran code.
    var homes: [Int: Int] = [:]
  }

  /// A process that ends so often is not started again.
  private static let maximumStarts = 20

  private let source: CSVSource
  private let options: SandboxOptions
  private let interpreter: PythonInterpreter
  private let state = Lock(State())

  /// The table's size as pandas read it.
  package let shape: TableShape

  /// Runs `body` with a pool, which is gone when the call returns.
  ///
  /// - Throws: ``SandboxError`` when something is missing, which it says how to install, or when
  ///   the table cannot be loaded; and what `body` throws.
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

  /// Ends every session and the process; another one is started for the next piece of code.
  func end() async {
    await state.withLock { $0.worker }?.end()
  }

  /// Begins no further code, and returns what runs; what has not begun ends as if it were
  /// cancelled.
  func windDown() async -> CodeInProgress {
    let worker = state.withLock { state in
      state.isWindingDown = true
      return state.worker
    }
    return await worker?.windDown() ?? CodeInProgress()
  }

  /// Runs `body` with a session: a fresh copy of the table, and nothing of any other session.
  ///
  /// Code finds the table as `df`, its path as `csv_path`, `pd`, `np`, `scipy`, `stats`, `sm`, and
  /// the functions `hook` and `submit`; its variables are there for the next piece. After a crash or
  /// a piece that ran too long, the next one starts in a fresh copy, without them.
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

  /// Runs code in a session; what the worker's end cuts short counts as the code's crash.
  ///
  /// - Throws: `CancellationError` for code that was not begun because the pool winds down.
  func execution(of code: String, session: Int) async throws -> CodeExecution {
    let worker = try await livingWorker()
    if state.withLock({ $0.isWindingDown }) { throw CancellationError() }
    let (number, hasMoved) = state.withLock { state in
      state.executions += 1
      let home = state.homes.updateValue(state.starts, forKey: session) ?? state.starts
      return (state.executions, home != state.starts)
    }
    if hasMoved {
      // Its variables went with the process: code that counts on them would seem to be at fault.
      return CodeExecution(failure: .crashed(reason: "the sandbox was started anew"))
    }
    do {
      let execution = try await worker.execution(number, session: session, code: code)
      if execution.endedSession {
        // It is told with this that its variables are gone.
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

  /// The worker, started anew by the first who finds it ended; others wait meanwhile.
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
      return .failure(SandboxError.ended("it did so \(starts) times"))
    }
    do throws(SandboxError) {
      return .success(try await Self.start(source, options, interpreter))
    } catch {
      return .failure(error)
    }
  }
}
