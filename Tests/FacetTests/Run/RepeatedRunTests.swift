import FacetModels
import FacetRehearsal
import Testing

@testable import Facet

@Suite("A pipeline that runs again")
struct RepeatedRunTests {
  @Test("It counts each run by itself", arguments: [true, false])
  func counts(usesLedger: Bool) async throws {
    try await RehearsalServer.withServer { server in
      let fixture = try TaskFixture(
        model: #""base_url": "\#(server.baseURL(for: .openAIChat))""#)
      fixture.options.usesLedger = usesLedger
      let pipeline = try DataGenerationPipeline(
        configuration: fixture.configuration, options: fixture.options)
      let first = try await pipeline.generateDataset()
      #expect(first.calls.sent == 3)
      #expect(pipeline.progress.done == 3)
      let second = try await pipeline.generateDataset()
      #expect(second.calls.sent == (usesLedger ? 0 : 3))
      #expect(second.reused == (usesLedger ? 3 : 0))
      #expect(second.ending == .complete)
      #expect(pipeline.progress.done == 3)
    }
  }

  @Test("A stop ends the run that it was meant for, and not the next")
  func stops() async throws {
    try await RehearsalServer.withServer { server in
      let fixture = try TaskFixture(
        model: #""base_url": "\#(server.baseURL(for: .openAIChat))""#)
      let pipeline = try DataGenerationPipeline(
        configuration: fixture.configuration, options: fixture.options)
      pipeline.stop()
      #expect(try await pipeline.generateDataset().ending == .interrupted)
      #expect(try await pipeline.generateDataset().ending == .complete)
    }
  }
}
