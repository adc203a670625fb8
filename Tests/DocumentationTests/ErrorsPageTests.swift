import FacetModels
import Testing

@testable import Facet

@Suite("The page of the errors")
struct ErrorsPageTests {
  private let page: Page

  init() throws {
    page = try Page("Docs/errors.md")
  }

  @Test("Every class of error has a row", arguments: ModelError.Kind.allCases)
  func hasEveryClass(_ kind: ModelError.Kind) {
    #expect(page.text.contains("\n| `\(kind.rawValue)` |"))
  }

  @Test(
    "Every exit status has a row",
    arguments: [
      .complete, .completeWithFailures, .stoppedByProvider("it is closed"), .interrupted,
    ] as [RunOutcome.Ending])
  func hasEveryStatus(_ ending: RunOutcome.Ending) {
    let outcome = RunOutcome(
      ending: ending, datasetPath: "", counts: RunOutcome.CellCounts(), usage: DatasetUsage(),
      calls: RunOutcome.Calls(), failures: [], elapsed: .zero)
    #expect(page.text.contains("\n| \(outcome.exitStatus) |"))
  }
}
