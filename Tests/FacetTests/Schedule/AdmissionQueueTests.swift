import FacetModels
import Testing

@testable import Facet

@Suite("The admission queue")
struct AdmissionQueueTests {
  @Test("Lets requests go in the order of their cells, whatever order they came in")
  func order() {
    var bench = QueueBench(slots: 2)
    for order in [5, 3, 9, 1] { bench.enqueue(order) }
    #expect(bench.admit() == [1, 3])
    bench.finish(3)
    #expect(bench.admit() == [5])
    bench.enqueue(2)
    bench.finish(1)
    #expect(bench.admit() == [2])
  }

  @Test("Never lets two lanes of an endpoint exceed its slots together")
  func sharedSlots() {
    var bench = QueueBench(slots: 3, lanes: 2)
    for order in 0..<8 { bench.enqueue(order, lane: order % 2) }
    #expect(bench.admit().count == 3)
    #expect(bench.queue.counts.inFlight == 3)
    bench.finish(0)
    #expect(bench.admit().count == 1)
    #expect(bench.queue.endpoints[0].inFlight == 3)
  }

  @Test("Takes the lanes of an endpoint by the order of their cells")
  func orderAcrossLanes() {
    var bench = QueueBench(slots: 2, lanes: 2)
    for order in [4, 5, 6] { bench.enqueue(order, lane: 0) }
    for order in [1, 2, 3] { bench.enqueue(order, lane: 1) }
    var started = bench.admit()
    #expect(started == [1, 2])
    var all: [Int] = []
    while let first = started.first {
      all.append(first)
      bench.finish(first)
      started = Array(started.dropFirst()) + bench.admit()
    }
    #expect(all == [1, 2, 3, 4, 5, 6])
  }

  @Test("Keeps a lane below its own concurrency")
  func laneConcurrency() {
    var bench = QueueBench(slots: 8, laneConcurrency: 2)
    for order in 0..<5 { bench.enqueue(order) }
    #expect(bench.admit() == [0, 1])
  }

  @Test("Lets others pass a request that waits for its time, which holds no slot")
  func delayed() {
    var bench = QueueBench(slots: 1)
    bench.enqueue(0, delay: .seconds(5))
    bench.enqueue(1)
    #expect(bench.admit() == [1])
    bench.finish(1)
    #expect(bench.queue.counts.inFlight == 0)
    #expect(bench.queue.counts.delayed == 1)
    #expect(bench.wake() == .seconds(5))
    #expect(bench.admit(after: .milliseconds(4999)) == [])
    bench.enqueue(7)
    #expect(bench.admit(after: .milliseconds(1)) == [0])
  }

  @Test("Holds only the delayed cell")
  func retryAfterHoldsItsCell() {
    var bench = QueueBench(slots: 2)
    for order in 0..<2 { bench.enqueue(order) }
    #expect(bench.admit() == [0, 1])
    bench.finish(0, .saturated(retryAfter: .seconds(30)))
    bench.enqueue(0, delay: .seconds(30))
    bench.enqueue(2)
    #expect(bench.admit() == [2])
    bench.finish(1)
    bench.finish(2)
    #expect(bench.admit(after: .milliseconds(29_900)) == [])
    #expect(bench.admit(after: .milliseconds(100)) == [0])
  }

  @Test("Stops an endpoint at the 20th failure in a row, and says with which")
  func breaker() {
    var bench = QueueBench()
    bench.answer(19, .broken)
    #expect(bench.queue.stop(ofLane: 0) == nil)
    bench.answer(1, from: 19, .broken)
    #expect(
      bench.queue.stop(ofLane: 0) == .endpoint(ModelError(.network, "connection reset")))
  }

  @Test(
    "Counts neither refusals nor cells' own failures towards the breaker, nor resets it by them")
  func breakerIgnoresOthers() {
    var bench = QueueBench()
    bench.answer(19, .broken)
    bench.answer(3, from: 30, .refused)
    bench.answer(3, from: 40, .neutral)
    #expect(bench.queue.stop(ofLane: 0) == nil)
    bench.answer(1, from: 50)
    bench.answer(19, from: 60, .broken)
    #expect(bench.queue.stop(ofLane: 0) == nil)
    bench.answer(1, from: 80, .broken)
    #expect(bench.queue.stop(ofLane: 0) != nil)
  }

  @Test(
    "Stops an endpoint at once when its key or its quota is at fault, with all of its lanes",
    arguments: [ModelError.Kind.authentication, .quota])
  func stops(kind: ModelError.Kind) {
    var bench = QueueBench(slots: 1, lanes: 2)
    let error = ModelError(kind, "no")
    for order in 0..<4 { bench.enqueue(order, lane: order % 2) }
    bench.enqueue(9, delay: .seconds(60))
    #expect(bench.admit() == [0])
    bench.finish(0, FinishedAttempt.Verdict(error))
    #expect(bench.admit() == [] || bench.queue.stop(ofLane: 0) == .endpoint(error))
    let stopped = bench.queue.takeStopped()
    #expect(stopped.allSatisfy { $0.stop == .endpoint(error) })
    #expect(bench.queue.stop(ofLane: 1) == .endpoint(error))
    #expect(bench.admit(after: .seconds(100)) == [])
  }

  @Test("Hands out all waiting requests when the run drains, and leaves those in flight")
  func drains() {
    var bench = QueueBench(slots: 1)
    for order in 0..<3 { bench.enqueue(order) }
    bench.enqueue(3, delay: .seconds(9))
    #expect(bench.admit() == [0])
    bench.queue.drain()
    let stopped = bench.queue.takeStopped()
    #expect(stopped.count == 3)
    #expect(stopped.allSatisfy { $0.stop == .draining })
    #expect(bench.queue.counts == (1, 0))
    #expect(bench.queue.takeStopped().isEmpty)
    bench.finish(0)
    #expect(bench.queue.counts == (0, 0))
  }

  @Test("One endpoint's stop leaves the other's lanes alone")
  func independentEndpoints() {
    var bench = QueueBench(slots: 1)
    let other = bench.queue.addEndpoint(slots: 1)
    let lane = bench.queue.addLane(
      Lane(
        endpoint: other, maxConcurrency: 1, requestsPerMinute: nil, tokensPerMinute: nil,
        at: bench.now))
    bench.answer(1, .stopping(ModelError(.quota, "spent")))
    #expect(bench.queue.stop(ofLane: 0) != nil)
    #expect(bench.queue.stop(ofLane: lane) == nil)
    bench.enqueue(1, lane: lane)
    #expect(bench.admit() == [1])
  }
}
