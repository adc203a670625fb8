internal import Glibc

/// A program that runs beside this one; one socket serves its standard input and output.
///
/// A thread of its own starts the program and relays bytes until its end: on Linux, "end with
/// your parent" refers to the thread that started the process.
package final class ChildProcess: Sendable {
  /// The program to start, with its arguments, environment and files.
  package struct Command: Sendable, Hashable {
    /// The program's path, then its arguments.
    package var arguments: [String]
    /// The whole environment, `NAME=value`; nothing is inherited.
    package var environment: [String]
    /// Files opened for reading, as descriptors 3 and up.
    package var files: [String]
    /// Bytes to read, as the descriptors that follow those of ``files``.
    package var contents: [[UInt8]]

    package init(
      _ arguments: [String], environment: [String] = [], files: [String] = [],
      contents: [[UInt8]] = []
    ) {
      precondition(!arguments.isEmpty, "a command names a program")
      self.arguments = arguments
      self.environment = environment
      self.files = files
      self.contents = contents
    }
  }

  /// Output and end of a program, reported on the thread that follows it.
  package enum Event: Sendable {
    case output([UInt8])
    case errorOutput([UInt8])
    /// It has ended and been waited for; nothing comes after.
    case ended(ExitStatus)
  }

  /// How a program ended.
  package enum ExitStatus: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    package var isSuccess: Bool { self == .exited(0) }

    package var description: String {
      switch self {
      case .exited(let status): "status \(status)"
      case .signalled(let number): "signal \(number)"
      }
    }
  }

  struct Outbox: Sendable {
    var bytes: [UInt8] = []
    var isClosed = false
    /// Nil once the program has been waited for: its process number may be reused by then.
    var process: pid_t?
  }

  let outbox: Lock<Outbox>
  let wake: ChannelEnd

  /// Starts a program.
  ///
  /// - Throws: ``SystemError`` when it cannot be started.
  package init(
    _ command: Command, onEvent: @escaping @Sendable (Event) -> Void
  ) throws(SystemError) {
    let outbox = Lock(Outbox())
    let (reading, writing) = try ChannelEnd.pair()
    reading.stopWaiting()
    let start = ChildThread(
      command: command, outbox: outbox, wake: reading, onEvent: onEvent)
    try start.run()
    self.outbox = outbox
    wake = writing
  }

  deinit {
    kill()
    closeInput()
  }

  /// Writes to the program's standard input when it accepts data; lost once the program has ended.
  package func send(_ bytes: [UInt8]) {
    outbox.withLock { $0.bytes += bytes }
    wake.signal()
  }

  /// Closes the program's standard input after all pending bytes.
  package func closeInput() {
    outbox.withLock { $0.isClosed = true }
    wake.signal()
  }

  /// The number of the program's process, which is also that of its group; `nil` once it has ended.
  package var processID: Int32? { outbox.withLock { $0.process } }

  /// Asks the program and its process group to end.
  package func terminate() {
    outbox.withLock { outbox in
      guard let process = outbox.process else { return }
      _ = Glibc.kill(-process, SIGTERM)
    }
  }

  /// Interrupts the program and its process group, as Ctrl-C does.
  package func interrupt() {
    outbox.withLock { outbox in
      guard let process = outbox.process else { return }
      _ = Glibc.kill(-process, SIGINT)
    }
  }

  /// Ends the program and its process group at once.
  package func kill() {
    outbox.withLock { outbox in
      guard let process = outbox.process else { return }
      _ = Glibc.kill(-process, SIGKILL)
    }
  }
}
