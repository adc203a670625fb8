internal import CCurl

/// Calls in, results out: the loop that owns libcurl's handles. Only its own thread touches it.
final class TransferLoop {
  /// The mailbox's tag among the events; no socket has it.
  private static let mailboxTag = UInt64.max
  /// The number of jobs that run before the sockets are checked again.
  private static let jobsPerRound = 256
  /// The minimum interval between two checks of the deadlines.
  private static let checkInterval: Int64 = 5_000_000
  /// The maximum interval between two checks of the deadlines, however busy the sockets are.
  private static let longestCheckInterval: Int64 = 1_000_000_000

  private let mailbox: LoopMailbox
  private let executor: any TaskExecutor
  private let poll = EventPoll()
  let options: HTTPClientOptions
  let clock = LoopClock()
  let share = ShareHandle()

  /// HTTP/2 has a multi handle of its own because a cap on connections holds for a whole handle.
  let http1: MultiHandle
  let http2: MultiHandle
  let maxActive: Int

  var origins: [String: Origin] = [:]
  var routes: [String: Route] = [:]
  var headerLists: [HeaderList] = []
  /// Every slot ever created: libcurl's pointers to them stay valid.
  var slots: [TransferSlot] = []
  var idle: [TransferSlot] = []
  var active: [TransferSlot] = []
  /// Calls that wait for a slot, from `queueHead` on.
  var queue: [PendingCall] = []
  var queueHead = 0
  /// Leaders that have got a connection since the last look.
  var connectedLeaders: [TransferSlot] = []

  private var jobs: [UnownedJob] = []
  private var jobsHead = 0
  private var isStopping = false
  private var lastCheck: Int64 = 0
  private var pollWasFull = false

  init(
    mailbox: LoopMailbox, executor: any TaskExecutor, options: HTTPClientOptions,
    maxConnections: Int
  ) {
    self.mailbox = mailbox
    self.executor = executor
    self.options = options
    maxActive = maxConnections
    http1 = MultiHandle(number: 0, poll: poll, clock: clock)
    http2 = MultiHandle(number: 1, poll: poll, clock: clock)
    // Otherwise libcurl closes connections to keep four for each transfer in progress.
    http1.set(CURLMOPT_MAXCONNECTS, maxConnections)
    http1.set(CURLMOPT_MAX_TOTAL_CONNECTIONS, maxConnections)
    http1.set(CURLMOPT_MAX_HOST_CONNECTIONS, options.maxConnectionsPerHost ?? 0)
    http2.set(CURLMOPT_MAXCONNECTS, maxConnections)
    http2.set(CURLMOPT_MAX_HOST_CONNECTIONS, options.connectionsPerHTTP2Host)
    poll.watchEdges(mailbox.eventDescriptor, tag: Self.mailboxTag)
  }

  /// Runs until the mailbox is stopped, then ends all remaining calls.
  func run() {
    mailbox.begin()
    var contents = LoopMailbox.Contents()
    while !isStopping {
      clock.advance()
      mailbox.take(into: &contents)
      handle(contents)
      runJobs()
      startQueued()
      // Newly added transfers are ready to run: no wait is needed to learn that.
      runTimers()
      settle()
      waitForSockets()
      settle()
    }
    end()
  }

  private func handle(_ contents: LoopMailbox.Contents) {
    for message in contents.messages {
      switch message {
      case .submit(let call): submit(call)
      case .cancel(let call): cancel(call)
      }
    }
    jobs.append(contentsOf: contents.jobs)
    isStopping = contents.isStopping
  }

  private func runJobs() {
    let end = min(jobs.count, jobsHead + Self.jobsPerRound)
    let executor = unsafe executor.asUnownedTaskExecutor()
    for index in jobsHead..<end { unsafe jobs[index].runSynchronously(on: executor) }
    jobsHead = end
    if jobsHead == jobs.count {
      jobs.removeAll(keepingCapacity: true)
      jobsHead = 0
    }
  }

  private func waitForSockets() {
    let count = poll.wait(milliseconds: waitMilliseconds())
    pollWasFull = count == EventPoll.capacity
    clock.advance()
    for index in 0..<count {
      let event = poll.event(index)
      if event.tag == Self.mailboxTag { continue }
      let multi = event.tag >> 32 == UInt64(http1.number) ? http1 : http2
      multi.socketIsReady(Int32(truncatingIfNeeded: event.tag), event.ready)
    }
    runTimers()
  }

  private func runTimers() {
    http1.runTimer()
    http2.runTimer()
  }

  /// Handles the results of libcurl's latest work.
  private func settle() {
    clock.advance()
    releaseFollowers()
    http1.forEachDone { slot, code in end(slot, code) }
    http2.forEachDone { slot, code in end(slot, code) }
    checkDeadlines()
  }

  /// The timeout for the sockets: 0 if there is work, -1 for no limit.
  private func waitMilliseconds() -> Int32 {
    if jobsHead < jobs.count || hasStartableCall || !mailbox.prepareToWait() { return 0 }
    var deadline = max(clock.nextCheck, lastCheck &+ Self.checkInterval)
    if clock.nextCheck == Int64.max { deadline = Int64.max }
    if let timer = http1.timerDeadline { deadline = min(deadline, timer) }
    if let timer = http2.timerDeadline { deadline = min(deadline, timer) }
    if deadline == Int64.max { return -1 }
    clock.advance()
    // Rounded up: a wait that ends early would only be repeated.
    return Int32(clamping: max(0, deadline - clock.now + 999_999) / 1_000_000)
  }

  /// Ends the transfers whose deadline has passed and finds the next one.
  private func checkDeadlines() {
    guard clock.nextCheck <= clock.now, clock.now - lastCheck >= Self.checkInterval else { return }
    // An overdue response may be on a socket that has not been read yet.
    if pollWasFull && clock.now - lastCheck < Self.longestCheckInterval { return }
    lastCheck = clock.now
    clock.clearChecks()
    var index = 0
    while index < active.count {
      let slot = active[index]
      index += 1
      guard let call = slot.call,
        let deadline = slot.progress.deadline(call.request.deadlines)
      else { continue }
      if deadline.at > clock.now {
        clock.check(at: deadline.at)
      } else if deadline.reason == .firstByteTimeout && slot.isStillSending() {
        slot.checkDeadline()
      } else {
        breakOff(slot, HTTPError(passed: deadline.reason, of: call.request.deadlines))
        // Another slot has moved into its place.
        index -= 1
      }
    }
  }

  /// Ends every call, then the mailbox, and runs the remaining jobs.
  private func end() {
    for origin in origins.values {
      for call in origin.waiting where !call.isOver { call.finish(.failure(.clientEnded)) }
      origin.waiting = []
    }
    for call in queue[queueHead...] where !call.isOver { call.finish(.failure(.clientEnded)) }
    while let slot = active.last { breakOff(slot, .clientEnded) }
    let rest = mailbox.close()
    for case .submit(let call) in rest.messages { call.finish(.failure(.clientEnded)) }
    for job in jobs[jobsHead...] + rest.jobs { globalConcurrentExecutor.enqueue(job) }
  }
}
