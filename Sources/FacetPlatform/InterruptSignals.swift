@unsafe @preconcurrency internal import Dispatch
internal import Glibc

/// Calls back, while it exists, for each Ctrl-C, each `SIGTERM`, and each `SIGHUP` of a closing
/// terminal; the default action is off until the last instance is gone.
///
/// Safe to share: Dispatch serialises the handler on its own queue.
package final class InterruptSignals: Sendable {
  private static let living = Lock(0)
  private static let numbers = ignoresHangUp ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]

  /// Whether the process is to outlive its terminal, as under 'nohup'.
  private static let ignoresHangUp: Bool = {
    var action = sigaction()
    unsafe sigaction(SIGHUP, nil, &action)
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }()

  private let sources: [any DispatchSourceSignal]

  /// - Parameter handler: Called with the number of signals so far, 1 for the first. A `SIGTERM` or a
  ///   `SIGHUP` counts only as the first one.
  package init(_ handler: @escaping @Sendable (Int) -> Void) {
    let isFirst = Self.living.withLock { living in
      living += 1
      return living == 1
    }
    let count = Lock(0)
    let queue = DispatchQueue(label: "facet.signals")
    sources = Self.numbers.map { number in
      // Again, it would undo what Dispatch has set for the source of another instance.
      if isFirst { signal(number, SIG_IGN) }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let signals = count.withLock { signals in
          // A scheduler's signal may arrive twice: from it, and from the script that it runs.
          if number != SIGINT, signals > 0 { return 0 }
          signals += 1
          return signals
        }
        if signals > 0 { handler(signals) }
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    let isLast = Self.living.withLock { living in
      living -= 1
      return living == 0
    }
    guard isLast else { return }
    for number in Self.numbers { signal(number, SIG_DFL) }
  }

  /// Makes a write to a pipe without a reader, or beyond the limit of a file's size, fail instead of
  /// ending the process.
  package static func ignoreFailingWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Ends the process at once, without its exit handlers.
  package static func leave(status: Int32) -> Never {
    _exit(status)
  }
}
