import FacetBox
import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import FacetTasks
import TestSupport
import Testing

@testable import Facet
@testable import FacetAgents

/// A run of a rehearsed agent at small tasks, in places without boxes unless others are given.
final class TraceFixture {
  let folder: ScratchFolder
  var configuration: TaskConfiguration
  var options = RunOptions(environment: [:])
  var rehearsal = RehearsalOptions(seed: 5)
  var output: TraceOutput
  /// Decides on which base boxes would stand, and with what network.
  var builder: ImageBuilder?
  let tasks: TaskChoice

  /// - Parameters:
  ///   - tasks: How many.
  ///   - attempts: Trials of each.
  ///   - members: Further members of `agent`.
  ///   - settings: Further lines of `task.toml`.
  ///   - habits: How the agent errs.
  init(
    tasks count: Int = 3, attempts: Int = 2, members: String = "", seconds: Double = 600,
    habits: String = ""
  ) throws {
    folder = try ScratchFolder()
    for index in 0..<count {
      try Self.write(task: index, seconds: seconds, to: "\(folder.path)/tasks/task-\(index)")
    }
    configuration = try TaskConfiguration(
      text: """
        {"task_type": "traces", "model_config": {"model_name": "rehearsal-small", "seed": 1},
        "agent_perspectives": [{"condition": "bash", "completions": \(attempts),
        "strategy": "{{task}}: {{instruction}} {{code_instructions}}",
        "agent": {"kind": "bash"\(members.isEmpty ? "" : ", ")\(members)}}],
        "data_config": {"input_data_path": "tasks.jsonl", "sample_size": null}}
        """, path: folder.path + "/task.json", overrides: [], workingDirectory: folder.path)
    tasks = try TaskChoice(in: [folder.path + "/tasks"])
    let input = folder.path(of: "tasks.jsonl")
    try tasks.write(to: input)
    configuration.data = configuration.data.reading(tasks: input)
    options.output = folder.path(of: "job/traces.jsonl")
    options.ledgerPath = folder.path(of: "ledger.sqlite")
    options.gracePeriod = .zero
    output = TraceOutput(jobName: "job")
    rehearsal.teacher = RehearsalTeacher(
      lessons: self.tasks.rows.map {
        RehearsalTeacher.Lesson(marks: [$0.instruction], solution: Self.solution(of: $0.name))
      }, habits: try TeacherHabits(parsing: habits))
  }

  /// The command that solves a task of this name.
  static func solution(of name: String) -> String {
    "echo '\(name)' >/app/answer.txt"
  }

  private static func write(task index: Int, seconds: Double, to path: String) throws {
    let files = [
      "instruction.md": "Write 'facet/task-\(index)' to /app/answer.txt.\n",
      "task.toml": """
      schema_version = "1.4"

      [task]
      name = "facet/task-\(index)"

      [agent]
      timeout_sec = \(seconds)

      [environment]
      network_mode = "no-network"
      workdir = "/app"
      """,
      "environment/Dockerfile": "FROM debian:bookworm-slim\nWORKDIR /app\n",
      "solution/solve.sh": solution(of: "facet/task-\(index)"),
      "tests/test.sh": """
      #!/bin/sh
      reward=0
      [ "$(cat /app/answer.txt)" = "facet/task-\(index)" ] && reward=1
      echo "$reward" >/logs/verifier/reward.txt
      """,
    ]
    for (name, text) in files {
      try FileSystem.makeDirectories(FileSystem.parent(of: "\(path)/\(name)"))
      try FileSystem.write(Array(text.utf8), to: "\(path)/\(name)")
    }
  }

  /// What a run came to.
  struct Run {
    var outcome: RunOutcome
    var rows: [JSONValue]
    var summary: TraceSummary
    var statistics: RehearsalStatistics

    /// Each row's reward by its trial's name.
    var rewards: [String: Double?] {
      Dictionary(
        rows.map { ($0["trial_name"]?.string ?? "", $0["reward"]?.double) }
      ) { first, _ in first }
    }
  }

  /// Runs the whole pipeline against the rehearsal.
  func run(
    in workplaces: any Workplaces,
    during body: (DataGenerationPipeline) async throws -> Void = { _ in }
  ) async throws -> Run {
    let answering = TraceAnswering(
      workplaces: workplaces, builder: builder, configuration: configuration, output: output)
    return try await RehearsalServer.withServer(options: rehearsal) { server in
      var options = options
      options.rehearsal = RehearsalTarget(
        baseURLs: Dictionary(
          uniqueKeysWithValues: WireFormat.allCases.map { ($0, server.baseURL(for: $0)) }),
        identity: "fixture")
      let pipeline = try DataGenerationPipeline(
        configuration: configuration, options: options, answering: answering)
      async let outcome = pipeline.generateDataset()
      try await body(pipeline)
      let ended = try await outcome
      let bytes = try FileSystem.contents(of: ended.datasetPath)
      return Run(
        outcome: ended,
        rows: try bytes.split(separator: 0x0A).map { try ResponseJSON.value(of: Array($0)) },
        summary: answering.tally.summary, statistics: server.statistics)
    }
  }
}

/// Places that understand the commands of the rehearsed agent, without a box.
final class ScriptedWorkplaces: Workplaces {
  /// Called before each command, with the number of commands so far.
  let onCommand: @Sendable (Int) -> Void
  /// What `ls` shows.
  let listing: String
  /// Why the solution cannot be started.
  let error: BoxError?
  private let opened = Lock(0)
  private let commands = Lock(0)

  init(
    listing: String = "a.txt", error: BoxError? = nil,
    onCommand: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.listing = listing
    self.error = error
    self.onCommand = onCommand
  }

  var openedCount: Int { opened.withLock { $0 } }
  var commandCount: Int { commands.withLock { $0 } }

  func withWorkplace<Value: Sendable>(
    for task: TaskDirectory, rules: AgentRules,
    _ body: @Sendable (any Workplace) async -> Value
  ) async throws(BoxError) -> Value {
    opened.withLock { $0 += 1 }
    return await body(
      ScriptedWorkplace(task: task.name, listing: listing, error: error) {
        self.onCommand(
          self.commands.withLock {
            $0 += 1
            return $0
          })
      })
  }
}

/// A machine on which no box starts.
struct NoWorkplaces: Workplaces {
  func withWorkplace<Value: Sendable>(
    for task: TaskDirectory, rules: AgentRules,
    _ body: @Sendable (any Workplace) async -> Value
  ) async throws(BoxError) -> Value {
    throw BoxError("no box starts here")
  }
}

/// A place whose only file is the answer.
private final class ScriptedWorkplace: Workplace {
  private let task: String
  private let listing: String
  private let error: BoxError?
  private let begin: @Sendable () -> Void
  private let isSolved = Lock(false)

  init(
    task: String, listing: String, error: BoxError?, begin: @escaping @Sendable () -> Void
  ) {
    self.task = task
    self.listing = listing
    self.error = error
    self.begin = begin
  }

  func observation(
    of action: AgentAction, within time: Duration
  ) async throws(BoxError) -> Observation {
    guard case .command(let command) = action else { throw BoxError("no command") }
    begin()
    if command.contains("sleep") {
      let seconds = time / .seconds(1)
      return Observation("(stopped after \(seconds) s)", seconds: seconds, isError: true)
    }
    if command.contains("kill") {
      return Observation("(ended by signal 9)", seconds: 0.1, isError: true)
    }
    if command.contains(TraceFixture.solution(of: task)) {
      if let error { throw error }
      isSolved.withLock { $0 = true }
      return Observation("(The command printed nothing.)", seconds: 0.1)
    }
    return Observation(command.contains("ls") ? listing : "", seconds: 0.1)
  }

  func grade() async throws(BoxError) -> TaskGrade {
    TaskGrade(
      rewards: ["reward": isSolved.withLock { $0 } ? 1 : 0], log: "graded\n", seconds: 0.1)
  }
}
