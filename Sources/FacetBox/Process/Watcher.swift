internal import FacetPlatform

/// Calls a function again and again until it is ended.
final class Watcher: Sendable {
  private let timer: Lock<WakeTimer?>

  init(every interval: Duration, _ look: @escaping @Sendable () -> Void) {
    let timer = Lock<WakeTimer?>(nil)
    self.timer = timer
    let wake = WakeTimer {
      guard timer.withLock({ $0 != nil }) else { return }
      look()
      timer.withLock { $0?.set(after: interval) }
    }
    timer.withLock { $0 = wake }
    wake.set(after: interval)
  }

  func end() {
    timer.withLock { $0 = nil }
  }
}
