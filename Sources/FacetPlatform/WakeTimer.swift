@unsafe @preconcurrency internal import Dispatch

/// A timer that can be set again and again; it calls back at the time set last.
///
/// Safe to share: a Dispatch source may be set from any thread.
package final class WakeTimer: Sendable {
  private let source: any DispatchSourceTimer

  package init(_ handler: @escaping @Sendable () -> Void) {
    source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "facet.timer"))
    source.setEventHandler(handler: handler)
    source.resume()
  }

  deinit { source.cancel() }

  /// Sets the timer, replacing the previous time.
  package func set(after delay: Duration) {
    // Nobody waits longer than a year, and more nanoseconds would not fit.
    let delay = min(delay, .seconds(86_400 * 365))
    let nanoseconds =
      max(0, delay.components.seconds) * 1_000_000_000
      + delay.components.attoseconds / 1_000_000_000
    source.schedule(
      deadline: .now() + .nanoseconds(Int(max(0, nanoseconds))), leeway: .milliseconds(1))
  }
}
