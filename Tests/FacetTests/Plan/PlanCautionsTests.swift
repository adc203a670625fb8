import FacetConfiguration
import FacetModels
import Testing

@testable import Facet

@Suite struct PlanCautionsTests {
  private func sentences(
    model: String = "", today: String = "2026-11-21", layout: PromptLayout = .contextFirst,
    samples: [String] = ["one"], perspectives: String = TaskFixture.onePerspective
  ) throws -> [String] {
    let fixture = try TaskFixture(
      samples: samples, perspectives: perspectives, model: model)
    fixture.configuration.promptLayout = layout
    fixture.options.requiresKeys = false
    return PlanCautions(
      plan: try DataGenerationPipeline(
        configuration: fixture.configuration, options: fixture.options
      ).plan, today: today
    ).sentences
  }

  private static func model(_ name: String, _ rest: String = "") -> String {
    #"{"condition": "A", "strategy": "S", "model_config": {"model_name": "\#(name)"\#(rest)}}"#
  }

  @Test(
    "Warns of a model that is shut down, or soon will be",
    arguments: [
      ("gpt-4", "2026-11-21", "shut 'gpt-4' down on 2026-10-23"),
      ("o3", "2026-11-21", "on 2026-12-11, in 20 days"),
      ("o3", "2026-12-10", "tomorrow"),
      ("o3", "2026-06-01", nil),
      ("claude-haiku-4-5", "2026-11-21", nil),
    ] as [(String, String, String?)])
  func shutdowns(model: String, today: String, expected: String?) throws {
    let sentences = try sentences(
      today: today, perspectives: Self.model(model, #", "max_tokens": 5000"#))
    #expect(sentences.count == (expected == nil ? 0 : 1))
    if let expected { #expect(sentences.first?.contains(expected) == true) }
  }

  @Test(
    "Warns of a small limit on a reasoning model",
    arguments: [
      (#", "max_tokens": 500"#, true), (#", "max_tokens": 4000"#, false), ("", false),
      (#", "max_tokens": 500, "reasoning_effort": "none""#, false),
    ])
  func limits(rest: String, isTold: Bool) throws {
    let sentences = try sentences(perspectives: Self.model("gpt-5.5", rest))
    #expect(sentences.contains { $0.contains("thinks before it answers") } == isTold)
  }

  @Test("Warns of a layout that forgoes the cache, if there is something to cache")
  func layout() throws {
    let two =
      #"{"condition": "A", "strategy": "Say it."}, {"condition": "B", "strategy": "Deny it."}"#
    let long = String(repeating: "a long text ", count: 600)
    #expect(
      try sentences(layout: .sandwich, samples: [long], perspectives: two)
        .contains { $0.contains("forgoes the provider's cache") })
    #expect(try sentences(layout: .sandwich, samples: ["short"], perspectives: two).isEmpty)
    #expect(try sentences(samples: [long], perspectives: two).isEmpty)
  }
}
