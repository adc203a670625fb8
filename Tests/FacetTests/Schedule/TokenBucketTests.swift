import FacetModels
import Testing

@testable import Facet

@Suite("A token bucket")
struct TokenBucketTests {
  let start = ContinuousClock.now

  @Test("Holds a second's worth, and at least one")
  func capacity() {
    var bucket = TokenBucket(rate: 600, at: start)
    for _ in 0..<10 {
      #expect(bucket.available(1, at: start) == start)
      bucket.take(1, at: start)
    }
    #expect(bucket.available(1, at: start) > start)
    #expect(TokenBucket(rate: 6, at: start).available(1, at: start) == start)
  }

  @Test("Fills evenly")
  func fills() {
    var bucket = TokenBucket(rate: 60, at: start)
    bucket.take(1, at: start)
    #expect(bucket.available(1, at: start).isClose(to: start + .seconds(1)))
    #expect(
      bucket.available(1, at: start + .milliseconds(400)).isClose(to: start + .seconds(1)))
    #expect(bucket.available(1, at: start + .seconds(1)) == start + .seconds(1))
  }

  @Test("Passes an amount larger than itself when full, and is in debt afterwards")
  func debt() {
    var bucket = TokenBucket(rate: 600, at: start)
    #expect(bucket.available(100, at: start) == start)
    bucket.take(100, at: start)
    // 90 beyond what it held, and another 1, at 10 a second.
    #expect(bucket.available(1, at: start).isClose(to: start + .seconds(9.1)))
  }

  @Test("Returns unused reservations, up to its capacity")
  func settles() {
    var bucket = TokenBucket(rate: 6000, at: start)
    bucket.take(100, at: start)
    bucket.settle(reserved: 100, used: 40, at: start)
    #expect(bucket.available(60, at: start) == start)
    #expect(bucket.available(61, at: start) > start)
    bucket.settle(reserved: 1000, used: 0, at: start)
    bucket.take(100, at: start)
    #expect(bucket.available(1, at: start) > start)
  }

  @Test("Takes the use beyond the reservation in addition")
  func settlesUpwards() {
    var bucket = TokenBucket(rate: 6000, at: start)
    bucket.take(10, at: start)
    bucket.settle(reserved: 10, used: 110, at: start)
    #expect(bucket.available(1, at: start).isClose(to: start + .milliseconds(110)))
  }
}

@Suite("A saturation window")
struct SaturationWindowTests {
  @Test("Is saturated from 16 of the last 64 answers on", arguments: [15, 16])
  func threshold(refusals: Int) {
    var window = SaturationWindow()
    for index in 0..<64 { window.record(saturated: index < refusals) }
    #expect(window.isSaturated == (refusals == 16))
    window.record(saturated: false)
    #expect(!window.isSaturated)
  }

  @Test("Forgets all when it is cleared")
  func clears() {
    var window = SaturationWindow()
    for _ in 0..<64 { window.record(saturated: true) }
    window.clear()
    #expect(!window.isSaturated)
  }
}

@Suite("A wait before another attempt")
struct BackoffTests {
  @Test(
    "Doubles its bound with each failure, to a minute",
    arguments: [(1, 0.5), (2, 1), (5, 8), (8, 60), (1000, 60)] as [(Int, Double)])
  func bounds(failures: Int, seconds: Double) {
    let longest = Backoff.delay(afterFailures: failures, retryAfter: nil, random: 1)
    #expect(longest == .seconds(seconds))
    #expect(Backoff.delay(afterFailures: failures, retryAfter: nil, random: 0) == .zero)
  }

  @Test("Grows as usual if the provider asks for a zero wait")
  func zeroRetryAfter() {
    #expect(Backoff.delay(afterFailures: 3, retryAfter: .zero, random: 0.5) == .seconds(1))
  }

  @Test("Never undercuts the wait that the provider asked for, and exceeds it by a second at most")
  func retryAfter() {
    for random in [0, 0.3, 1] {
      for asked in [Duration.milliseconds(3), .seconds(5), .seconds(400)] {
        let delay = Backoff.delay(afterFailures: 1, retryAfter: asked, random: random)
        #expect(delay >= asked)
        #expect(delay <= asked + min(asked * 0.1, .seconds(1)))
      }
    }
  }
}

extension ContinuousClock.Instant {
  /// Whether two moments are the same but for rounding.
  func isClose(to other: ContinuousClock.Instant) -> Bool {
    let difference = self - other
    return difference < .microseconds(10) && difference > .microseconds(-10)
  }
}
