import FacetModels
import Testing

@testable import Facet

@Suite("Failures that may be a cell's own")
struct FaultEvidenceTests {
  private static let rejected = ModelError(.invalidRequest, "no", status: 400)

  private static func suspicious(isCertain: Bool) -> ModelError {
    var error = ModelError(.quota, "your balance is too low", status: 400)
    error.isCertain = isCertain
    return error
  }

  /// Enqueues, starts and ends one request.
  private func end(
    _ bench: inout QueueBench, _ order: Int, sample: Int? = nil, promptTokens: Int = 10,
    _ verdict: FinishedAttempt.Verdict
  ) {
    bench.enqueue(order, promptTokens: promptTokens)
    _ = bench.admit()
    bench.finish(order, verdict, sample: sample)
  }

  @Test("Stop nothing once any cell was answered, however many there are")
  func answered() {
    var bench = QueueBench()
    bench.answer(1)
    for order in 1..<200 {
      end(&bench, order, promptTokens: order * 10, .rejected(Self.rejected))
    }
    #expect(bench.queue.stop(ofLane: 0) == nil)
  }

  @Test("Stop an endpoint that answered nobody after 20 samples of different lengths")
  func differentLengths() {
    var bench = QueueBench()
    for order in 0..<19 { end(&bench, order, promptTokens: 10 + order, .rejected(Self.rejected)) }
    #expect(bench.queue.stop(ofLane: 0) == nil)
    end(&bench, 19, promptTokens: 100, .rejected(Self.rejected))
    #expect(bench.queue.stop(ofLane: 0) == .endpoint(Self.rejected))
  }

  @Test("Stop an endpoint only after 60 samples if all have about the same length")
  func oneLength() {
    var bench = QueueBench()
    for order in 0..<59 { end(&bench, order, promptTokens: 5000, .rejected(Self.rejected)) }
    #expect(bench.queue.stop(ofLane: 0) == nil)
    end(&bench, 59, promptTokens: 5001, .rejected(Self.rejected))
    #expect(bench.queue.stop(ofLane: 0) != nil)
  }

  @Test("Of one sample under many perspectives stop nothing")
  func oneSample() {
    var bench = QueueBench()
    for order in 0..<100 {
      end(&bench, order, sample: 0, promptTokens: 1 + order, .rejected(Self.rejected))
    }
    #expect(bench.queue.stop(ofLane: 0) == nil)
  }

  @Test("Bring the shortest waiting request forward after the fifth")
  func shortestFirst() {
    var bench = QueueBench(slots: 1)
    for order in 0..<5 { end(&bench, order, promptTokens: 5000, .rejected(Self.rejected)) }
    bench.enqueue(5, promptTokens: 5000)
    #expect(bench.admit() == [5])
    for order in 6..<20 { bench.enqueue(order, promptTokens: order == 17 ? 20 : 5000) }
    bench.finish(5, .neutral)
    #expect(bench.admit() == [6])
    bench.finish(6, .rejected(Self.rejected))
    #expect(bench.admit() == [7])
    bench.finish(7, .rejected(Self.rejected))
    for order in 8..<11 {
      #expect(bench.admit() == [order])
      bench.finish(order, .rejected(Self.rejected))
    }
    #expect(bench.admit() == [17])
  }

  @Test("Said in words alone stop an endpoint when a second sample fails alike, and not before")
  func confirmed() {
    let error = Self.suspicious(isCertain: false)
    var bench = QueueBench()
    bench.enqueue(99)
    end(&bench, 0, sample: 0, .suspicious(error))
    bench.enqueue(99)
    #expect(bench.queue.stop(ofLane: 0) == nil)
    end(&bench, 1, sample: 0, .suspicious(error))
    #expect(bench.queue.stop(ofLane: 0) == nil)
    end(&bench, 2, sample: 1, .suspicious(error))
    #expect(bench.queue.stop(ofLane: 0) == .endpoint(error))
  }

  @Test("Are forgotten when another cell is answered")
  func refuted() {
    let error = Self.suspicious(isCertain: false)
    var bench = QueueBench()
    for order in 0..<40 {
      bench.enqueue(1000 + order)
      end(&bench, 2 * order, .suspicious(error))
      end(&bench, 2 * order + 1, .success)
    }
    #expect(bench.queue.stop(ofLane: 0) == nil)
  }

  @Test("Stop only the model's lane if they concern the model")
  func modelAlone() {
    var error = ModelError(.invalidRequest, "model 'x' not found", status: 404)
    error.concerns = .model
    var bench = QueueBench(lanes: 2)
    for order in 0..<2 { end(&bench, order, FinishedAttempt.Verdict(error)) }
    #expect(bench.lane.parking?.reason.contains("model 'x' not found") == true)
    #expect(bench.queue.stop(ofLane: 0) != nil)
    #expect(bench.queue.stop(ofLane: 1) == nil)
  }

  @Test("Stop the lane of a run that has but one cell, which is left for another run")
  func onlyOne() {
    var bench = QueueBench()
    end(&bench, 0, .suspicious(Self.suspicious(isCertain: false)))
    #expect(bench.queue.stop(ofLane: 0) == nil)
    end(&bench, 0, .suspicious(Self.suspicious(isCertain: false)))
    #expect(bench.queue.stop(ofLane: 0) != nil)
  }
}
