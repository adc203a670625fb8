@unsafe @preconcurrency internal import Dispatch
internal import FacetPlatform

/// What waits to be written: records come in from any task, one thread commits them in groups.
///
/// A commit begins when as many records wait as are worth one, or 10 ms after the one before it: it
/// takes as much time of the processor as many records do in it.
final class CommitQueue: Sendable {
  enum Job: Sendable {
    case completion(QueuedCompletion)
    indirect case attempt(LedgerAttempt)
    indirect case failure(LedgerFailure, FailureWaiter)
    /// Anything else that has its turn between transactions; it runs after a failure too.
    case work(@Sendable () -> Void)

    typealias FailureWaiter = CheckedContinuation<Result<Void, LedgerError>, Never>
  }

  /// A completion and who waits for it: not copied on its way from the caller to the file.
  final class QueuedCompletion: Sendable {
    typealias Waiter = CheckedContinuation<Result<LedgerCompletion?, LedgerError>, Never>

    let record: LedgerCompletion
    /// The body of one that cannot be read any more, whose place it takes.
    let unreadable: [UInt8]?
    let waiter: Waiter

    init(_ record: LedgerCompletion, replacing unreadable: [UInt8]?, waiter: Waiter) {
      self.record = record
      self.unreadable = unreadable
      self.waiter = waiter
    }
  }

  /// What one transaction writes.
  struct Batch: Sendable {
    var jobs: [Job]
    var counters: [Int64: SessionCounters]
    var calibrations: [LedgerCalibration]
  }

  private struct State {
    var waiting: [Job] = []
    var counters: [Int64: SessionCounters] = [:]
    var calibrations: [LedgerCalibration] = []
    /// Completions that came in and are not committed yet.
    var uncommitted: [LedgerKey: QueuedCompletion] = [:]
    var isScheduled = false
    /// Whether the writing thread waits for more records.
    var isGathering = false
    /// What ended the writing for good.
    var failure: LedgerError?
  }

  private static let batchSize = 1000
  /// How long records are gathered for a commit.
  private static let gatheringTime = DispatchTimeInterval.milliseconds(10)

  /// How many records are worth a commit by themselves.
  private let groupSize: Int
  private let gathered = DispatchSemaphore(value: 0)
  private let state = Lock(State())
  private let thread = DispatchQueue(label: "facet.ledger.writer", qos: .userInitiated)
  private let writer: BatchWriter

  init(writer: BatchWriter, groupSize: Int) {
    self.writer = writer
    self.groupSize = groupSize
  }

  /// What ended the writing for good, such as a full device.
  var failure: LedgerError? { state.withLock { $0.failure } }

  /// A completion that came in and may not be committed yet.
  func uncommitted(_ key: LedgerKey) -> LedgerCompletion? {
    state.withLock { $0.uncommitted[key] }?.record
  }

  func add(_ job: Job) {
    let failure = state.withLock { (state) -> LedgerError? in
      if let failure = state.failure, !job.isWork { return failure }
      if case .completion(let completion) = job {
        let key = completion.record.key
        if state.uncommitted[key] == nil { state.uncommitted[key] = completion }
      }
      state.waiting.append(job)
      schedule(&state)
      if state.isGathering, state.waiting.count >= groupSize || job.isWork {
        state.isGathering = false
        gathered.signal()
      }
      return nil
    }
    if let failure { Self.fail(CollectionOfOne(job), failure) }
  }

  /// Replaces a session's counters by later ones.
  func set(_ counters: SessionCounters, of session: Int64) {
    state.withLock { state in
      guard state.failure == nil else { return }
      state.counters[session] = counters
      schedule(&state)
    }
  }

  /// Replaces what a run has taught by what it has taught since.
  func set(_ calibrations: [LedgerCalibration]) {
    state.withLock { state in
      guard state.failure == nil else { return }
      state.calibrations = calibrations
      schedule(&state)
    }
  }

  /// Runs on the writing thread, after everything that was added before.
  func perform<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async -> Result<Value, any Error> {
    await withCheckedContinuation { continuation in
      add(.work { continuation.resume(returning: Result { try work() }) })
    }
  }

  /// Has everything that is added from now on fail.
  func close(with error: LedgerError) {
    state.withLock { $0.failure = $0.failure ?? error }
  }

  private func schedule(_ state: inout State) {
    if state.isScheduled { return }
    state.isScheduled = true
    thread.async { self.drain() }
  }

  private func drain() {
    gather()
    while let next = state.withLock({ Self.next(&$0) }) {
      switch next {
      case .work(let work): work()
      case .batch(let batch):
        commit(batch)
        gather()
      }
    }
  }

  /// Waits until as many records have come in as are worth a commit, and not long.
  ///
  /// Nobody is held up by it: a request's slot is free while its response waits to be kept.
  private func gather() {
    let mayWait = state.withLock { state in
      let mayWait =
        !state.waiting.isEmpty && state.waiting.count < groupSize
        && !state.waiting.contains(where: \.isWork)
      state.isGathering = mayWait
      return mayWait
    }
    guard mayWait else { return }
    _ = gathered.wait(timeout: .now() + Self.gatheringTime)
    let wasInTime = state.withLock { state in
      defer { state.isGathering = false }
      return !state.isGathering
    }
    // A signal that came as the wait ended is not left for the next one.
    if wasInTime { _ = gathered.wait(timeout: .now()) }
  }

  private func commit(_ batch: Batch) {
    do throws(LedgerError) {
      let earlier = try writer.write(batch)
      forget(batch)
      Self.resume(batch.jobs, earlier)
    } catch {
      guard error.kind == .record, batch.jobs.count > 1 else { return fail(batch, error) }
      // One of them does not fit: each by itself, lest the others be lost with it.
      for (index, job) in batch.jobs.enumerated() {
        let isLast = index == batch.jobs.count - 1
        commit(
          Batch(
            jobs: [job], counters: isLast ? batch.counters : [:],
            calibrations: isLast ? batch.calibrations : []))
      }
    }
  }

  private enum Next {
    case batch(Batch)
    case work(@Sendable () -> Void)
  }

  /// The records that wait, up to the first work among them, or that work.
  private static func next(_ state: inout State) -> Next? {
    let isIdle = state.counters.isEmpty && state.calibrations.isEmpty
    if case .work(let work) = state.waiting.first, isIdle {
      state.waiting.removeFirst()
      return .work(work)
    }
    guard !state.waiting.isEmpty || !isIdle else {
      state.isScheduled = false
      return nil
    }
    var jobs: [Job] = []
    let count = state.waiting.firstIndex(where: \.isWork) ?? state.waiting.count
    if count == state.waiting.count, count <= batchSize {
      swap(&jobs, &state.waiting)
    } else {
      jobs = Array(state.waiting.prefix(min(count, batchSize)))
      state.waiting.removeFirst(jobs.count)
    }
    defer {
      state.counters = [:]
      state.calibrations = []
    }
    return .batch(
      Batch(jobs: jobs, counters: state.counters, calibrations: state.calibrations))
  }

  private func forget(_ batch: Batch) {
    state.withLock { state in
      for case .completion(let completion) in batch.jobs {
        state.uncommitted[completion.record.key] = nil
      }
    }
  }

  /// A locked file may be free later, and a record that does not fit is one of many; every other
  /// error ends the writing.
  private func fail(_ batch: Batch, _ error: LedgerError) {
    forget(batch)
    var failed = batch.jobs
    switch error.kind {
    case .locked, .record: return Self.fail(failed, error)
    default: break
    }
    failed += state.withLock { state in
      state.failure = error
      state.uncommitted = [:]
      state.counters = [:]
      state.calibrations = []
      defer { state.waiting.removeAll { !$0.isWork } }
      return state.waiting.filter { !$0.isWork }
    }
    Self.fail(failed, error)
  }

  private static func resume(_ jobs: [Job], _ earlier: [LedgerCompletion?]) {
    for (job, earlier) in zip(jobs, earlier) {
      switch job {
      case .completion(let completion): completion.waiter.resume(returning: .success(earlier))
      case .failure(_, let waiter): waiter.resume(returning: .success(()))
      case .attempt, .work: break
      }
    }
  }

  private static func fail(_ jobs: some Sequence<Job>, _ error: LedgerError) {
    for job in jobs {
      switch job {
      case .completion(let completion): completion.waiter.resume(returning: .failure(error))
      case .failure(_, let waiter): waiter.resume(returning: .failure(error))
      case .attempt, .work: break
      }
    }
  }
}

extension CommitQueue.Job {
  fileprivate var isWork: Bool {
    if case .work = self { true } else { false }
  }
}
