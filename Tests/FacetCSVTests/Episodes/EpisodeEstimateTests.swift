import FacetConfiguration
import FacetConversation
import FacetJSON
import FacetModels
import FacetRehearsal
import Testing

@testable import Facet
@testable import FacetCSV

@Suite struct EpisodeEstimateTests {
  private func pipeline(_ fixture: EpisodeFixture) throws -> DataGenerationPipeline {
    var options = fixture.options
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "fixture")
    var settings = try #require(EpisodeSettings(fixture.configuration))
    settings.wantedVerified = fixture.wantedVerified
    return try DataGenerationPipeline(
      configuration: fixture.configuration, options: options,
      answering: EpisodeAnswering(settings: settings, sessions: NoCodeSessions()))
  }

  @Test("Before the first answer, rules bound the requests, and four assumed lengths the replies")
  func assumed() async throws {
    let fixture = try EpisodeFixture(members: #""max_turns": 7, "max_invalid_replies": 2"#)
    let estimate = try await pipeline(fixture).estimate()
    let model = try #require(estimate.models.first)
    let conversations = try #require(model.conversations)
    // Six questions, each once with the hint and five times without.
    #expect(conversations.count == RunEstimate.Bounds(low: 36, expected: 36, high: 36))
    #expect(conversations.known == 0)
    #expect(conversations.mostCalls == 9)
    let total = estimate.total
    #expect(total.callRange == RunEstimate.Bounds(low: 36, expected: 144, high: 36 * 9))
    #expect(total.calls == 144)
    // 300 tokens are assumed of a reply.
    #expect(total.completion.high == 36 * 9 * 4 * 300)
    #expect(total.prompt.low < total.prompt.expected && total.prompt.expected < total.prompt.high)
    #expect(model.basis == .estimated)
    #expect(estimate.held.calls == 0)
  }

  @Test("A first request is counted as it is sent", arguments: ["auto", "fenced"])
  func firstRequests(codeTool: String) async throws {
    let fixture = try EpisodeFixture(members: #""code_tool": "\#(codeTool)""#)
    let pipeline = try pipeline(fixture)
    let outlook = try #require(pipeline.outlook)
    var tally = ConversationTally(plan: pipeline.plan, outlook: outlook)
    try await tally.look(at: StratifiedChoice(of: 6, atMost: 6), asking: nil)
    let mode = codeTool == "fenced" ? CodeMode.fenced : .tool
    #expect((mode.declaredTokens == 0) == (codeTool == "fenced"))
    let renderer = PromptRenderer(layout: .contextFirst, data: fixture.configuration.data)
    var reader = try SampleReader(
      path: pipeline.plan.input.path, data: fixture.configuration.data,
      selection: pipeline.plan.input.selection)
    var sent = 0
    while var sample = try reader.next() {
      sample.fields["code_instructions"] = .string(mode.instructions)
      for column in pipeline.plan.columns {
        let step = try #require(column.perspective.strategy)
        let messages = try renderer.messages(of: step, sample: sample).messages
        sent += Exchanges.estimatedTokens(of: messages) + mode.declaredTokens
      }
    }
    let counted = tally.left.values.flatMap(\.values).reduce(0) { $0 + $1.firstTokens.expected }
    // A text that is counted in parts is a token or two off.
    #expect(abs(counted / Double(sent) - 1) < 0.02)
  }

  @Test("Past conversations predict later ones, and stored replies are subtracted")
  func measured() async throws {
    let fixture = try EpisodeFixture(questions: 12)
    fixture.options.limit = 4
    let first = try await fixture.run()
    fixture.options.limit = nil
    let estimate = try await pipeline(fixture).estimate()
    #expect(estimate.held.calls == first.outcome.calls.sent)
    let second = try await fixture.run()
    let conversations = try #require(estimate.models.first?.conversations)
    #expect(conversations.known == 24)
    #expect(conversations.count.expected == 48)
    #expect(estimate.total.calls == second.outcome.calls.sent)
    #expect(estimate.models.map(\.basis) == [.measured])
    let sent = Double(second.outcome.usage.promptTokens - first.outcome.usage.promptTokens)
    #expect(abs(estimate.total.prompt.expected / sent - 1) < 0.05)
    // The run itself has told the same before its first request.
    #expect(second.outcome.estimate?.total.callRange == estimate.total.callRange)
    let rest = try await pipeline(fixture).estimate()
    #expect(rest.total.calls == 0)
    #expect(rest.total.prompt.high == 0)
    #expect(rest.held.calls == first.outcome.calls.sent + second.outcome.calls.sent)
  }

  @Test("Stored replies of an unfinished conversation are subtracted")
  func begun() async throws {
    let fixture = try EpisodeFixture(questions: 12, habits: "never=20%")
    fixture.rehearsal.latency = .milliseconds(10)
    fixture.configuration.limits.maxConcurrency = 16
    let sessions = ScriptedSessions()
    let first = try await fixture.run(sessions: sessions) { pipeline in
      await sessions.executed(80)
      pipeline.stop()
    }
    let estimate = try await pipeline(fixture).estimate()
    #expect(estimate.held.calls == first.outcome.calls.sent)
    let conversations = try #require(estimate.models.first?.conversations)
    #expect(conversations.known < 72 && conversations.count.expected < 72)
    let second = try await fixture.run()
    #expect(second.outcome.ending == .complete)
    let sent = Double(second.outcome.calls.sent)
    let range = estimate.total.callRange
    #expect(range.low <= sent && sent <= range.high)
    #expect(abs(range.expected / sent - 1) < 0.5, "\(range) of \(sent)")
    let prompt =
      Double(second.outcome.usage.promptTokens) - Double(estimate.held.usage.promptTokens)
    #expect(
      estimate.total.prompt.low <= prompt && prompt <= estimate.total.prompt.high,
      "\(estimate.total.prompt) of \(prompt)")
  }

  @Test(
    "The bounds hold if not every run takes place",
    arguments: [
      (#""stop_when_decided": true"#, nil), (#""dynamic_triangulation": true"#, nil), ("", 2),
    ] as [(String, Int?)])
  func fewer(members: String, wanted: Int?) async throws {
    let fixture = try EpisodeFixture(members: members)
    fixture.wantedVerified = wanted
    let estimate = try await pipeline(fixture).estimate()
    let run = try await fixture.run()
    let range = estimate.total.callRange
    let sent = Double(run.outcome.calls.sent)
    #expect(range.low <= sent && sent <= range.high)
    let conversations = try #require(estimate.models.first?.conversations).count
    // By difficulty three or four runs of five; three of five decide; two questions of six suffice.
    #expect(conversations.low == (members.contains("dynamic") ? 27 : wanted == nil ? 24 : 12))
    #expect(Double(run.outcome.usage.promptTokens) <= estimate.total.prompt.high)
    #expect(Double(run.outcome.usage.completionTokens) <= estimate.total.completion.high)
    // Once it has run, nothing is left but what an earlier stop has spared.
    if wanted == nil {
      #expect(try await pipeline(fixture).estimate().total.calls == 0)
    }
  }

  @Test("A conversation whose first request failed permanently is not restarted")
  func failed() async throws {
    let fixture = try EpisodeFixture(questions: 2, further: #""on": {"max_failures": 12}"#)
    fixture.rehearsal.faults = RehearsalFaults([.contextLength: 1])
    _ = try await fixture.run()
    let estimate = try await pipeline(fixture).estimate()
    #expect(estimate.total.calls == 0)
    #expect(estimate.failedCalls == 12)
    fixture.options.retryFailed = .all
    let again = try await pipeline(fixture).estimate()
    #expect(again.models.first?.conversations?.count.expected == 12)
    #expect(again.failedCalls == 0)
  }
}
