@unsafe @preconcurrency internal import Dispatch
internal import FacetPlatform

/// The queue of records to write: any task adds records, one thread commits them in groups.
///
/// A commit begins when a full group waits, or 10 ms after the previous one: a commit costs as much
/// processor time as many of its records.
final class CommitQueue: Sendable {
  enum Job: Sendable {
    case completion(QueuedCompletion)
    indirect case attempt(LedgerAttempt)
    indirect case failure(LedgerFailure, FailureWaiter)
    case scores([LedgerScore])
    /// Other work that runs between transactions, even after a failure.
    case work(@Sendable () -> Void)

    typealias FailureWaiter = CheckedContinuation<Result<Void, LedgerError>, Never>
  }

  /// A completion and its waiting caller; a class, so that it is not copied on its way to the file.
  final class QueuedCompletion: Sendable {
    typealias Waiter = CheckedContinuation<Result<LedgerCompletion?, LedgerError>, Never>

    let record: LedgerCompletion
    /// The body of an unreadable completion that this one replaces.
    let unreadable: [UInt8]?
    let waiter: Waiter

    init(_ record: LedgerCompletion, replacing unreadable: [UInt8]?, waiter: Waiter) {
      self.record = record
      self.unreadable = unreadable
      self.waiter = waiter
    }
  }

  /// The content of one transaction.
  struct Batch: Sendable {
    var jobs: [Job]
    var counters: [Int64: SessionCounters]
    var calibrations: [LedgerCalibration]
  }

  private struct State {
    var waiting: [Job] = []
    var counters: [Int64: SessionCounters] = [:]
    var calibrations: [LedgerCalibration] = []
    /// Completions that were added but not committed yet.
    var uncommitted: [LedgerKey: QueuedCompletion] = [:]
    var isScheduled = false
    /// Whether the writing thread is waiting for more records.
    var isGathering = false
    /// The error that ended the writing for good.
    var failure: LedgerError?
  }

  private static let batchSize = 1000
  /// How long to gather records for a commit.
  private static let gatheringTime = DispatchTimeInterval.milliseconds(10)

  /// The number of records that triggers a commit at once.
  private let groupSize: Int
  private let gathered = DispatchSemaphore(value: 0)
  private let state = Lock(State())
  private let thread = DispatchQueue(label: "facet.ledger.writer", qos: .userInitiated)
  private let writer: BatchWriter

  init(writer: BatchWriter, groupSize: Int) {
    self.writer = writer
    self.groupSize = groupSize
  }

  /// The error that ended the writing for good, such as a full device.
  var failure: LedgerError? { state.withLock { $0.failure } }

  /// A completion that was added and may not be committed yet.
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

  /// Replaces a session's counters with later ones.
  func set(_ counters: SessionCounters, of session: Int64) {
    state.withLock { state in
      guard state.failure == nil else { return }
      state.counters[session] = counters
      schedule(&state)
    }
  }

  /// Replaces a run's calibrations with later ones.
  func set(_ calibrations: [LedgerCalibration]) {
    state.withLock { state in
      guard state.failure == nil else { return }
      state.calibrations = calibrations
      schedule(&state)
    }
  }

  /// Runs on the writing thread, after everything added before it.
  func perform<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async -> Result<Value, any Error> {
    await withCheckedContinuation { continuation in
      add(.work { continuation.resume(returning: Result { try work() }) })
    }
  }

  /// Makes everything added from now on fail.
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

  /// Waits briefly until enough records for a commit have been added.
  ///
  /// This delays nobody: a request's slot is free while its response waits to be stored.
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
    // A signal at the end of this wait must not end the next one.
    if wasInTime { _ = gathered.wait(timeout: .now()) }
  }

  private func commit(_ batch: Batch) {
    do throws(LedgerError) {
      let earlier = try writer.write(batch)
      forget(batch)
      Self.resume(batch.jobs, earlier)
    } catch {
      guard error.kind == .record, batch.jobs.count > 1 else { return fail(batch, error) }
      // One of them does not fit: write each separately, so that the others are not lost with it.
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

  /// The waiting records up to the first work among them, or that work.
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

  /// A locked file may become free, and a record that does not fit is one of many; any other error
  /// ends the writing.
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
      case .attempt, .scores, .work: break
      }
    }
  }

  private static func fail(_ jobs: some Sequence<Job>, _ error: LedgerError) {
    for job in jobs {
      switch job {
      case .completion(let completion): completion.waiter.resume(returning: .failure(error))
      case .failure(_, let waiter): waiter.resume(returning: .failure(error))
      case .attempt, .scores, .work: break
      }
    }
  }
}

extension CommitQueue.Job {
  fileprivate var isWork: Bool {
    if case .work = self { true } else { false }
  }
}
