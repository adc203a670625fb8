import FacetConfiguration
import FacetModels
import FacetRehearsal
import Testing

@testable import Facet

@Suite struct CacheEstimateTests {
  private static let long = String(repeating: "a long text ", count: 700)

  private static func perspectives(_ count: Int, model: String) -> String {
    (0..<count).map {
      #"""
      {"condition": "P\#($0)", "strategy": "Answer for the \#($0)th time.",
       "model_config": {"model_name": "\#(model)", "max_tokens": 100}}
      """#
    }.joined(separator: ",")
  }

  private func pipeline(_ fixture: TaskFixture) throws -> DataGenerationPipeline {
    var options = fixture.options
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: fixture.rehearsal.identity)
    return try DataGenerationPipeline(configuration: fixture.configuration, options: options)
  }

  /// The prefix of each prompt: the text and what stands around it.
  private func prefix(_ pipeline: DataGenerationPipeline) -> Int {
    pipeline.plan.input.tally.context.o200k / pipeline.plan.input.tally.samples + 6
  }

  @Test("The first request of a sample pays for writing what it marks, the others read it")
  func marked() async throws {
    let fixture = try TaskFixture(
      samples: [Self.long, Self.long],
      perspectives: Self.perspectives(4, model: "claude-sonnet-4-5"))
    let pipeline = try pipeline(fixture)
    let estimate = try await pipeline.estimate()
    let each = prefix(pipeline)
    #expect(each >= 1024)
    #expect(estimate.total.writtenTokens == Double(2 * each))
    #expect(estimate.total.cachedTokens == Double(6 * each))
    // Per million: 3 for input, 3.75 written, 0.3 read.
    let surcharge = USDollars(attodollars: 750_000_000_000 * Int128(2 * each))
    let reading = USDollars(attodollars: 2_700_000_000_000 * Int128(6 * each))
    #expect(estimate.total.writeSurcharge == surcharge)
    #expect(estimate.total.saving == reading - surcharge)
    let cost = try #require(estimate.total.cost)
    let prompt = Int(estimate.total.prompt.expected)
    let whole = USDollars(attodollars: 3_000_000_000_000 * Int128(prompt))
    // The 8 answers are taken to be about as long as the references.
    let tokens = estimate.total.completion.expected
    #expect(tokens > 8 && tokens < 100)
    let answers = USDollars(attodollars: 15_000_000_000_000 * Int128(tokens))
    #expect(cost.expected == whole + answers + surcharge - reading)
    #expect(cost.low < cost.expected && cost.expected < cost.high)
    // At most every marked prefix is written anew.
    let high = try #require(estimate.steps.first?.part.cost?.high)
    let part = try #require(estimate.steps.first?.part)
    let unmarked = Int128(part.prompt.high.rounded()) * 3_000_000_000_000 + 15_000_000_000_000 * 200
    let marked = Int128((part.writtenTokens * part.prompt.high / part.prompt.expected).rounded())
    #expect(high == USDollars(attodollars: unmarked + marked * 750_000_000_000))
  }

  @Test(
    "If nothing is marked, only the input is paid",
    arguments: [
      // Shorter than what the model caches; the instruction first; nobody to share with.
      (String(repeating: "short ", count: 500), PromptLayout.contextFirst, 4),
      (long, .sandwich, 4), (long, .contextFirst, 1),
    ])
  func unmarked(text: String, layout: PromptLayout, perspectives: Int) async throws {
    let fixture = try TaskFixture(
      samples: [text], perspectives: Self.perspectives(perspectives, model: "claude-sonnet-4-5"))
    fixture.configuration.promptLayout = layout
    let total = try await pipeline(fixture).estimate().total
    #expect(total.writtenTokens == 0)
    #expect(total.cachedTokens == 0)
    #expect(total.writeSurcharge == .zero)
    #expect(total.saving == .zero)
    let sum = Int128(total.prompt.high.rounded()) * 3 + Int128(total.completion.high) * 15
    // Each of several steps is rounded by itself.
    let off = try #require(total.cost).high - USDollars(attodollars: sum * 1_000_000_000_000)
    #expect(abs(off.double) < 3e-6 * Double(perspectives))
  }

  @Test("A reading that several perspectives share is asked once and marks nothing")
  func sharedReading() async throws {
    let fixture = try TaskFixture(
      samples: [Self.long],
      perspectives: ["A", "B"].map {
        #"""
        {"condition": "\#($0)", "reading": "Take notes.", "strategy": "Answer as \#($0).",
         "model_config": {"model_name": "claude-sonnet-4-5", "max_tokens": 100}}
        """#
      }.joined(separator: ","))
    let total = try await pipeline(fixture).estimate().total
    #expect(total.calls == 3)
    #expect(total.writtenTokens == 0)
    #expect(total.writeSurcharge == .zero)
  }

  @Test("If no request waits for the first, each is assumed to write for itself")
  func notLed() async throws {
    let fixture = try TaskFixture(
      samples: [Self.long], perspectives: Self.perspectives(3, model: "claude-sonnet-4-5"))
    fixture.configuration.limits.lead = .zero
    let pipeline = try pipeline(fixture)
    let total = try await pipeline.estimate().total
    #expect(total.cachedTokens == 0)
    #expect(total.writtenTokens == Double(3 * prefix(pipeline)))
    #expect(total.saving == .zero - total.writeSurcharge)
  }

  @Test("A cache that bills no writing saves the price of reading alone")
  func automatic() async throws {
    let fixture = try TaskFixture(
      samples: [Self.long], perspectives: Self.perspectives(3, model: "gpt-4o-mini"))
    let pipeline = try pipeline(fixture)
    let estimate = try await pipeline.estimate()
    // Whole steps of 128 tokens are cached.
    let each = prefix(pipeline) / 128 * 128
    #expect(estimate.total.cachedTokens == Double(2 * each))
    #expect(estimate.total.writeSurcharge == .zero)
    // Per million: 0.15 for input, 0.075 read.
    #expect(
      estimate.total.saving == USDollars(attodollars: 75_000_000_000 * Int128(2 * each)))
  }

  @Test("Once the others are held, the request that is left writes for nobody")
  func leftover() async throws {
    let fixture = try TaskFixture(
      samples: [Self.long, Self.long],
      perspectives: Self.perspectives(2, model: "claude-sonnet-4-5"))
    fixture.options.perspectives = ["P0"]
    _ = try await fixture.run()
    fixture.options.perspectives = []
    fixture.options.output = nil
    let pipeline = try pipeline(fixture)
    let total = try await pipeline.estimate().total
    #expect(total.calls == 2)
    #expect(total.cachedTokens == 0)
    #expect(total.writtenTokens == Double(2 * prefix(pipeline)))
    #expect(total.saving == .zero - total.writeSurcharge)
    #expect(total.writeSurcharge > .zero)
  }
}
