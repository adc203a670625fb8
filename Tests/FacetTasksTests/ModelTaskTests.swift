import Facet
import FacetBox
import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetTasks

@Suite("Making tasks with a model", .needsBoxes)
struct ModelTaskTests {
  /// A task whose solution a model writes, and whose last step writes wrong ones.
  private static func config(rounds: Int = 1, wrong: String = "", further: String = "") -> String {
    """
    {
      "task_type": "words", "model_config": {"model_name": "m", "max_tokens": 300},
      "agent_perspectives": [{"condition": "A", "steps": [
        {"name": "idea", "prompt": "A word about {{topic}}."},
        {"name": "write", "prompt": "Solve it for {{idea}}.", "schema": {"type": "object",
          "properties": {"script": {"type": "string"}}, "required": ["script"],
          "additionalProperties": false}}]}],
      "data_config": {"input_data_path": "rows.json"},
      "tasks": {
        "name": "facet/words-{{index}}",
        "files": {
          "instruction.md": "Write {{idea}} to /app/out.",
          "environment/Dockerfile": "FROM any\\nWORKDIR /app\\n",
          "solution/solve.sh": "#!/bin/sh\\n{{write.script}}\\n",
          "tests/test.sh": "#!/bin/sh\\nr=0\\n[ \\"$(cat /app/out)\\" = {{idea}} ] && r=1\\necho $r >/logs/verifier/reward.txt\\n"
        },
        "task": {"environment": {"workdir": "/app"}}\(further),
        "verify": {"repeats": 1, "mutations": 0, "tamper": false, "repair_rounds": \(rounds)\(wrong)}
      }
    }
    """
  }

  /// What a scripted model answers to a request, by the texts in it.
  private typealias Answer = @Sendable (_ body: String) -> String

  /// What one of several runs came to.
  private struct Made {
    var tasks: TaskOutcome
    var run: RunOutcome
    var requests: Int
  }

  private func make(
    _ config: String, rows: String = #"[{"topic": "sea"}]"#, in folder: ScratchFolder,
    answer: @escaping Answer
  ) async throws -> Made {
    let runs = try await make(config, rows: rows, times: 1, in: folder, answer: answer)
    return runs[0]
  }

  /// Runs a configuration several times against one server.
  private func make(
    _ config: String, rows: String = #"[{"topic": "sea"}]"#, times: Int, in folder: ScratchFolder,
    answer: @escaping Answer, between: @Sendable () -> Void = {}
  ) async throws -> [Made] {
    _ = try folder.write(config, to: "tasks.json")
    _ = try folder.write(rows, to: "rows.json")
    return try await RecordingServer.withServer { request in
      let text = answer(String(decoding: request.body, as: UTF8.self))
      let reply: JSONValue = [
        "model": "m",
        "choices": [["message": ["content": .string(text)], "finish_reason": "stop"]],
        "usage": ["prompt_tokens": 5, "completion_tokens": 5],
      ]
      return RecordingServer.Reply(reply.text)
    } _: { server in
      var made: [Made] = []
      for time in 0..<times {
        if time > 0 { between() }
        let earlier = server.requests.count
        let (tasks, run) = try await run(in: folder, server)
        made.append(Made(tasks: tasks, run: run, requests: server.requests.count - earlier))
      }
      return made
    }
  }

  private func run(
    in folder: ScratchFolder, _ server: RecordingServer
  ) async throws -> (TaskOutcome, RunOutcome) {
    var configuration = try TaskConfiguration(
      contentsOf: folder.path + "/tasks.json", overrides: [], workingDirectory: folder.path)
    configuration.retry.timeout = .seconds(60)
    var options = RunOptions(environment: ["OPENAI_API_KEY": "k"])
    options.baseURL = server.baseURL
    options.ledgerPath = folder.path + "/ledger.sqlite"
    var builder = ImageBuilder(store: try BoxStore(folder: folder.path + "/boxes"))
    builder.defaultBase = BoxImage.hostName
    let making = try #require(
      TaskMaking(
        configuration, output: folder.path + "/out", builder: builder, version: "1", width: 2))
    let planned = try DataGenerationPipeline(configuration: configuration, options: options)
    let answering = try await TaskAnswering(
      making, samples: try planned.selectedSamples(), columns: planned.columns,
      repeated: 0, promptCheck: nil)
    defer { answering.close() }
    let run = try await DataGenerationPipeline(
      configuration: configuration, options: options, answering: answering
    ).generateDataset()
    return (answering.outcome, run)
  }

  private static func script(_ text: String) -> String {
    JSONValue.object(["script": .string(text)]).text
  }

  @Test("Answers fill the templates, and a second run keeps the task and asks nothing")
  func makes() async throws {
    let folder = try ScratchFolder()
    let answer: Answer = { body in
      body.contains("Solve it") ? Self.script("echo gull >/app/out") : "gull"
    }
    let runs = try await make(Self.config(), times: 2, in: folder, answer: answer)
    #expect(runs[0].tasks.made == ["words-0"], "\(runs[0].tasks)")
    #expect(runs[0].requests == 2 && runs[0].run.exitStatus == 0)
    let task = try TaskDirectory(path: folder.path + "/out/words-0")
    #expect(task.instruction == "Write gull to /app/out.")
    #expect(runs[1].tasks.kept == ["words-0"] && runs[1].requests == 0)
  }

  @Test("A task that does not hold is sent back with its reason and the end of the log")
  func repairs() async throws {
    let folder = try ScratchFolder()
    let answer: Answer = { body in
      guard body.contains("Solve it") else { return "gull" }
      return Self.script(
        body.contains("its solution fails") && body.contains("mistaken: not found")
          ? "echo gull >/app/out" : "mistaken $(date +%N)")
    }
    // The log differs from run to run; the request that was paid must not.
    let runs = try await make(Self.config(), times: 2, in: folder, answer: answer) {
      FileTree.remove(folder.path + "/out/words-0")
    }
    #expect(runs[0].tasks.made == ["words-0"] && runs[0].tasks.repaired == 1, "\(runs[0].tasks)")
    #expect(runs[0].requests == 3)
    #expect(runs[1].tasks.made == ["words-0"] && runs[1].requests == 0, "\(runs[1].tasks)")
  }

  @Test("A second run keeps a task that its model had to correct")
  func keepsRepaired() async throws {
    let answer: Answer = { body in
      guard body.contains("Solve it") else { return "gull" }
      return Self.script(body.contains("its solution fails") ? "echo gull >/app/out" : "false")
    }
    let runs = try await make(Self.config(), times: 2, in: try ScratchFolder(), answer: answer)
    #expect(runs[0].tasks.made == ["words-0"] && runs[0].tasks.repaired == 1, "\(runs[0].tasks)")
    #expect(runs[1].tasks.kept == ["words-0"] && runs[1].requests == 0, "\(runs[1].tasks)")
  }

  @Test("A kept task that fails a stricter certificate makes room for its correction")
  func replacesUnproven() async throws {
    let folder = try ScratchFolder()
    let answer: Answer = { body in
      guard body.contains("Solve it") else { return "gull" }
      let idle = "touch /app/a\ntouch /app/b\ntouch /app/c\n"
      return Self.script((body.contains("does not hold") ? "" : idle) + "echo gull >/app/out")
    }
    let first = try await make(Self.config(), in: folder, answer: answer)
    #expect(first.tasks.made == ["words-0"] && first.tasks.repaired == 0, "\(first.tasks)")
    let strict = Self.config().replacing("\"mutations\": 0", with: "\"mutations\": 4")
    let second = try await make(strict, in: folder, answer: answer)
    #expect(second.tasks.made == ["words-0"] && second.tasks.repaired == 1, "\(second.tasks)")
    let solution = try FileSystem.contents(of: folder.path + "/out/words-0/solution/solve.sh")
    #expect(String(decoding: solution, as: UTF8.self) == "#!/bin/sh\necho gull >/app/out\n")
  }

  @Test("What never holds is rejected after the rounds, with the log")
  func rejects() async throws {
    let folder = try ScratchFolder()
    let run = try await make(Self.config(rounds: 2), in: folder) { body in
      body.contains("Solve it") ? Self.script("false") : "gull"
    }
    #expect(run.requests == 4 && run.run.exitStatus == 0)
    #expect(run.tasks.rejected.map(\.folder) == ["words-0"])
    #expect(run.tasks.rejected.first?.reason.contains("its solution fails") == true)
    let names = FileSystem.names(in: folder.path + "/out/rejects/words-0")
    #expect(names.contains("verification.json") && names.contains("verification.log"))
    #expect(
      FileSystem.names(in: folder.path + "/out").allSatisfy { !$0.hasPrefix(".facet-draft") })
  }

  @Test("Wrong solutions of a model must be caught", arguments: [true, false])
  func wrong(isCaught: Bool) async throws {
    let folder = try ScratchFolder()
    let wrong = #", "wrong": {"count": 2, "minimum_caught": 1}"#
    let run = try await make(Self.config(rounds: 0, wrong: wrong), in: folder) { body in
      if body.contains("careless") {
        let text = isCaught ? "echo duck >/app/out" : "printf gull >/app/out"
        return JSONValue.object(["scripts": [.string(text), .string(text)]]).text
      }
      return body.contains("Solve it") ? Self.script("echo gull >/app/out") : "gull"
    }
    #expect(run.requests == 3)
    #expect(run.tasks.made.count == (isCaught ? 1 : 0))
    #expect(
      isCaught
        || run.tasks.rejected.first?.reason.contains("only 0 of 2 wrong solutions of a model")
          == true,
      "\(run.tasks)")
  }

  @Test("A kept task is tried again once a configuration asks for wrong solutions of a model")
  func wrongLater() async throws {
    let folder = try ScratchFolder()
    let answer: Answer = { body in
      if body.contains("careless") {
        return JSONValue.object(["scripts": [.string("printf gull >/app/out")]]).text
      }
      return body.contains("Solve it") ? Self.script("echo gull >/app/out") : "gull"
    }
    let first = try await make(Self.config(rounds: 0), in: folder, answer: answer)
    #expect(first.tasks.made == ["words-0"])
    let wrong = #", "wrong": {"count": 1, "minimum_caught": 1}"#
    let second = try await make(Self.config(rounds: 0, wrong: wrong), in: folder, answer: answer)
    #expect(second.tasks.kept == [] && second.tasks.rejected.map(\.folder) == ["words-0"])
    #expect(!FileSystem.exists(folder.path + "/out/words-0"))
  }

  @Test("Wrong solutions are not paid for where the task does not hold without them")
  func unpaid() async throws {
    let run = try await make(
      Self.config(rounds: 0, wrong: #", "wrong": {}"#), in: try ScratchFolder()
    ) { body in body.contains("Solve it") ? Self.script("false") : "gull" }
    #expect(run.requests == 2 && run.tasks.rejected.count == 1)
  }

  @Test("Wrong solutions are paid for once, also if the task was corrected after them")
  func wrongOnce() async throws {
    let folder = try ScratchFolder()
    let wrong = #", "wrong": {"count": 1, "minimum_caught": 1}"#
    let answer: Answer = { body in
      if body.contains("careless") {
        return JSONValue.object(["scripts": [.string("echo gull >/app/out")]]).text
      }
      guard body.contains("Solve it") else { return "gull" }
      return Self.script("echo gull >/app/out" + (body.contains("not hold") ? " # corrected" : ""))
    }
    let runs = try await make(Self.config(wrong: wrong), times: 2, in: folder, answer: answer)
    #expect(runs[0].requests == 4 && runs[1].requests == 0, "\(runs)")
  }

  @Test("A step that one perspective lacks is reported before anything is asked")
  func lackingStep() async throws {
    let config = Self.config().replacing(
      #"[{"condition": "A","#,
      with: #"[{"condition": "B", "steps": [{"name": "idea", "prompt": "{{topic}}"}]}, "#
        + #"{"condition": "A","#)
    let error = await #expect(throws: Diagnostic.self) {
      try await make(config, in: try ScratchFolder()) { _ in "gull" }
    }
    #expect(
      error?.description.contains(
        "has no field 'write.script', and 'B' has no step of this name") == true,
      "\(String(describing: error))")
  }

  @Test("Instructions that nearly repeat another are rejected, in the order of the samples")
  func near() async throws {
    let rows = #"[{"topic": "sea"}, {"topic": "sky"}, {"topic": "sand"}]"#
    let run = try await make(
      Self.config(further: #", "near_duplicates": 0.9"#), rows: rows, in: try ScratchFolder()
    ) { body in
      if body.contains("Solve it for kite") { return Self.script("echo kite >/app/out") }
      if body.contains("Solve it") { return Self.script("echo gull >/app/out") }
      return body.contains("sky") ? "kite" : "gull"
    }
    #expect(run.tasks.made == ["words-0", "words-1"], "\(run.tasks)")
    #expect(run.tasks.rejected.first?.folder == "words-2")
    #expect(run.tasks.rejected.first?.reason.contains("repeats that of 'words-0'") == true)
  }

  @Test("A member that a schema lacks is reported where the template names it")
  func members() throws {
    let text = Self.config().replacing("{{write.script}}", with: "{{write.scripts}}")
    let error = #expect(throws: ConfigurationError.self) {
      try TaskConfiguration(text: text, path: "tasks.json")
    }
    #expect(
      error?.description.contains("tasks.json:14:40: error:") == true,
      "\(String(describing: error))")
    let other = Self.config().replacing("Write {{idea}} to", with: "Write {{idea.word}} to")
    #expect(throws: ConfigurationError.self) {
      try TaskConfiguration(text: other, path: "tasks.json")
    }
  }
}
