import FacetLedger
import FacetPlatform
import Glibc
import TestSupport
import Testing

@Suite("The same run started twice", .enabled(if: KillableProcess.executable != nil))
struct SharedRunTests {
  @Test("The second waits, names the holder of the run, and repeats no request")
  func waits() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let first = try await task.start(untilAsked: 50, server, gate)
      let second = try task.start(["-o", "out.json", "--events", "e.jsonl"], name: "second")
      try await task.wait(for: "in progress in process", from: "second")
      gate.open()
      #expect(try await first.ending() == .exited(0))
      #expect(try await second.ending() == .exited(0))
      let events = try task.text(of: "e.jsonl")
      #expect(events.hasPrefix(#"{"event":"waiting","value":{"holders":[{"process":"#))
      #expect(events.contains(#""event":"planned""#) && events.contains(#""event":"ended""#))
      #expect(server.requests.count == KillableTask.requests)
      #expect(try task.text(of: "second.out") == "out.json\n")
    }
  }

  @Test("A waiting process continues when the holder is killed")
  func outlivesHolder() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let first = try await task.start(untilAsked: 50, server, gate)
      let second = try task.start(name: "second")
      try await task.wait(for: "in progress in process", from: "second")
      first.send(SIGKILL)
      #expect(try await first.ending() == .killed(by: SIGKILL))
      gate.open()
      #expect(try await second.ending() == .exited(0))
      #expect(server.requests.count <= KillableTask.requests + 2 * KillableTask.slots)
    }
  }

  @Test("Ctrl-C ends the wait but not the run")
  func leaves() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let first = try await task.start(untilAsked: 50, server, gate)
      let second = try task.start(name: "second")
      try await task.wait(for: "in progress in process", from: "second")
      second.send(SIGINT)
      #expect(try await second.ending() == .exited(130))
      gate.open()
      #expect(try await first.ending() == .exited(0))
      #expect(server.requests.count == KillableTask.requests)
    }
  }

  @Test(
    "Processes that join share the requests, and none is sent twice",
    arguments: ["out.json", "out.jsonl"])
  func joins(output: String) async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer { request in
      usleep(5000)
      return gate.reply(to: request)
    } _: { server in
      let unbroken = try KillableTask(server: server, output: output)
      #expect(try await unbroken.start().ending() == .exited(0))
      let before = server.requests.count
      let task = try KillableTask(server: server, output: output)
      let first = try await task.start(untilAsked: 40, server, gate)
      let others = try ["second", "third"].map {
        try task.start(["-o", output, "--join"], name: $0)
      }
      for name in ["second", "third"] {
        try await task.wait(for: "also working on this run", from: name)
      }
      gate.open()
      #expect(try await first.ending() == .exited(0), "\(task.said)")
      for (other, name) in zip(others, ["second", "third"]) {
        #expect(
          try await other.ending() == .exited(0), "\((try? task.text(of: name + ".err")) ?? "")")
      }
      #expect(server.requests.count - before == KillableTask.requests)
      #expect(try task.maskedDataset() == unbroken.maskedDataset())
      let status = try await task.status()
      #expect(status.contains("complete") && status.contains("3 sessions"))
    }
  }

  @Test("Joined processes take over the requests of a killed one")
  func joinOutlives() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let first = try await task.start(untilAsked: 40, server, gate)
      let second = try task.start(["-o", "out.json", "--join"], name: "second")
      try await task.wait(for: "also working on this run", from: "second")
      first.send(SIGKILL)
      #expect(try await first.ending() == .killed(by: SIGKILL))
      gate.open()
      #expect(
        try await second.ending() == .exited(0), "\((try? task.text(of: "second.err")) ?? "")")
      #expect(server.requests.count <= KillableTask.requests + 2 * KillableTask.slots)
    }
  }

  @Test("A closed terminal stops a run as Ctrl-C does")
  func hangUp() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let process = try await task.start(untilAsked: 50, server, gate)
      process.send(SIGHUP)
      try await task.wait(for: "stopping")
      gate.open()
      #expect(try await process.ending() == .exited(130))
      let status = try await task.status()
      #expect(status.contains("dataset: out.partial.json"))
    }
  }

  @Test("A ledger that is deleted under a run is written again, and the run says so")
  func deletedLedger() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let process = try await task.start(untilAsked: 50, server, gate)
      FileSystem.remove(task.folder.path(of: "ledger.sqlite"))
      gate.open()
      #expect(try await process.ending() == .exited(1))
      #expect(task.said.contains("was deleted or replaced while it was in use"))
      #expect(try await task.start().ending() == .exited(0), "\(task.said)")
      #expect(server.requests.count <= KillableTask.requests + 2 * KillableTask.slots)
    }
  }
}

@Suite("Reading a ledger", .enabled(if: KillableProcess.executable != nil))
struct LedgerCommandTests {
  private func say(_ words: [String], _ task: KillableTask) async throws -> (Int32, String) {
    let process = try KillableProcess(
      words, in: task.folder.path, environment: ["FACET_LEDGER": "ledger.sqlite"], name: "said")
    guard case .exited(let status) = try await process.ending() else { return (-1, "") }
    return (status, try task.text(of: "said.out") + task.text(of: "said.err"))
  }

  @Test("A damaged answer is found by the check, not exported, requested again and replaced")
  func check() async throws {
    try await RecordingServer.withServer(AnswerGate().reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      #expect(try await task.start().ending() == .exited(0))
      let whole = try await say(["ledger", "check"], task)
      #expect(whole.0 == 0 && whole.1.contains("200 rows read, 0 damaged"))
      let path = task.folder.path(of: "ledger.sqlite")
      var bytes = try FileSystem.contents(of: path)
      // The text of one stored answer.
      let mark = Array(#""content": "answer "#.utf8)
      let place = try #require(bytes.firstRange(of: mark))
      bytes[place.upperBound] = bytes[place.upperBound] == 0x30 ? 0x31 : 0x30
      try task.folder.write(bytes, to: "ledger.sqlite")
      let damaged = try await say(["ledger", "check"], task)
      #expect(damaged.0 == 1 && damaged.1.contains("damaged: completion"))
      #expect(damaged.1.contains("200 rows read, 1 damaged"))
      let exported = try await say(["ledger", "export"], task)
      #expect(exported.1.contains("1 damaged row skipped"))
      #expect(try await task.start().ending() == .exited(0))
      #expect(task.said.contains("the ledger holds damaged answers"))
      #expect(server.requests.count == KillableTask.requests + 1)
      #expect(try await say(["ledger", "check"], task).0 == 0)
    }
  }

  @Test("A missing configuration is reported")
  func missing() async throws {
    try await RecordingServer.withServer(AnswerGate().reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let (status, text) = try await say(["status", "nope.json"], task)
      #expect(status == 2 && text.contains("configuration 'nope.json' does not exist"))
    }
  }
}
