internal import CCurl
internal import FacetPlatform
internal import Glibc

/// The thread of a loop: it starts with this value and is gone once `end()` returns.
struct LoopThread: Sendable {
  /// The thread's arguments.
  private final class Start: Sendable {
    let mailbox: LoopMailbox
    let executor: any TaskExecutor
    let options: HTTPClientOptions
    let maxConnections: Int
    let end: EndSignal

    init(
      mailbox: LoopMailbox, executor: any TaskExecutor, options: HTTPClientOptions,
      maxConnections: Int, end: EndSignal
    ) {
      self.mailbox = mailbox
      self.executor = executor
      self.options = options
      self.maxConnections = maxConnections
      self.end = end
    }
  }

  /// libcurl must be initialised once per process, before its first handle.
  private static let curlIsSetUp = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  private let mailbox: LoopMailbox
  private let ended = EndSignal()
  private let thread: pthread_t

  init(
    mailbox: LoopMailbox, executor: any TaskExecutor, options: HTTPClientOptions,
    maxConnections: Int
  ) {
    precondition(Self.curlIsSetUp, "libcurl can be set up while memory is left")
    self.mailbox = mailbox
    let start = Start(
      mailbox: mailbox, executor: executor, options: options, maxConnections: maxConnections,
      end: ended)
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        unsafe ccurl_name_thread("facet-http")
        LoopThread.blockPipeSignal()
        let loop = TransferLoop(
          mailbox: start.mailbox, executor: start.executor, options: start.options,
          maxConnections: start.maxConnections)
        loop.run()
        start.end.send()
        return nil
      }, unsafe Unmanaged.passRetained(start).toOpaque())
    precondition(status == 0, "a thread can be started while the process is within its limits")
    self.thread = thread
  }

  /// Ends every transfer and returns when the thread is gone.
  func end() async {
    mailbox.stop()
    await ended.wait()
    join()
  }

  private func join() {
    _ = pthread_join(thread, nil)
  }

  /// OpenSSL uses `write`, which raises a signal on a closed connection unless the thread blocks
  /// it.
  private static func blockPipeSignal() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}

/// Notifies one waiter of an end.
private final class EndSignal: Sendable {
  private struct State: Sendable {
    var hasEnded = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Lock(State())

  func send() {
    let waiter = state.withLock { state in
      state.hasEnded = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let hasEnded = state.withLock { state in
        if !state.hasEnded { state.waiter = continuation }
        return state.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }
}
