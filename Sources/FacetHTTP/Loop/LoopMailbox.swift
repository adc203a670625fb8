internal import CCurl
internal import FacetPlatform
internal import Glibc
internal import Synchronization

/// Requests to the loop, from other threads and from the jobs that it runs itself; the only state
/// that it shares with other threads.
///
/// A sender wakes the loop only if it is waiting and has not been woken yet. The loop's own thread,
/// which sends nearly everything, takes no lock: it would contend with the other threads.
final class LoopMailbox: @unchecked Sendable {
  // `@unchecked Sendable`: only the loop's thread, which `isOnLoop` identifies, touches `own` and
  // `hasEnded`; everything else is constant or locked.

  enum Message: Sendable {
    case submit(PendingCall)
    case cancel(PendingCall)
  }

  /// The requests since the loop's last look, in order.
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

    /// Whether the loop must be woken; true once for each wait.
    mutating func takeWake() -> Bool {
      defer { loopIsWaiting = false }
      return loopIsWaiting
    }
  }

  private let state = Lock(State())
  /// The loop's thread, once it has begun.
  private let loopThread = Atomic<UInt>(0)
  /// The requests of the loop's own thread.
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

  /// Makes the calling thread the loop's thread.
  func begin() {
    loopThread.store(pthread_self(), ordering: .releasing)
  }

  private var isOnLoop: Bool { loopThread.load(ordering: .acquiring) == pthread_self() }

  /// Submits a call; `false` if the loop accepts no more.
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

  /// Adds a job; `false` if the loop runs no more jobs.
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

  /// Asks the loop to end every transfer and then stop.
  func stop() {
    let mustWake = state.withLock { state in
      state.contents.isStopping = true
      return state.takeWake()
    }
    if mustWake { wake() }
  }

  /// Moves the requests to `contents`, and reuses its storage for later ones.
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

  /// Whether the loop may wait: nothing is pending, and any new request will wake it.
  func prepareToWait() -> Bool {
    guard own.isEmpty else { return false }
    return state.withLock { state in
      state.loopIsWaiting =
        state.contents.messages.isEmpty && state.contents.jobs.isEmpty
        && !state.contents.isStopping
      return state.loopIsWaiting
    }
  }

  /// Closes the mailbox for good and returns its remaining contents.
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
