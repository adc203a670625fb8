internal import Glibc

/// How fast something goes lately: what happened longer ago counts ever less.
///
/// Constant memory, and no window at whose edge a burst drops out at once.
struct RecentRate: Sendable {
  /// After this long, what happened counts for a third of what happens now.
  private let memory: Duration
  private var amount = 0.0
  private var seconds = 0.0

  init(memory: Duration = .seconds(20)) {
    self.memory = memory
  }

  /// Takes note of what happened in a stretch of time that follows on the one before.
  mutating func add(_ amount: Int, over time: Duration) {
    let fading = exp(-(time / memory))
    self.amount = self.amount * fading + Double(amount)
    seconds = seconds * fading + time / .seconds(1)
  }

  /// `nil` before any time has passed.
  var perSecond: Double? { seconds > 0 ? amount / seconds : nil }
}
