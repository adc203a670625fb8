internal import CCurl
internal import FacetPlatform
internal import Glibc
internal import Synchronization

/// What is asked of the loop, by other threads and by the jobs that it runs itself; the only thing
/// that other threads share with it.
///
/// Whoever puts something in wakes the loop only when it is waiting and nobody has woken it yet.
/// The loop's own thread, from which nearly everything comes, takes no lock: it would meet the
/// other threads there.
final class LoopMailbox: @unchecked Sendable {
  // `@unchecked Sendable`: `own` and `hasEnded` are touched by the loop's thread alone, which
  // `isOnLoop` tells; everything else is constant or locked.

  enum Message: Sendable {
    case submit(PendingCall)
    case cancel(PendingCall)
  }

  /// What has come in since the loop last looked, in order.
  struct Contents: Sendable {
    var messages: [Message] = []
    var jobs: [UnownedJob] = []
    var isStopping = false

    var isEmpty: Bool { messages.isEmpty && jobs.isEmpty && !isStopping }
  }

  private struct State: Sendable {
    var contents = Contents()
    var loopIsWaiting = false
    var loopHasEnded = false

    /// Whether the loop must be woken; says so once for each wait.
    mutating func takeWake() -> Bool {
      defer { loopIsWaiting = false }
      return loopIsWaiting
    }
  }

  private let state = Lock(State())
  /// The loop's thread, once it has begun.
  private let loopThread = Atomic<UInt>(0)
  /// What the loop's own thread has put in.
  private var own = Contents()
  private var hasEnded = false
  /// The eventfd that ends the loop's wait.
  let eventDescriptor: Int32

  init() {
    eventDescriptor = ccurl_eventfd_create()
    precondition(eventDescriptor >= 0, "an eventfd can be made while descriptors are left")
  }

  deinit {
    close(eventDescriptor)
  }

  /// Makes the calling thread the loop's.
  func begin() {
    loopThread.store(pthread_self(), ordering: .releasing)
  }

  private var isOnLoop: Bool { loopThread.load(ordering: .acquiring) == pthread_self() }

  /// Puts a call in; `false` when the loop takes no more.
  func submit(_ call: PendingCall) -> Bool {
    if isOnLoop {
      if !hasEnded { own.messages.append(.submit(call)) }
      return !hasEnded
    }
    let (isAccepted, mustWake) = state.withLock { state in
      if state.loopHasEnded { return (false, false) }
      state.contents.messages.append(.submit(call))
      return (true, state.takeWake())
    }
    if mustWake { wake() }
    return isAccepted
  }

  func cancel(_ call: PendingCall) {
    if isOnLoop {
      if !hasEnded { own.messages.append(.cancel(call)) }
      return
    }
    let mustWake = state.withLock { state in
      if state.loopHasEnded { return false }
      state.contents.messages.append(.cancel(call))
      return state.takeWake()
    }
    if mustWake { wake() }
  }

  /// Puts a job in; `false` when the loop runs no more of them.
  func enqueue(_ job: UnownedJob) -> Bool {
    if isOnLoop {
      if !hasEnded { own.jobs.append(job) }
      return !hasEnded
    }
    let (isAccepted, mustWake) = state.withLock { state in
      if state.loopHasEnded { return (false, false) }
      state.contents.jobs.append(job)
      return (true, state.takeWake())
    }
    if mustWake { wake() }
    return isAccepted
  }

  /// Asks the loop to end every transfer and then itself.
  func stop() {
    let mustWake = state.withLock { state in
      state.contents.isStopping = true
      return state.takeWake()
    }
    if mustWake { wake() }
  }

  /// Moves what has come in to `contents`, whose storage is used for what comes next.
  func take(into contents: inout Contents) {
    contents.messages.removeAll(keepingCapacity: true)
    contents.jobs.removeAll(keepingCapacity: true)
    swap(&own.messages, &contents.messages)
    swap(&own.jobs, &contents.jobs)
    state.withLock { state in
      state.loopIsWaiting = false
      contents.isStopping = state.contents.isStopping
      contents.messages.append(contentsOf: state.contents.messages)
      contents.jobs.append(contentsOf: state.contents.jobs)
      state.contents.messages.removeAll(keepingCapacity: true)
      state.contents.jobs.removeAll(keepingCapacity: true)
    }
  }

  /// Whether the loop may wait: nothing is there, and whatever comes will wake it.
  func prepareToWait() -> Bool {
    guard own.isEmpty else { return false }
    return state.withLock { state in
      state.loopIsWaiting =
        state.contents.messages.isEmpty && state.contents.jobs.isEmpty
        && !state.contents.isStopping
      return state.loopIsWaiting
    }
  }

  /// Closes the mailbox for good and returns what was still in it.
  func close() -> Contents {
    hasEnded = true
    var rest = own
    own = Contents()
    state.withLock { state in
      state.loopHasEnded = true
      rest.messages += state.contents.messages
      rest.jobs += state.contents.jobs
      state.contents = Contents()
    }
    return rest
  }

  private func wake() {
    var one: UInt64 = 1
    _ = unsafe write(eventDescriptor, &one, MemoryLayout<UInt64>.size)
  }

  private func close(_ descriptor: Int32) {
    _ = Glibc.close(descriptor)
  }
}
