internal import Glibc

/// The thread that starts a program and follows it to its end.
final class ChildThread: Sendable {
  private let command: ChildProcess.Command
  private let outbox: Lock<ChildProcess.Outbox>
  private let wake: ChannelEnd
  private let onEvent: @Sendable (ChildProcess.Event) -> Void
  private let startResult = StartResult()

  init(
    command: ChildProcess.Command, outbox: Lock<ChildProcess.Outbox>, wake: ChannelEnd,
    onEvent: @escaping @Sendable (ChildProcess.Event) -> Void
  ) {
    self.command = command
    self.outbox = outbox
    self.wake = wake
    self.onEvent = onEvent
  }

  /// Returns when the program has started; the thread runs until the program has ended.
  func run() throws(SystemError) {
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<ChildThread>.fromOpaque(argument).takeRetainedValue().follow()
        return nil
      }, unsafe Unmanaged.passRetained(self).toOpaque())
    precondition(status == 0, "a thread can be started while the process is within its limits")
    pthread_detach(thread)
    try startResult.wait()
  }

  private func follow() {
    do throws(SystemError) {
      let (process, output, errors) = try ChildChannels().spawn(command)
      outbox.withLock { $0.process = process }
      startResult.send(nil)
      pump(output.descriptor, errors.descriptor)
      onEvent(.ended(waited(for: process)))
    } catch {
      startResult.send(error)
    }
  }

  /// Moves bytes until the program has closed both of its outputs.
  private func pump(_ output: Int32, _ errors: Int32) {
    var isOutputOpen = true
    var isErrorOpen = true
    while isOutputOpen || isErrorOpen {
      let (pending, closes) = outbox.withLock { ($0.bytes.count, $0.isClosed) }
      if pending == 0, closes { shutdown(output, Int32(SHUT_WR)) }
      var polled = [
        pollfd(
          fd: isOutputOpen ? output : -1,
          events: Int16(pending > 0 ? POLLIN | POLLOUT : POLLIN), revents: 0),
        pollfd(
          fd: isErrorOpen ? errors : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard unsafe poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { return }
      if polled[2].revents != 0 { _ = bytes(of: wake.descriptor) }
      if Int32(polled[0].revents) & POLLOUT != 0 { write(to: output) }
      if Int32(polled[0].revents) & ~POLLOUT != 0 {
        isOutputOpen = take(from: output) { .output($0) }
      }
      if polled[1].revents != 0 {
        isErrorOpen = take(from: errors) { .errorOutput($0) }
      }
    }
  }

  private func take(
    from descriptor: Int32, as event: ([UInt8]) -> ChildProcess.Event
  ) -> Bool {
    guard let bytes = bytes(of: descriptor) else { return true }
    if !bytes.isEmpty { onEvent(event(bytes)) }
    return !bytes.isEmpty
  }

  /// The bytes available to read: nil if none yet, empty at the end.
  private func bytes(of descriptor: Int32) -> [UInt8]? {
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in
      result = unsafe read(descriptor, buffer.baseAddress, buffer.count)
      count = max(0, result)
    }
    return result < 0 && (errno == EAGAIN || errno == EINTR) ? nil : bytes
  }

  private func write(to descriptor: Int32) {
    let bytes = outbox.withLock { Array($0.bytes.prefix(256 << 10)) }
    let count = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    outbox.withLock { outbox in
      if count >= 0 {
        outbox.bytes.removeFirst(count)
      } else if errno != EAGAIN, errno != EINTR {
        // Nobody reads: the outputs end next.
        outbox.bytes = []
      }
    }
  }

  private func waited(for process: pid_t) -> ChildProcess.ExitStatus {
    // The process number cannot be reused before the wait, so a signal still reaches this program.
    var information = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0, errno == EINTR
    {}
    outbox.withLock { $0.process = nil }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
  }
}

/// Tells the waiting thread whether the program has started.
private final class StartResult: Sendable {
  private enum State {
    case starting
    case started
    case failed(SystemError)
  }

  private let state = Lock(State.starting)
  private let gate: (ChannelEnd, ChannelEnd)?

  init() {
    gate = try? ChannelEnd.pair()
  }

  func send(_ error: SystemError?) {
    state.withLock { $0 = error.map { .failed($0) } ?? .started }
    gate?.0.signal()
  }

  func wait() throws(SystemError) {
    guard let gate else { throw SystemError("create a socket") }
    var polled = [pollfd(fd: gate.1.descriptor, events: Int16(POLLIN), revents: 0)]
    while unsafe poll(&polled, 1, -1) < 0, errno == EINTR {}
    if case .failed(let error) = state.withLock({ $0 }) { throw error }
  }
}
