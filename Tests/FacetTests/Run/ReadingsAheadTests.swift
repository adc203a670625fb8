import FacetConfiguration
import FacetPlatform
import Testing

@testable import Facet

@Suite("The order of readings and strategies")
struct ReadingsAheadTests {
  /// Takes note of what it is asked for, and has no answers.
  private final class Asked: StepSource {
    let orders = Lock<[String: Int]>([:])

    func result(of step: StepRequest) async throws(StepFailure) -> StepResult {
      orders.withLock { $0[step.name] = step.order }
      throw .stopped
    }

    func unaskedRecord(of step: PlannedStep) -> StepRecord {
      preconditionFailure("every prompt of the fixture can be put into words")
    }
  }

  private func orders(of perspective: String, ahead: Int) async throws -> [String: Int] {
    let task = try TaskFixture(samples: ["a"], perspectives: perspective)
    task.options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "none")
    let plan = try DataGenerationPipeline(
      configuration: task.configuration, options: task.options
    ).plan
    let runner = PerspectiveRunner(
      renderer: PromptRenderer(layout: .sandwich, data: plan.configuration.data),
      outcomes: plan.configuration.outcomes, stepsAhead: ahead)
    var reader = try SampleReader(
      path: plan.input.path, data: plan.configuration.data, selection: plan.input.selection)
    let sample = try #require(try reader.next())
    let column = try #require(plan.columns.first { $0.perspective.strategy != nil })
    let asked = Asked()
    _ = await runner.outcome(
      of: Cell(sample: sample, column: column, order: 7), from: asked)
    return asked.orders.withLock { $0 }
  }

  @Test("A reading goes out as if its cell came earlier, a strategy in its turn")
  func ahead() async throws {
    let read = #"{"condition": "P", "reading": "Read.", "strategy": "Answer."}"#
    #expect(try await orders(of: read, ahead: 5) == ["reading": 2])
    #expect(try await orders(of: read, ahead: 0) == ["reading": 7])
    let plain = #"{"condition": "P", "strategy": "Answer."}"#
    #expect(try await orders(of: plain, ahead: 5) == ["strategy": 7])
  }
}
