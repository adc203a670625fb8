import FacetPlatform
import Glibc
import TestSupport
import Testing

@Suite("A run that several processes work on", .enabled(if: KillableProcess.executable != nil))
struct ResumedRunTests {
  @Test("Is shown as killed, with its progress")
  func killedStatus() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let process = try await task.start(untilAsked: 60, server, gate)
      #expect(try await task.status().contains("echo  running"))
      // Counters are kept every quarter of a second, with what is recorded then.
      try await ContinuousClock().sleep(for: .milliseconds(300))
      gate.open()
      gate.close(after: 40)
      try await task.poll { server.requests.count >= 100 }
      process.send(SIGKILL)
      _ = try await process.ending()
      gate.open()
      let status = try await task.status()
      #expect(status.contains("echo  killed"))
      #expect(!status.contains(" 0/150 cells"), "\(status)")
      #expect(status.contains("/facet run task.json -o out.json"))
    }
  }

  @Test("Tells the process that joins it, and continues when that one is interrupted")
  func together() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let first = try await task.start(untilAsked: 40, server, gate)
      let second = try task.start(["-o", "out.json", "--join"], name: "second")
      try await task.wait(for: "also working on this run", from: "second")
      second.send(SIGINT)
      try await task.wait(for: "stopping", from: "second")
      gate.open()
      gate.close(after: 60)
      #expect(try await second.ending() == .exited(130))
      #expect(try await task.status().contains("echo  running"))
      gate.open()
      #expect(try await first.ending() == .exited(0))
      #expect(try await task.status().contains("echo  complete  150/150 cells"))
      #expect(!FileSystem.exists(task.folder.path(of: "out.partial.json")))
    }
  }

  @Test("Does not reuse the answers of one server for another")
  func otherServer() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      #expect(try await task.start().ending() == .exited(0))
      try await RecordingServer.withServer(gate.reply) { other in
        try task.ask(other)
        #expect(try await task.start().ending() == .exited(0))
        #expect(other.requests.count == KillableTask.requests)
      }
    }
  }
}
