import FacetModels
import Testing

@testable import Facet

@Suite("A server that refuses")
struct RefusingServerTests {
  @Test(
    "For ever is asked a handful of times in the first minute, then once a minute",
    arguments: [nil, .milliseconds(250), .seconds(1), .seconds(20)] as [Duration?])
  func forEver(retryAfter: Duration?) {
    let result = Simulation.run(
      Simulation.Server(retryAfter: retryAfter, outage: Duration.zero..<Duration.seconds(3600)),
      duration: .seconds(1800), seed: 1)
    #expect(result.requests(before: .seconds(60)) <= 12)
    #expect(result.requests(before: .seconds(300)) <= 17)
    #expect(result.requests(before: .seconds(900)) <= 27)
    #expect(result.requestTimes.count <= 28, "the lane is parked after 15 minutes")
    #expect(result.answered == 0)
  }

  @Test(
    "In the middle of a run is asked no more than what is under way and a handful of probes",
    arguments: [1, 2] as [UInt64])
  func midway(seed: UInt64) {
    let result = Simulation.run(
      Simulation.Server(retryAfter: nil, outage: Duration.seconds(60)..<Duration.seconds(3600)),
      duration: .seconds(360), seed: seed)
    let before = result.requests(before: .seconds(60))
    #expect(result.requests(before: .seconds(120)) - before <= 64 + 16)
    #expect(result.requestTimes.count - result.requests(before: .seconds(120)) <= 5)
  }

  @Test(
    "For a while is used to the full soon after it is back",
    arguments: [5, 20, 60, 120, 300], [nil, Duration.seconds(1)])
  func recovery(seconds: Int, retryAfter: Duration?) {
    let end = Duration.seconds(60 + seconds)
    let result = Simulation.run(
      Simulation.Server(retryAfter: retryAfter, outage: Duration.seconds(60)..<end),
      duration: end + .seconds(200), seed: 3)
    let first = result.answerTimes.first { $0 > end } ?? .zero
    #expect(first - end <= min(.seconds(61), .seconds(seconds + 2)), "first answer at \(first)")
    let opened = first + .seconds(5)
    let answers = result.answers(in: opened..<opened + .seconds(10))
    #expect(Double(answers) > 0.8 * 10 * 64 / 0.52, "\(answers) of \(10 * 64 / 0.52)")
  }

  @Test(
    "More than a few requests a minute is asked at the pace that it takes",
    arguments: [
      Simulation.Server(
        requestsPerMinute: 60, service: .milliseconds(5), roundTrip: .milliseconds(2)),
      Simulation.Server(requestsPerMinute: 60, service: .milliseconds(300)),
      Simulation.Server(
        requestsPerMinute: 60, service: .milliseconds(5), roundTrip: .milliseconds(2),
        retryAfter: nil),
      Simulation.Server(requestsPerMinute: 60, service: .milliseconds(300), retryAfter: nil),
      Simulation.Server(requestsPerMinute: 60, service: .milliseconds(5), countsRefusals: true),
      Simulation.Server(
        requestsPerMinute: 60, service: .milliseconds(300), retryAfter: nil, countsRefusals: true),
      Simulation.Server(requestsPerMinute: 60, service: .milliseconds(300), fillsAtOnce: true),
      Simulation.Server(
        requestsPerMinute: 60, service: .milliseconds(300), retryAfter: nil, fillsAtOnce: true),
      Simulation.Server(requestsPerMinute: 10, service: .seconds(2)),
      Simulation.Server(requestsPerMinute: 300, service: .milliseconds(50)),
      Simulation.Server(requestsPerMinute: 1200, service: .milliseconds(20)),
    ])
  func rate(server: Simulation.Server) {
    let result = Simulation.run(server, duration: .seconds(600), seed: 5)
    let rate = server.requestsPerMinute ?? 0
    // The end of the first minute is where the pace is learnt.
    #expect(
      Double(result.answered) >= 0.8 * rate * 10, "\(result.answered) of \(rate * 10)")
    #expect(
      result.lateRefusedShare <= 0.1,
      "\(result.lateRefused) refused of \(result.lateRefused + result.lateAnswered)")
    #expect(result.refusedBeforeAnswer[min(99, result.answered - 1)] <= 130)
  }

  @Test(
    "One request in twenty at random loses next to nothing", arguments: [64, 8, 1],
    [1, 2] as [UInt64])
  func stray(slots: Int, seed: UInt64) {
    let result = Simulation.run(
      Simulation.Server(strayRefusals: 0.05), slots: slots, duration: .seconds(300), seed: seed)
    let possible = 300 * Double(slots) / 0.52
    #expect(Double(result.answered) > 0.93 * possible, "\(result.answered) of \(possible)")
  }

  @Test(
    "What exceeds 16 at a time is used to at least 90 percent", arguments: [0.05, 0.5, 5.0],
    [1, 2] as [UInt64])
  func saturating(service: Double, seed: UInt64) {
    let result = Simulation.run(
      Simulation.Server(maxConcurrent: 16, service: .seconds(service), roundTrip: .milliseconds(2)),
      duration: .seconds(max(300, 200 * service)), seed: seed)
    let possible = max(300, 200 * service) / 2 * 16 / (service + 0.002)
    #expect(Double(result.lateAnswered) > 0.9 * possible)
  }
}
