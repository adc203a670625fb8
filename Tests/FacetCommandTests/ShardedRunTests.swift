import FacetPlatform
import Glibc
import TestSupport
import Testing

@testable import FacetCommand

@Suite("The shards of a run, as processes", .enabled(if: KillableProcess.executable != nil))
struct ShardedRunTests {
  /// Runs `facet` without a ledger named in the environment.
  private func facet(
    _ arguments: [String], _ task: KillableTask, name: String = "run", in folder: String? = nil
  ) throws -> KillableProcess {
    try KillableProcess(
      arguments, in: folder ?? task.folder.path, environment: ["KEY": "k"], name: name)
  }

  private func run(
    shard: Int, of count: Int, _ task: KillableTask, options: [String] = ["-o", "out.json"]
  ) async throws -> KillableProcess.Ending {
    try await facet(
      ["run", "task.json"] + options
        + ["--shard", "\(shard)/\(count)", "--shards-dir", "parts", "--no-progress"], task
    ).ending()
  }

  /// The same task answered by one process, without what time and chance decide.
  private func whole(
    _ server: RecordingServer, output: String = "out.json"
  ) async throws -> [Substring] {
    let task = try KillableTask(server: server, output: output)
    #expect(try await task.start().ending() == .exited(0), "\(task.said)")
    return try task.maskedDataset()
  }

  @Test(
    "Merge into what one process writes, in any order; merging again changes nothing",
    arguments: [5])
  func merges(count: Int) async throws {
    let gate = AnswerGate()
    gate.open()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      for shard in (0..<count).reversed() {
        #expect(try await run(shard: shard, of: count, task) == .exited(0), "\(task.said)")
      }
      // No request is sent twice, and each shard's part has its samples.
      #expect(server.requests.count == KillableTask.requests)
      #expect(try task.text(of: "parts/0000/part.json").contains("\"sample 0\""))
      #expect(try await facet(["merge", "parts"], task).ending() == .exited(0), "\(task.said)")
      #expect(server.requests.count == KillableTask.requests)
      #expect(task.printed == "out.json")
      let merged = try task.text(of: "out.json")
      let masked = try task.maskedDataset()
      #expect(try await facet(["merge", "parts"], task).ending() == .exited(0))
      #expect(try task.text(of: "out.json") == merged)
      #expect(try await whole(server) == masked)
    }
  }

  @Test("Rows merge too, into a file named when merging, from another folder")
  func rows() async throws {
    let gate = AnswerGate()
    gate.open()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "rows.jsonl")
      for shard in 0..<2 {
        #expect(
          try await run(shard: shard, of: 2, task, options: ["-o", "all.jsonl"]) == .exited(0))
      }
      #expect(try task.text(of: "parts/0001/part.jsonl").contains("\"sample 1\""))
      let elsewhere = try ScratchFolder()
      let merge = try facet(
        ["merge", task.folder.path(of: "parts"), "-o", "rows.jsonl"], task,
        in: elsewhere.path)
      #expect(try await merge.ending() == .exited(0))
      let rows = String(
        decoding: try FileSystem.contents(of: elsewhere.path(of: "rows.jsonl")), as: UTF8.self)
      let single = try KillableTask(server: server, output: "rows.jsonl")
      #expect(try await single.start().ending() == .exited(0))
      #expect(try rows == single.text(of: "rows.jsonl"))
    }
  }

  @Test("Missing cells are named with the command that fills them, which then does")
  func missing() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      gate.open()
      #expect(try await run(shard: 0, of: 3, task) == .exited(0))
      // One shard is killed on the way, another never starts.
      gate.close(after: 20)
      let goal = server.requests.count + 20
      let killed = try facet(
        [
          "run", "task.json", "-o", "out.json", "--shard", "1/3", "--shards-dir", "parts",
        ], task)
      try await task.poll { server.requests.count >= goal }
      killed.send(SIGKILL)
      _ = try await killed.ending()
      gate.open()
      #expect(try await facet(["merge", "parts", "--json"], task).ending() == .exited(4))
      let said = task.said
      #expect(said.contains("cells missing:"))
      #expect(said.contains("(position 2, shard 2), 'A'"))
      #expect(said.contains("shard 2: 48 cells, never run"))
      #expect(
        said.contains(
          "facet run task.json -o out.json --no-progress --shard 2/3 --shards-dir parts"))
      #expect(try task.text(of: "run.out").contains("\"absent_shards\": [\n    2\n  ]"))
      #expect(try task.text(of: "out.partial.json").contains("\"pending\""))
      for shard in [1, 2] { #expect(try await run(shard: shard, of: 3, task) == .exited(0)) }
      #expect(try await facet(["merge", "parts"], task).ending() == .exited(0), "\(task.said)")
      #expect(server.requests.count <= KillableTask.requests + 2 * KillableTask.slots)
      #expect(!FileSystem.exists(task.folder.path(of: "out.partial.json")))
      let masked = try task.maskedDataset()
      #expect(try await whole(server) == masked)
    }
  }

  @Test("A merge takes the ledger of a shard's last run; a run with another than before says so")
  func otherLedger() async throws {
    let gate = AnswerGate()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      gate.close(after: 20)
      let arguments = [
        "run", "task.json", "-o", "out.json", "--shard", "0/1", "--shards-dir", "parts",
      ]
      let killed = try facet(arguments, task)
      try await task.poll { server.requests.count >= 20 }
      killed.send(SIGKILL)
      _ = try await killed.ending()
      gate.open()
      let elsewhere = try KillableProcess(
        arguments, in: task.folder.path,
        environment: ["KEY": "k", "FACET_LEDGER": "elsewhere.sqlite"], name: "run")
      #expect(try await elsewhere.ending() == .exited(0))
      #expect(
        task.said.contains(
          "warning: the answers of the shard's last run are neither reused nor merged: this run does "
            + "not use its ledger, '\(task.folder.path)/parts/0000/ledger.sqlite'"), "\(task.said)")
      #expect(try await facet(["merge", "parts"], task).ending() == .exited(0), "\(task.said)")
      #expect(task.said.contains("the ledger of shard 0 is '"))
    }
  }

  @Test("Shards that do not belong together, or have changed, are refused with the reason")
  func refusals() async throws {
    let gate = AnswerGate()
    gate.open()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      func merge(_ words: String...) async throws -> String {
        let ending = try await facet(["merge"] + words, task).ending()
        #expect(ending == .exited(2))
        return task.said
      }
      #expect(try await merge("nowhere").contains("there is no folder"))
      try FileSystem.makeDirectories(task.folder.path(of: "empty"))
      #expect(try await merge("empty").contains("holds no shards"))
      #expect(try await run(shard: 0, of: 2, task) == .exited(0))
      #expect(
        try await run(shard: 1, of: 2, task, options: ["-o", "out.json", "-n", "9"]) == .exited(0))
      #expect(try await merge("parts").contains("of different configurations"))
      #expect(try await run(shard: 1, of: 2, task) == .exited(0))
      // A prompt changes after the run.
      let before = try task.text(of: "task.json")
      try task.folder.write(
        before.replacing("Say {{input}}\"", with: "Tell {{input}}\""), to: "task.json")
      #expect(try await merge("parts").contains("a prompt has changed"))
      try task.folder.write(before, to: "task.json")
      let data = try task.text(of: "data.jsonl")
      try task.folder.write(data + "\n", to: "data.jsonl")
      #expect(try await merge("parts").contains("the input data has changed"))
      try task.folder.write(data, to: "data.jsonl")
      // A status names a command that is no shard's.
      let status = try task.text(of: "parts/0000/status.json")
      let start = try #require(status.firstRange(of: #""command": ["#))
      let end = try #require(status[start.upperBound...].firstIndex(of: "]"))
      for (words, message) in [
        (#""launch", "shard", "x", "0""#, "names a command that cannot be merged: 'facet launch'"),
        (#""init", "x""#, "names a command that cannot be merged: 'facet init'"),
        (#""--help""#, "names a command that cannot be merged: 'facet --help'"),
        (#""run", "task.json", "--no-such-option""#, "Unknown option '--no-such-option'"),
        (
          #""run", "task.json", "--set", "scores=[{\"name\": \"s\", \"kind\": \"command\", "#
            + #"\"command\": [\"touch\", \"evil\"]}]""#, "run a program"
        ),
        (
          #""run", "task.json", "-o", "../elsewhere.json""#,
          "for the dataset, outside of the folder in which the merge starts"
        ),
        (#""run", "task.json", "--ban", "/dev/zero""#, "is a pipe or a device"),
        (
          #""run", "task.json", "--set", "data_config.input_data_path=/dev/zero""#,
          "is a pipe or a device"
        ),
        ("", "names a"),
      ] {
        let changed = status[..<start.upperBound] + words + status[end...]
        try task.folder.write(String(changed), to: "parts/0000/status.json")
        #expect(try await merge("parts").contains(message))
      }
      try task.folder.write(status, to: "parts/0000/status.json")
      try task.folder.write("{}", to: "parts/0001/status.json")
      #expect(try await merge("parts").contains("is not the status of a shard"))
      try task.folder.write("", to: "parts/0001/status.json")
      #expect(try await merge("parts").contains("cannot be read"))
    }
  }

  @Test("A budget is divided among the shards, and its sum is kept")
  func budget() async throws {
    let gate = AnswerGate()
    gate.open()
    try await RecordingServer.withServer(gate.reply) { server in
      let task = try KillableTask(server: server, output: "out.json")
      for shard in 0..<3 {
        let ending = try await run(
          shard: shard, of: 3, task, options: ["-o", "out.json", "--budget-requests", "100"])
        #expect(ending == .exited(3), "\(task.said)")
      }
      #expect(server.requests.count == 100)
      #expect(try task.text(of: "parts/0002/status.json").contains("\"state\": \"stopped\""))
    }
  }

  @Test(
    "A part that cannot exist is a mistake that says what would be right",
    arguments: [
      ("8/8", nil, "shards are numbered from 0, so the last of 8 is 7/8"),
      ("0/0", nil, "from 1 to 1000000 shards"), ("0/1000001", nil, "from 1 to 1000000 shards"),
      ("3", nil, "such as '0/8', not '3'"), ("-1/8", nil, "such as '0/8'"),
      ("0x1/8", nil, "such as '0/8'"), ("1/8/2", nil, "such as '0/8'"), ("", nil, "such as '0/8'"),
      ("+1/8", nil, "such as '0/8'"), ("١/8", nil, "such as '0/8'"),
      ("1/99999999999999999999", nil, "such as '0/8'"),
      ("1/8", 9, "'--share' must be from 1 to the number of shards, 8"),
      ("1/8", 0, "'--share' must be from 1 to the number of shards, 8"),
    ] as [(String, Int?, String)])
  func mistakes(shard: String, share: Int?, words: String) {
    let error = #expect(throws: (any Error).self) {
      try ShardOptions.part(shard, share: share)
    }
    #expect(error.map { "\($0)".contains(words) } == true, "\(error.map { "\($0)" } ?? "")")
  }
}
