internal import CCurl
internal import FacetPlatform
internal import Glibc

/// What other threads ask of the loop; the only thing they share with it.
///
/// Whoever puts something in wakes the loop only when it is waiting and nobody has woken it yet.
/// The loop's own thread never waits while it puts something in, so it never pays for a wake.
final class LoopMailbox: Sendable {
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
  /// The eventfd that ends the loop's wait.
  let eventDescriptor: Int32

  init() {
    eventDescriptor = ccurl_eventfd_create()
    precondition(eventDescriptor >= 0, "an eventfd can be made while descriptors are left")
  }

  deinit {
    close(eventDescriptor)
  }

  /// Puts a call in; `false` when the loop takes no more.
  func submit(_ call: PendingCall) -> Bool {
    let (isAccepted, mustWake) = state.withLock { state in
      if state.loopHasEnded { return (false, false) }
      state.contents.messages.append(.submit(call))
      return (true, state.takeWake())
    }
    if mustWake { wake() }
    return isAccepted
  }

  func cancel(_ call: PendingCall) {
    let mustWake = state.withLock { state in
      if state.loopHasEnded { return false }
      state.contents.messages.append(.cancel(call))
      return state.takeWake()
    }
    if mustWake { wake() }
  }

  /// Puts a job in; `false` when the loop runs no more of them.
  func enqueue(_ job: UnownedJob) -> Bool {
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
    state.withLock { state in
      state.loopIsWaiting = false
      contents.isStopping = state.contents.isStopping
      swap(&state.contents.messages, &contents.messages)
      swap(&state.contents.jobs, &contents.jobs)
    }
  }

  /// Whether the loop may wait: nothing is there, and whatever comes will wake it.
  func prepareToWait() -> Bool {
    state.withLock { state in
      state.loopIsWaiting =
        state.contents.messages.isEmpty && state.contents.jobs.isEmpty
        && !state.contents.isStopping
      return state.loopIsWaiting
    }
  }

  /// Closes the mailbox for good and returns what was still in it.
  func close() -> Contents {
    state.withLock { state in
      state.loopHasEnded = true
      defer { state.contents = Contents() }
      return state.contents
    }
  }

  private func wake() {
    var one: UInt64 = 1
    _ = unsafe write(eventDescriptor, &one, MemoryLayout<UInt64>.size)
  }

  private func close(_ descriptor: Int32) {
    _ = Glibc.close(descriptor)
  }
}
