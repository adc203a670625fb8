internal import Glibc

/// A program that runs beside this one; its standard input and output are one socket.
///
/// A thread of its own starts it, because Linux ties "end with your parent" to the thread that
/// made a process, then reads and writes until the program has ended.
package final class ChildProcess: Sendable {
  /// What to start, and with what.
  package struct Command: Sendable, Hashable {
    /// The program's path, then its arguments.
    package var arguments: [String]
    /// The whole environment, `NAME=value`; nothing is inherited.
    package var environment: [String]
    /// Files that are opened for reading, under the numbers from 3 on.
    package var files: [String]

    package init(
      _ arguments: [String], environment: [String] = [], files: [String] = []
    ) {
      precondition(!arguments.isEmpty, "a command names a program")
      self.arguments = arguments
      self.environment = environment
      self.files = files
    }
  }

  /// What a program tells while it runs, on the thread that follows it.
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
    /// Nil once the program was waited for: its number may be another's by now.
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

  /// Writes to the program's standard input, when it takes it; lost once it has ended.
  package func send(_ bytes: [UInt8]) {
    outbox.withLock { $0.bytes += bytes }
    wake.signal()
  }

  /// Ends the program's standard input after what was sent.
  package func closeInput() {
    outbox.withLock { $0.isClosed = true }
    wake.signal()
  }

  /// Ends the program and its process group at once.
  package func kill() {
    outbox.withLock { outbox in
      guard let process = outbox.process else { return }
      _ = Glibc.kill(-process, SIGKILL)
    }
  }
}
