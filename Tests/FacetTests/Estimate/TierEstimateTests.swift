import FacetConfiguration
import FacetJSON
import FacetModels
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Estimates of service tiers")
struct TierEstimateTests {
  private func estimate(_ task: TaskFixture) async throws -> RunEstimate {
    var options = task.options
    options.rehearsal = RehearsalTarget(
      baseURLs: [:], identity: task.identity ?? task.rehearsal.identity)
    return try await DataGenerationPipeline(configuration: task.configuration, options: options)
      .estimate()
  }

  private static func perspective(_ model: String, _ members: String = "") -> String {
    #"{"condition": "A", "strategy": "S", "model_config": {"model_name": "\#(model)"\#(members)}}"#
  }

  @Test(
    "The ordinary tier and flex stand side by side, whichever is chosen",
    arguments: ["", #", "service_tier": "auto""#, #", "service_tier": "flex""#])
  func tiers(members: String) async throws {
    let task = try TaskFixture(perspectives: Self.perspective("gpt-5-mini", members))
    let estimate = try await estimate(task)
    let costs = try #require(estimate.total.tierCosts)
    let ratio = costs.flex.expected.double / costs.ordinary.expected.double
    #expect(abs(ratio - 0.5) < 0.001)
    #expect(
      estimate.total.cost == (members.contains("flex") ? costs.flex : costs.ordinary))
  }

  @Test(
    "A model without flex, or with a price of its own, has one cost",
    arguments: [
      perspective("gpt-4o-mini"), perspective("claude-haiku-5-5"),
      perspective("gpt-5-mini", #", "price": {"input": 1, "output": 2}"#),
    ])
  func none(perspective: String) async throws {
    let estimate = try await estimate(try TaskFixture(perspectives: perspective))
    #expect(estimate.total.tierCosts == nil)
    #expect(estimate.total.cost != nil)
  }

  @Test("Flex of a model without a flex price has an unknown cost")
  func unknown() async throws {
    let task = try TaskFixture(
      perspectives: Self.perspective("gpt-4o-mini", #", "service_tier": "flex""#))
    #expect(try await estimate(task).total.cost == nil)
  }

  @Test("The upper bounds allow for every answer to be sent back", arguments: [0, 1, 3])
  func repairs(count: Int) async throws {
    let task = try TaskFixture(
      perspectives:
        #"{"condition": "A", "strategy": "S", "schema": {"type": "object"}, "repair": \#(count)}"#,
      model: #""max_tokens": 100, "price": {"input": 1, "output": 2}"#)
    let total = try await estimate(task).total
    #expect(total.calls == 3 && total.callRange.high == Double(3 * (1 + count)))
    #expect(total.completion.high == Double(300 * (1 + count)))
    let once = total.prompt.expected * 1.15
    // Each repair repeats the prompt and all replies before it.
    let added = Double(3 * 300 * count * (count + 1) / 2)
    #expect(abs(total.prompt.high - once * Double(1 + count) - added) < 1)
  }

  @Test("The cached share is the measured one once enough answers show it")
  func measured() async throws {
    let task = try TaskFixture(
      samples: (0..<30).map { "\($0) " + String(repeating: "heron and river ", count: 600) },
      perspectives: (0..<3).map { #"{"condition": "\#($0)", "strategy": "Say \#($0)."}"# }
        .joined(separator: ", "),
      model: #""price": {"input": 1, "output": 2}, "max_tokens": 20"#,
      members: #""budget": {"requests": 45}"#)
    let run = try await task.run()
    #expect(run.metadata["token_usage"]?["cached_tokens"]?.int ?? 0 > 0)
    let estimate = try await estimate(task)
    #expect(estimate.models.first?.cacheAnswers ?? 0 >= 20)
    let usage = run.metadata["token_usage"]
    let share =
      (usage?["cached_tokens"]?.double ?? 0) / (usage?["prompt_tokens"]?.double ?? 1)
    #expect(abs(estimate.total.cachedTokens / estimate.total.prompt.expected - share) < 0.01)
  }
}
