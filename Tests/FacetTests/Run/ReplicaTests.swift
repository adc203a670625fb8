import FacetModels
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("A model that own servers serve")
struct ReplicaTests {
  private static let samples = (0..<40).map { "sample \($0)" }

  private static func task(_ urls: [String], retry: String = "{}") throws -> TaskFixture {
    let list = urls.map { "\"\($0)\"" }.joined(separator: ", ")
    let task = try TaskFixture(
      samples: samples, model: "\"base_url\": [\(list)]",
      members: "\"retry\": \(retry), \"limits\": {\"max_concurrency\": 8}")
    task.options.ledgerPath = task.folder.path(of: "ledger.sqlite")
    return task
  }

  private static func outcome(_ task: TaskFixture) async throws -> RunOutcome {
    try await DataGenerationPipeline(configuration: task.configuration, options: task.options)
      .generateDataset()
  }

  /// A port of this machine on which nobody listens.
  private static func unusedAddress() async throws -> String {
    try await RehearsalServer.withServer(options: RehearsalOptions(seed: 1)) { server in
      server.baseURL(for: .openAIChat)
    }
  }

  @Test("Two replicas share the requests, each asked once")
  func shared() async throws {
    let options = RehearsalOptions(seed: 7)
    try await RehearsalServer.withServer(options: options) { one in
      try await RehearsalServer.withServer(options: options) { other in
        let task = try Self.task([one, other].map { $0.baseURL(for: .openAIChat) })
        #expect(try await Self.outcome(task).exitStatus == 0)
        #expect(one.statistics.requests + other.statistics.requests == 40)
        #expect(one.statistics.requests >= 10 && other.statistics.requests >= 10)
      }
    }
  }

  @Test("A replica that is down costs no cell and no attempt")
  func oneIsDown() async throws {
    let down = try await Self.unusedAddress()
    try await RehearsalServer.withServer(options: RehearsalOptions(seed: 7)) { server in
      let task = try Self.task(
        [down, server.baseURL(for: .openAIChat)], retry: #"{"max_attempts": 1}"#)
      let outcome = try await Self.outcome(task)
      #expect(outcome.exitStatus == 0)
      #expect(server.statistics.requests == 40)
    }
  }

  @Test("When all replicas are down the run stops, and can go on")
  func allAreDown() async throws {
    let down = [try await Self.unusedAddress(), try await Self.unusedAddress()]
    let outcome = try await Self.outcome(
      Self.task(down, retry: #"{"max_attempts": 2, "timeout_s": 5}"#))
    #expect(outcome.exitStatus == 5)
  }

  @Test("An 'endpoint_id' preserves paid answers when a server's address changes")
  func movedServer() async throws {
    let options = RehearsalOptions(seed: 7)
    let task = try TaskFixture(samples: ["one", "two"])
    task.options.ledgerPath = task.folder.path(of: "ledger.sqlite")
    for expected in [2, 0] {
      try await RehearsalServer.withServer(options: options) { server in
        let url = server.baseURL(for: .openAIChat)
        task.configuration = try TaskFixture.configuration(
          model: "\"base_url\": \"\(url)\", \"endpoint_id\": \"our-server\"",
          in: task.folder.path)
        #expect(try await Self.outcome(task).exitStatus == 0)
        #expect(server.statistics.requests == expected)
      }
    }
  }

  @Test("A server that comes up late is waited for")
  func waited() async throws {
    let port = try await RehearsalServer.withServer(options: RehearsalOptions(seed: 7)) {
      $0.port
    }
    let url = "http://127.0.0.1:\(port)/v1"
    let task = try Self.task([url], retry: #"{"max_attempts": 1, "wait_for_endpoint_s": 30}"#)
    var options = RehearsalOptions(seed: 7)
    options.port = port
    let pipeline = try DataGenerationPipeline(
      configuration: task.configuration, options: task.options)
    try await withThrowingTaskGroup(of: RunOutcome.self) { group in
      group.addTask { try await pipeline.generateDataset() }
      try await Task.sleep(for: .milliseconds(700))
      try await RehearsalServer.withServer(options: options) { server in
        let outcome = try await group.next()
        #expect(outcome?.exitStatus == 0)
        #expect(server.statistics.requests == 40)
      }
    }
  }

  @Test("An absent server is waited for as long as configured, and receives no request")
  func notServed() async throws {
    let url = try await Self.unusedAddress()
    let outcome = try await Self.outcome(
      Self.task([url], retry: #"{"wait_for_endpoint_s": 1}"#))
    #expect(outcome.exitStatus == 5)
    #expect(outcome.counts.ok == 0)
    guard case .stoppedByProvider(let reason) = outcome.ending else {
      Issue.record("ended as \(outcome.ending)")
      return
    }
    #expect(reason.contains("was not served within 1 s"))
  }
}
