import FacetLedger
import FacetPlatform
import Glibc
import TestSupport
import Testing

@Suite("A run whose process is stopped", .enabled(if: KillableProcess.executable != nil))
struct KilledRunTests {
  @Test(
    "Resumes after each SIGKILL, repeats at most the requests in flight, and loses nothing",
    arguments: ["out.json", "out.jsonl"])
  func killed(output: String) async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let unbroken = try KillableTask(server: server, output: output)
      #expect(try await unbroken.start().ending() == .exited(0))
      #expect(server.requests.count == KillableTask.requests)

      let task = try KillableTask(server: server, output: output)
      for requests in [60, 30, 40] {
        let process = try await task.start(untilAsked: requests, server, gate)
        process.send(SIGKILL)
        #expect(try await process.ending() == .killed(by: SIGKILL))
        gate.open()
        #expect(!FileSystem.exists(task.folder.path(of: "out.json")))
      }
      #expect(try await task.start().ending() == .exited(0), "\(task.said)")
      let bodies = server.requests.dropFirst(KillableTask.requests).map(\.body)
      #expect(Set(bodies).count == KillableTask.requests)
      #expect(bodies.count - KillableTask.requests <= 3 * 2 * KillableTask.slots)
      #expect(try task.maskedDataset() == unbroken.maskedDataset())
      #expect(task.folder.names == unbroken.folder.names)
    }
  }

  @Test("Ends with a message at the limit on file sizes, and resumes without it")
  func fileSizeLimit() async throws {
    let text = String(repeating: "long ", count: 400)
    try await RecordingServer.withServer { _ in
      RecordingServer.Reply(
        #"{"choices": [{"message": {"content": "\#(text)"}, "finish_reason": "stop"}]}"#)
    } _: { server in
      let task = try KillableTask(server: server, output: "out.json")
      // 256 kB: enough to begin, too little for 200 answers.
      #expect(try await task.start(fileBlocks: 512).ending() == .exited(1))
      #expect(task.said.contains("reached the limit on file sizes"), "\(task.said)")
      let sent = server.requests.count
      #expect(try await task.start().ending() == .exited(0), "\(task.said)")
      let most = KillableTask.requests + 2 * KillableTask.slots
      #expect(sent > KillableTask.slots && server.requests.count <= most)
    }
  }

  @Test("Keeps the calibration that its answers provided")
  func teaches() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer { request in
      usleep(20_000)
      return gate.reply(to: request)
    } _: { server in
      let task = try KillableTask(server: server, output: "out.json")
      let process = try await task.start(untilAsked: 160, server, gate)
      process.send(SIGKILL)
      #expect(try await process.ending() == .killed(by: SIGKILL))
      gate.open()
      let taught = try await Ledger.withLedger(at: task.folder.path(of: "ledger.sqlite")) {
        try $0.calibrations()
      }
      #expect(taught.map(\.model) == ["m"])
      let known = try #require(taught.first)
      // Kept four times a second at least; the server says 9 of every prompt.
      #expect(known.samples >= 50 && known.samples < 160)
      #expect(known.reportedTokens == 9 * known.samples)
      #expect(known.estimatedTokens > 0)
    }
  }

  @Test("Finishes requests in flight on SIGINT, and repeats nothing")
  func interrupted() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let unbroken = try KillableTask(server: server, output: "out.json")
      #expect(try await unbroken.start().ending() == .exited(0))

      let task = try KillableTask(server: server, output: "out.json")
      for requests in [60, 40] {
        let process = try await task.start(untilAsked: requests, server, gate)
        process.send(SIGINT)
        try await task.wait(for: "stopping")
        gate.open()
        #expect(try await process.ending() == .exited(130))
        #expect(task.printed == "out.partial.json")
      }
      #expect(try await task.start().ending() == .exited(0), "\(task.said)")
      #expect(server.requests.count == 2 * KillableTask.requests)
      #expect(try task.maskedDataset() == unbroken.maskedDataset())
    }
  }

  @Test(
    "Writes all answers in the ledger when stopped, including those of cells not reached",
    arguments: ["out.json", "out.jsonl"])
  func stoppedEarly(output: String) async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: output)
      let other = try task.start(["--perspectives", "B", "-o", "b.json"])
      #expect(try await other.ending() == .exited(0))
      let process = try await task.start(
        untilAsked: 2, server, gate, options: ["-o", output, "--max-concurrency", "1"])
      process.send(SIGINT)
      try await task.wait(for: "stopping")
      gate.open()
      #expect(try await process.ending() == .exited(130))
      let answers = try task.text(of: task.printed).ranges(of: "\"ok\"").count
      #expect(answers >= 100)
    }
  }
}
