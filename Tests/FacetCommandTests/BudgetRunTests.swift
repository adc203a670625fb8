import FacetPlatform
import Glibc
import TestSupport
import Testing

@Suite("A run with a budget, as a process", .enabled(if: KillableProcess.executable != nil))
struct BudgetRunTests {
  private static let priced = ["--set", "model_config.price={\"input\": 0, \"output\": 4250}"]
  /// Each answer of the server has 4 tokens of output, the most that a request asks for: what is
  /// reserved for an answer is exactly its price.
  private static let answerPrice = 0.017

  @Test("The cost of a killed session counts, and the run resumes up to its budget")
  func killed() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let budget = ["-o", "out.json", "--budget-requests", "120"]
      for requests in [40, 30] {
        let process = try await task.start(untilAsked: requests, server, gate, options: budget)
        process.send(SIGKILL)
        #expect(try await process.ending() == .killed(by: SIGKILL))
        gate.open()
      }
      let before = server.requests.count
      #expect(try await task.start(budget).ending() == .exited(3), "\(task.said)")
      // Only what was in flight at a kill has left no trace.
      #expect(server.requests.count >= 120)
      #expect(server.requests.count <= 120 + 2 * 2 * KillableTask.slots)
      #expect(server.requests.count > before)
      #expect(task.printed == "out.partial.json")
      #expect(task.said.contains("the budget of 120 requests is used up"))
      // The command that goes on does so, as it stands.
      #expect(task.said.contains("task.json -o out.json --budget-requests 240"))
      let status = try await task.status()
      #expect(status.contains("echo  stopped"))
      #expect(status.contains("task.json -o out.json --budget-requests 240"))
      let raised = ["-o", "out.json", "--budget-requests", "240"]
      #expect(try await task.start(raised).ending() == .exited(0), "\(task.said)")
      #expect(try await task.start(["-o", "out.json"]).ending() == .exited(0))
    }
  }

  @Test("Without a ledger, no command to resume is shown")
  func noLedger() async throws {
    let gate = AnswerGate()
    gate.open()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let options = ["-o", "out.json", "--budget-requests", "20", "--no-ledger"]
      #expect(try await task.start(options).ending() == .exited(3), "\(task.said)")
      #expect(task.said.contains("no ledger was kept: another run starts from scratch"))
      #expect(!task.said.contains("resume with"))
    }
  }

  @Test("Dollars paid in a killed session count too")
  func killedDollars() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let options =
        ["-o", "out.json", "--budget-usd", "1.50", "--set", "model_config.max_tokens=4"]
        + Self.priced
      let process = try await task.start(untilAsked: 40, server, gate, options: options)
      process.send(SIGKILL)
      _ = try await process.ending()
      gate.open()
      #expect(try await task.start(options).ending() == .exited(3), "\(task.said)")
      // 88 answers at 0.017 dollars are 1.496.
      let answers = Double(server.requests.count)
      #expect(answers * Self.answerPrice <= 1.5 + Double(2 * KillableTask.slots) * Self.answerPrice)
      #expect(answers * Self.answerPrice > 1.5 - 0.05)
      #expect(task.said.contains("the budget of $1.5 is used up"))
    }
  }

  @Test("A budget in dollars with an unpriced model is a mistake, with status 2")
  func unpriced() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      let process = try task.start(["--budget-usd", "1"])
      #expect(try await process.ending() == .exited(2))
      #expect(task.said.contains("needs the price of 'm'"))
      #expect(task.said.contains("'price'"))
      #expect(server.requests.isEmpty)
      #expect(try await task.start(["--budget-usd", "-1"]).ending() == .exited(2))
      #expect(try await task.start(["--budget-duration", "soon"]).ending() == .exited(2))
    }
  }

  @Test("The ledger of the task around the working directory is found")
  func insideTask() async throws {
    let folder = try ScratchFolder()
    try folder.write(#"[{"input": "one"}]"#, to: "data/d.json")
    try folder.write(
      #"""
      {"task_type": "t", "agent_perspectives": [{"condition": "A", "strategy": "S"}],
      "data_config": {"input_data_path": "data/d.json"}}
      """#, to: "configs/deep/t.json")
    func said(_ arguments: [String], in place: String) async throws -> String {
      let process = try KillableProcess(
        arguments, in: folder.path(of: place), environment: [:], name: "said")
      _ = try await process.ending()
      return String(
        decoding: try FileSystem.contents(of: folder.path(of: place + "/said.out")), as: UTF8.self)
    }
    _ = try await said(["run", "configs/deep/t.json", "--offline"], in: ".")
    #expect(
      try await said(["status"], in: "configs/deep").contains("t (rehearsal)  complete  1/1 cell"))
    #expect(try await said(["ledger", "list"], in: "data").contains("gpt-4o-mini"))
    try folder.write("", to: "data/apart/data/empty")
    let configuration = folder.path(of: "configs/deep/t.json")
    #expect(try await said(["status"], in: "data/apart") == "")
    #expect(try await said(["status", configuration], in: "data/apart").contains("1/1 cell"))
  }
}
