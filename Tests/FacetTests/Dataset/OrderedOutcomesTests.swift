import FacetModels
import FacetPlatform
import Testing

@testable import Facet

@Suite("Outcomes in order")
struct OrderedOutcomesTests {
  private func step(_ text: String, attempts: Int = 1) throws -> StepRecord {
    let fixture = try TaskFixture()
    fixture.options.requiresKeys = false
    let plan = try Planner(configuration: fixture.configuration, options: fixture.options).plan()
    return StepRecord(
      step: StepIdentity(
        fingerprint: Fingerprint(digest: SHA256(of: Array(text.utf8))), name: "reading",
        lane: plan.lanes[0]),
      attempts: attempts, answer: nil)
  }

  private func cell(_ status: CellStatus, _ steps: StepRecord...) -> CellOutcome {
    CellOutcome(status: status, response: nil, preparation: nil, steps: steps, error: nil)
  }

  @Test("A step that cells share counts in the first of them that is in the dataset")
  func shares() throws {
    let (shared, own) = (try step("shared"), try step("own"))
    var outcomes = [
      cell(.pending, shared), cell(.ok, shared, own), cell(.failed, shared), cell(.ok, shared),
    ]
    OrderedOutcomes.markShared(&outcomes)
    #expect(
      outcomes.map { $0.steps.map(\.isShared) } == [[false], [false, false], [true], [true]])
  }

  @Test("A step without a request is not shared")
  func unasked() throws {
    let unasked = try step("", attempts: 0)
    var outcomes = [cell(.failed, unasked), cell(.failed, unasked)]
    OrderedOutcomes.markShared(&outcomes)
    #expect(outcomes.allSatisfy { !$0.steps[0].isShared })
  }
}
