import FacetConfiguration
import FacetModels
import FacetPlatform
import Testing

@testable import Facet

@Suite("Prompts that must not be sent")
struct PromptCheckTests {
  /// Counts what it is asked for, and has no answers.
  private final class Asked: StepSource {
    let count = Lock(0)

    func result(of step: StepRequest) async throws(StepFailure) -> StepResult {
      count.withLock { $0 += 1 }
      throw .stopped
    }

    func unaskedRecord(of step: PlannedStep) -> StepRecord {
      preconditionFailure("every prompt of the fixture can be put into words")
    }
  }

  @Test("A cell whose prompt holds such text is contaminated, and nothing is requested")
  func stops() async throws {
    let task = try TaskFixture(
      samples: ["a clean text", "a text with poison in it"],
      perspectives: #"{"condition": "P", "strategy": "Answer."}"#)
    task.options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "none")
    let plan = try DataGenerationPipeline(
      configuration: task.configuration, options: task.options
    ).plan
    let runner = PerspectiveRunner(
      renderer: PromptRenderer(layout: .sandwich, data: plan.configuration.data),
      outcomes: plan.configuration.outcomes, stepsAhead: 0,
      promptCheck: PromptCheck { messages in
        messages.contains { $0.joinedText.contains("poison") } ? "poison" : nil
      })
    var reader = try SampleReader(
      path: plan.input.path, data: plan.configuration.data, selection: plan.input.selection)
    let column = try #require(plan.columns.first { $0.perspective.strategy != nil })
    let asked = Asked()
    var outcomes: [CellOutcome] = []
    while let sample = try reader.next() {
      outcomes.append(
        await runner.outcome(of: Cell(sample: sample, column: column, order: 0), from: asked))
    }
    #expect(outcomes.map(\.status) == [.pending, .contaminated])
    #expect(outcomes[1].error?.message == "the prompt contains 'poison', so it was not sent")
    #expect(asked.count.withLock { $0 } == 1)
  }
}
