import FacetPlatform
import TestSupport
import Testing

/// A task in a folder of its own, for a process that is stopped on the way.
struct KillableTask {
  static let slots = 8
  /// 50 samples: a perspective of one step, and one that reads first and has two completions.
  static let requests = 200

  let folder: ScratchFolder
  private let output: String

  init(server: RecordingServer, output: String) throws {
    folder = try ScratchFolder()
    self.output = output
    let samples = (0..<50).map { #"{"input": "sample \#($0)"}"# }
    try folder.write(samples.joined(separator: "\n"), to: "data.jsonl")
    try ask(server)
  }

  /// Writes the configuration, which names a server.
  func ask(_ server: RecordingServer) throws {
    try folder.write(
      """
      {"task_type": "echo", "task_description": "Say it again",
      "model_config": {"model_name": "m", "base_url": "\(server.baseURL)", "seed": 3,
        "api_key_env": "KEY"},
      "agent_perspectives": [{"condition": "A", "strategy": "Say {{input}}"},
        {"condition": "B", "reading": "Read {{input}}", "strategy": "Say {{input}}: {{notes}}",
          "completions": 2}],
      "data_config": {"input_data_path": "data.jsonl", "sample_size": null},
      "limits": {"max_concurrency": \(Self.slots)}}
      """, to: "task.json")
  }

  /// - Parameters:
  ///   - options: What follows the configuration; the task's output where it is `nil`.
  ///   - name: What the files of its output are called by.
  ///   - fileBlocks: The limit on the size of its files, in blocks of 512 bytes.
  func start(
    _ options: [String]? = nil, name: String = "run", fileBlocks: Int? = nil
  ) throws -> KillableProcess {
    try KillableProcess(
      ["run", "task.json"] + (options ?? ["-o", output]), in: folder.path,
      environment: ["KEY": "k", "FACET_LEDGER": "ledger.sqlite"], name: name,
      limit: fileBlocks.map { "-f \($0)" })
  }

  /// Starts, and returns when the server holds back its answer to the request that so many others
  /// have led to.
  func start(
    untilAsked requests: Int, _ server: RecordingServer, _ gate: AnswerGate,
    options: [String]? = nil
  ) async throws -> KillableProcess {
    let goal = server.requests.count + requests
    gate.close(after: requests)
    let process = try start(options)
    try await poll { server.requests.count >= goal }
    return process
  }

  /// Waits until the process has said something.
  func wait(for words: String, from name: String = "run") async throws {
    try await poll { try text(of: name + ".err").contains(words) }
  }

  /// Waits until something is true, and fails if that takes half a minute.
  func poll(until isTrue: () throws -> Bool) async throws {
    for _ in 0..<30_000 {
      if try isTrue() { return }
      try await ContinuousClock().sleep(for: .milliseconds(1))
    }
    Issue.record("what is waited for did not happen")
  }

  func text(of name: String) throws -> String {
    String(decoding: try FileSystem.contents(of: folder.path(of: name)), as: UTF8.self)
  }

  /// The path that the last process printed.
  var printed: String { ((try? text(of: "run.out")) ?? "").filter { !$0.isNewline } }

  /// What `facet status` says.
  func status() async throws -> String {
    let process = try KillableProcess(
      ["status"], in: folder.path, environment: ["FACET_LEDGER": "ledger.sqlite"], name: "status")
    _ = try await process.ending()
    return try text(of: "status.out")
  }

  /// What the last process said on standard error.
  var said: String { (try? text(of: "run.err")) ?? "" }

  /// The dataset's lines without what time and chance decide.
  func maskedDataset() throws -> [Substring] {
    let volatile = [
      "\"latency_ms\":", "\"attempts\":", "\"total_calls\":", "\"failed\":", "\"retried\":",
      "\"generation_time\":",
    ]
    return try text(of: output).split(separator: "\n").filter { line in
      !volatile.contains { line.drop { $0 == " " }.hasPrefix($0) }
    }
  }
}
