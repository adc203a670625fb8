import FacetConfiguration
import FacetJSON
import FacetModels
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("A run that stops")
struct StoppingTests {
  private func task(latency: Duration) throws -> TaskFixture {
    let task = try TaskFixture(samples: (0..<40).map { "text \($0)" })
    task.configuration.limits.maxConcurrency = 4
    task.rehearsal.latency = latency
    return task
  }

  private func untilServing(_ server: RehearsalServer, _ count: Int) async throws {
    for _ in 0..<5000 where server.statistics.requests < count {
      try await ContinuousClock().sleep(for: .milliseconds(1))
    }
  }

  @Test("Lets requests in flight finish, sends nothing more, and leaves an unfinished dataset")
  func drains() async throws {
    let task = try task(latency: .milliseconds(500))
    let run = try await task.run { pipeline, server in
      try await untilServing(server, 6)
      pipeline.stop()
    }
    #expect(run.outcome.ending == .interrupted)
    #expect(run.outcome.exitStatus == 130)
    #expect(run.outcome.datasetPath == task.folder.path(of: "out.partial.json"))
    #expect(task.folder.names == ["data", "out.partial.json"])
    #expect(run.metadata["status"] == "partial")
    #expect(run.statistics.requests < 40)
    #expect(run.statistics.broken == 0)
    #expect(run.statuses.count { $0 == "ok" } == run.statistics.answered)
    #expect(run.statuses.contains("pending"))
    #expect(run.outcome.counts.pending == 40 - run.statistics.answered)
    for (cell, response) in zip(run.cells, run.responses) where cell["status"] == "pending" {
      #expect(response == .null)
    }
  }

  @Test("Abandons requests in flight when stopped twice")
  func cancels() async throws {
    let task = try task(latency: .seconds(120))
    let start = ContinuousClock.now
    let run = try await task.run { pipeline, server in
      try await untilServing(server, 4)
      pipeline.stop()
      pipeline.stop()
    }
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(run.outcome.ending == .interrupted)
    #expect(run.statuses.allSatisfy { $0 == "pending" })
    #expect(run.outcome.counts.pending == 40)
  }

  @Test("Abandons requests in flight after the grace period")
  func gracePeriod() async throws {
    let task = try task(latency: .seconds(120))
    task.options.gracePeriod = .milliseconds(50)
    let start = ContinuousClock.now
    let run = try await task.run { pipeline, server in
      try await untilServing(server, 4)
      pipeline.stop()
    }
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(run.outcome.ending == .interrupted)
  }

  @Test("Does not wait for delayed requests")
  func waiting() async throws {
    let task = try task(latency: .zero)
    task.rehearsal.faults = RehearsalFaults([.rateLimit: 1])
    task.rehearsal.retryAfter = .seconds(300)
    let start = ContinuousClock.now
    let run = try await task.run { pipeline, server in
      try await untilServing(server, 16)
      pipeline.stop()
    }
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(run.outcome.ending == .interrupted)
    #expect(run.outcome.counts.pending == 40)
  }

  @Test("Ends with the answers so far when its task is cancelled")
  func cancelledTask() async throws {
    let task = try task(latency: .seconds(120))
    let start = ContinuousClock.now
    let outcome = try await RehearsalServer.withServer(options: task.rehearsal) { server in
      var options = task.options
      options.rehearsal = RehearsalTarget(
        baseURLs: [.openAIChat: server.baseURL(for: .openAIChat)], identity: "none")
      let pipeline = try DataGenerationPipeline(
        configuration: task.configuration, options: options)
      return try await withThrowingTaskGroup(of: RunOutcome?.self) { group in
        group.addTask { try await pipeline.generateDataset() }
        try await untilServing(server, 4)
        group.cancelAll()
        return try await group.next() ?? nil
      }
    }
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(outcome?.ending == .interrupted)
    #expect(outcome?.counts.pending == 40)
  }

  @Test("Answers nothing when stopped before it begins")
  func before() async throws {
    let task = try task(latency: .zero)
    let run = try await RehearsalServer.withServer { _ in
      var options = task.options
      options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "none")
      let pipeline = try DataGenerationPipeline(
        configuration: task.configuration, options: options)
      pipeline.stop()
      return try await pipeline.generateDataset()
    }
    #expect(run.ending == .interrupted)
    #expect(run.calls.sent == 0)
    #expect(run.counts.pending == 40)
  }

  @Test(
    "A stop names what is refused: the region, or the key",
    arguments: [
      (
        #"{"error": {"message": "Country, region, or territory not supported", "code": "unsupported_country_region_territory"}}"#,
        "refuses requests from this region"
      ),
      (
        #"{"error": {"message": "User location is not supported for the API use."}}"#,
        "refuses requests from this region"
      ),
      (#"{"error": {"message": "This key is not allowed here"}}"#, "refuses this key"),
    ])
  func refusals(body: String, words: String) async throws {
    let task = try TaskFixture(samples: ["one", "two"])
    let outcome = try await RecordingServer.withServer { _ in
      RecordingServer.Reply(status: 403, body)
    } _: { server in
      var options = task.options
      options.baseURL = server.baseURL
      options.environment = ["TOGETHER_API_KEY": "k"]
      return try await DataGenerationPipeline(
        configuration: task.configuration, options: options
      ).generateDataset()
    }
    guard case .stoppedByProvider(let reason) = outcome.ending else {
      Issue.record("it ended as \(outcome.ending)")
      return
    }
    #expect(reason.contains(words), "\(reason)")
  }

  @Test("A dataset that is complete replaces the unfinished one")
  func replacesPartial() async throws {
    let task = try task(latency: .zero)
    let beginning = #"{"schema_version": "1.0", "task_type": "echo"}"#
    try task.folder.write(beginning, to: "out.partial.json")
    let run = try await task.run()
    #expect(run.outcome.ending == .complete)
    #expect(task.folder.names == ["data", "out.json"])
    #expect(run.outcome.counts.ok == 40)
  }

  @Test("Fails with the mistake if the input breaks in the middle, and leaves no dataset")
  func brokenInput() async throws {
    let task = try task(latency: .zero)
    let error = await #expect(throws: RunError.self) {
      try await RehearsalServer.withServer { server in
        var options = task.options
        options.rehearsal = RehearsalTarget(
          baseURLs: [.openAIChat: server.baseURL(for: .openAIChat)], identity: "none")
        let pipeline = try DataGenerationPipeline(
          configuration: task.configuration, options: options)
        let rows = (0..<20).map { #"{"input": "text \#($0)"}"# }
        try task.folder.write(rows.joined(separator: "\n") + "\n{\"input\": ", to: "data/d.jsonl")
        return try await pipeline.generateDataset()
      }
    }
    #expect(error?.message.contains("data/d.jsonl:21") == true, "\(error?.message ?? "")")
    #expect(task.folder.names == ["data"])
  }
}
