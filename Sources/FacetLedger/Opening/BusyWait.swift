internal import Glibc

/// How a connection waits for another process's transaction.
///
/// SQLite's own timeout sleeps up to 100 ms at a time, which starves one of two busy writers.
enum BusyWait {
  /// Sleeps, and returns whether to try again.
  static func waits(after tries: Int, atMost timeout: Duration) -> Bool {
    // 1, 2, 3 and so on milliseconds, at most 5.
    let waited = tries < 5 ? tries * (tries + 1) / 2 : 15 + (tries - 5) * 5
    guard Duration.milliseconds(waited) < timeout else { return false }
    usleep(UInt32(min(tries + 1, 5)) * 1000)
    return true
  }
}
