import FacetLedger
import Testing

@testable import Facet

@Suite("How begun conversations go on")
struct ConversationShapeTests {
  private static func turn(_ index: Int, _ answers: Int, prompt: Int) -> LedgerTurn {
    LedgerTurn(
      turn: index, answers: answers, promptTokens: answers * prompt,
      cachedTokens: 0, completionTokens: answers * 10)
  }

  /// Ten conversations, of which ten, eight and four had a first, second and third request.
  private func shape() throws -> ConversationShape {
    let outlook = ConversationOutlook(
      leastRequests: 1, assumedRequests: 4, mostRequests: 9, contextTokens: 8000,
      assumedToldTokens: 100, mostToldTokens: 1000, declaredTokens: 0, runner: NoRunner())
    return try #require(
      ConversationShape(
        [
          Self.turn(0, 10, prompt: 100), Self.turn(1, 8, prompt: 150),
          Self.turn(2, 4, prompt: 220),
        ], outlook: outlook))
  }

  @Test("Those that have had some requests have the rest, as often as others that came so far")
  func rest() throws {
    let shape = try shape()
    #expect(abs(shape.requests.expected - 2.2) < 1e-9)
    #expect(abs(shape.after(1).requests.expected - 1.2) < 1e-9)
    #expect(abs(shape.after(2).requests.expected - 0.5) < 1e-9)
    #expect(shape.after(1).growth == [50, 120])
    #expect(shape.after(0).requests == shape.requests)
  }

  @Test("One that has had more than any known has another one", arguments: [3, 4, 8])
  func beyond(held: Int) throws {
    let rest = try shape().after(held)
    #expect(rest.requests.expected == 1)
    #expect(rest.requests.low == 0)
    #expect(rest.growth == [120])
    #expect(rest.grownTokens == 120)
  }
}

private struct NoRunner: CellRunner {
  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome { .pending }
}
