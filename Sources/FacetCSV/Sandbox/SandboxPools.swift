internal import FacetPlatform

/// A pool for each CSV file, opened on its first use.
///
/// At most `maximumIdle` idle pools stay open, so that recently used files need no reloading.
package final class SandboxPools: CodeSessions {
  /// A pool with its users, which wait until it is open.
  private struct Entry: Sendable {
    var pool: CodePool?
    var failure: SandboxError?
    var waiters: [CheckedContinuation<Void, Never>] = []
    var users = 0
    var lastUse = 0
  }

  private struct State: Sendable {
    var entries: [CSVSource: Entry] = [:]
    var uses = 0
    var isWindingDown = false
  }

  private static let maximumIdle = 2

  private let options: SandboxOptions
  private let state = Lock(State())

  /// Runs `body` with pools that end with the call.
  ///
  /// - Throws: ``SandboxError`` if something is missing, before any model is paid for code that
  ///   cannot be run; any error of `body`.
  package static func withPools<Result>(
    options: SandboxOptions, _ body: (SandboxPools) async throws -> Result
  ) async throws -> Result {
    let interpreter = try await PythonInterpreter(for: options)
    _ = try SandboxCommand(
      source: CSVSource(path: "/dev/null"), options: options, interpreter: interpreter)
    let pools = SandboxPools(options: options)
    do {
      let result = try await body(pools)
      await pools.end()
      return result
    } catch {
      await pools.end()
      throw error
    }
  }

  private init(options: SandboxOptions) {
    self.options = options
  }

  /// Stops the start of further code and returns the running code; a session that then runs code
  /// gets a `CancellationError`.
  package func windDown() async -> CodeInProgress {
    let pools = state.withLock { state in
      state.isWindingDown = true
      return state.entries.values.compactMap(\.pool)
    }
    var all = CodeInProgress()
    for pool in pools { all.add(await pool.windDown()) }
    return all
  }

  package func withSession<Value: Sendable>(
    on source: CSVSource, _ body: @Sendable (any CodeSession) async throws -> Value
  ) async throws -> Value {
    let pool = try await pool(for: source)
    do {
      let value = try await pool.withSession(body)
      await release(source)
      return value
    } catch {
      await release(source)
      throw error
    }
  }

  private enum Step: Sendable {
    case use(CodePool)
    case open
    case wait
  }

  private func pool(for source: CSVSource) async throws -> CodePool {
    while true {
      try Task.checkCancellation()
      let step = try state.withLock { state -> Step in
        if state.isWindingDown { throw CancellationError() }
        state.uses += 1
        guard var entry = state.entries[source] else {
          state.entries[source] = Entry(users: 1)
          return .open
        }
        if let failure = entry.failure { throw failure }
        guard let pool = entry.pool else { return .wait }
        entry.users += 1
        entry.lastUse = state.uses
        state.entries[source] = entry
        return .use(pool)
      }
      switch step {
      case .use(let pool): return pool
      case .open: return try await open(source)
      case .wait:
        await withCheckedContinuation { continuation in
          let isOpening = state.withLock { state in
            let entry = state.entries[source]
            guard let entry, entry.pool == nil, entry.failure == nil else { return false }
            state.entries[source]?.waiters.append(continuation)
            return true
          }
          if !isOpening { continuation.resume() }
        }
      }
    }
  }

  private func open(_ source: CSVSource) async throws -> CodePool {
    let result: Result<CodePool, SandboxError>
    do {
      result = .success(try await CodePool.opened(for: source, options: options))
    } catch {
      result = .failure(error)
    }
    let isCancelled = Task.isCancelled
    let (waiters, isWindingDown) = state.withLock { state in
      let waiters = state.entries[source]?.waiters ?? []
      state.entries[source]?.waiters = []
      switch result {
      case .success(let pool): state.entries[source]?.pool = pool
      // A cancelled start says nothing about the file.
      case .failure where isCancelled: state.entries[source] = nil
      case .failure(let error): state.entries[source]?.failure = error
      }
      return (waiters, state.isWindingDown)
    }
    // This pool was still opening when all others were wound down.
    if isWindingDown, case .success(let pool) = result { _ = await pool.windDown() }
    for waiter in waiters { waiter.resume() }
    return try result.get()
  }

  /// Returns a pool, and closes the pools that have been idle longest if too many are idle.
  private func release(_ source: CSVSource) async {
    let surplus = state.withLock { state -> [CodePool] in
      state.entries[source]?.users -= 1
      let idle = state.entries.filter { $0.value.users == 0 && $0.value.pool != nil }
        .sorted { $0.value.lastUse < $1.value.lastUse }
      let closed = idle.dropLast(Self.maximumIdle)
      for (source, _) in closed { state.entries[source] = nil }
      return closed.compactMap(\.value.pool)
    }
    for pool in surplus { await pool.end() }
  }

  private func end() async {
    let pools = state.withLock { state in
      defer { state.entries = [:] }
      return state.entries.values.compactMap(\.pool)
    }
    for pool in pools { await pool.end() }
  }
}
