internal import Glibc

/// A recent rate, in which older events count exponentially less.
///
/// It uses constant memory and has no window edge at which a burst drops out at once.
struct RecentRate: Sendable {
  /// The time after which an event counts about a third of a current one.
  private let memory: Duration
  private var amount = 0.0
  private var seconds = 0.0

  init(memory: Duration = .seconds(20)) {
    self.memory = memory
  }

  /// Records the events of a time span that follows the previous one.
  mutating func add(_ amount: Int, over time: Duration) {
    let fading = exp(-(time / memory))
    self.amount = self.amount * fading + Double(amount)
    seconds = seconds * fading + time / .seconds(1)
  }

  /// `nil` before any time has passed.
  var perSecond: Double? { seconds > 0 ? amount / seconds : nil }
}
