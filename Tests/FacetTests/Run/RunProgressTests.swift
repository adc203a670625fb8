import FacetRehearsal
import Testing

@testable import Facet

@Suite("The progress of a run")
struct RunProgressTests {
  @Test("Tells who waits, why, and for how long")
  func waits() async throws {
    let task = try TaskFixture(samples: (0..<40).map { "text \($0)" })
    task.rehearsal.faults = RehearsalFaults([.rateLimit: 0.5])
    task.rehearsal.faultsOnFirstAttemptOnly = true
    task.rehearsal.retryAfter = .seconds(1)
    let run = try await task.run { pipeline, _ in
      for _ in 0..<2000 {
        let progress = pipeline.progress
        guard let wait = progress.lanes.first?.waits.first, progress.inFlight == 0 else {
          try await ContinuousClock().sleep(for: .milliseconds(1))
          continue
        }
        #expect(wait.cause == "429")
        #expect(wait.count == progress.waiting)
        #expect(wait.next > .zero && wait.next <= .milliseconds(1100))
        #expect(progress.done + progress.waiting <= progress.total)
        return
      }
      Issue.record("no request was seen waiting")
    }
    #expect(run.outcome.ending == .complete)
  }
}
