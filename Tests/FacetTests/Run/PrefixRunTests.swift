import FacetConfiguration
import FacetRehearsal
import Testing

@testable import Facet

@Suite struct PrefixRunTests {
  @Test(
    "A run's prompts come from the cache if the sample comes first",
    arguments: [PromptLayout.contextFirst, .sandwich])
  func caches(layout: PromptLayout) async throws {
    let samples = (0..<5).map { "\($0) " + String(repeating: "a long text ", count: 700) }
    let perspectives = (0..<10).map {
      #"{"condition": "P\#($0)", "strategy": "Answer for the \#($0)th time."}"#
    }
    let fixture = try TaskFixture(
      samples: samples, perspectives: perspectives.joined(separator: ","))
    fixture.configuration.promptLayout = layout
    fixture.configuration.limits.lead = .seconds(600)
    fixture.rehearsal.latency = .milliseconds(5)
    let run = try await fixture.run()
    let usage = run.outcome.usage
    let share = Double(usage.cachedTokens) / Double(usage.promptTokens)
    // Nine of ten find what the first has left, in whole steps.
    if layout == .contextFirst { #expect(share > 0.85 && share < 0.9) } else { #expect(share == 0) }
    #expect(run.statistics.cachedTokens == usage.cachedTokens)
    #expect(run.statistics.duplicates == 0)
  }
}
