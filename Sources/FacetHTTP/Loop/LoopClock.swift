internal import Glibc

/// The loop's time, read once per round, and its next deadline.
final class LoopClock {
  /// Nanoseconds on the monotonic clock.
  private(set) var now: Int64 = 0
  /// When the transfers' deadlines must be checked next.
  private(set) var nextCheck = Int64.max

  init() {
    advance()
  }

  /// Reads the clock.
  func advance() {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    now = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Schedules a check of the deadlines no later than this time.
  func check(at time: Int64) {
    if time < nextCheck { nextCheck = time }
  }

  /// Clears every scheduled check; call it before checking the deadlines.
  func clearChecks() {
    nextCheck = Int64.max
  }
}

extension Duration {
  /// Whole nanoseconds, at most a century.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let century: Int64 = 3_155_760_000
    return min(max(seconds, 0), century) * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
