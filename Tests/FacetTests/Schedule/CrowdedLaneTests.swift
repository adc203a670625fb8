import Testing

@testable import Facet

@Suite("A lane at a rate whose server refuses")
struct CrowdedLaneTests {
  /// A pace that keeps a rate, after refusals at the given numbers of requests in flight.
  private func pace(refusedAt inFlight: [Int]) -> LanePace {
    var pace = LanePace()
    var now = ContinuousClock.now
    for _ in 0..<LanePace.tolerance {
      _ = pace.refuse(retryAfter: .seconds(1), startedAt: now, inFlight: 20, at: now)
    }
    now += .seconds(1)
    pace.start(at: now)
    _ = pace.succeed(startedAt: now, at: now + .milliseconds(10))
    for inFlight in inFlight {
      now += .milliseconds(200)
      pace.start(at: now)
      _ = pace.succeed(startedAt: now, at: now + .milliseconds(10))
      now += .milliseconds(200)
      pace.start(at: now)
      _ = pace.refuse(
        retryAfter: .seconds(1), startedAt: now, inFlight: inFlight, at: now + .milliseconds(20))
      now += .seconds(1)
    }
    return pace
  }

  @Test("Again and again at as many requests in flight keeps to that number, at no rate")
  func crowded() {
    var pace = pace(refusedAt: [20, 20, 21, 20, 20])
    #expect(pace.mode == .open)
    #expect(pace.takeCrowd() == 20)
    #expect(pace.takeCrowd() == nil)
  }

  @Test(
    "At few or at changing numbers keeps the rate",
    arguments: [[1, 1, 1, 1, 1], [20, 9, 40, 9, 30]])
  func paced(inFlight: [Int]) {
    var pace = pace(refusedAt: inFlight)
    #expect(pace.mode == .keeping)
    #expect(pace.takeCrowd() == nil)
  }
}
