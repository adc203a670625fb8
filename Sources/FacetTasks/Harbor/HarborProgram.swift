internal import FacetBox
internal import FacetJSON
internal import FacetPlatform

/// Runs trials by the program `harbor`, where it is installed.
package struct HarborProgram: Sendable {
  /// What Harbor is asked to run.
  package struct Job: Sendable, Hashable {
    /// Task directories; or one folder of some.
    package var tasks: [String]
    /// The agent's name, such as `terminus-2`, `oracle` or `nop`.
    package var agent: String
    /// `PROVIDER/MODEL`; nil for an agent without a model.
    package var model: String?
    package var attempts = 1
    package var concurrency = 4
    /// Where trials run, such as `docker`; nil for Harbor's default.
    package var environment: String?
    /// Options of the agent, `NAME=VALUE`.
    package var agentOptions: [String] = []
    /// The factor on the time limit that each task sets for its agent.
    package var timeoutMultiplier = 1.0
    package var name: String
    /// The folder of jobs, in which the job gets one of its own.
    package var folder: String

    package init(tasks: [String], agent: String, name: String, folder: String) {
      self.tasks = tasks
      self.agent = agent
      self.name = name
      self.folder = folder
    }

    /// The file that names several tasks, which the command line cannot.
    var taskList: String? { tasks.count == 1 ? nil : "\(folder)/.tasks-\(name).json" }

    /// The arguments after the program's name.
    var arguments: [String] {
      var arguments = taskList.map { ["run", "-c", $0] } ?? ["run", "-p"] + tasks
      arguments += [
        "-a", agent, "-k", String(max(1, attempts)),
        "-n", String(max(1, concurrency)), "--job-name", name, "--jobs-dir", folder,
        "-q", "-y",
      ]
      if timeoutMultiplier != 1 {
        arguments += ["--agent-timeout-multiplier", "\(timeoutMultiplier)"]
      }
      if let model { arguments += ["-m", model] }
      if let environment { arguments += ["-e", environment] }
      for option in agentOptions { arguments += ["--ak", option] }
      return arguments
    }
  }

  private let path: String
  private let environment: [String: String]
  private let state = Lock(State())

  private struct State {
    var process: ChildProcess?
    var isInterrupted = false
  }

  /// - Parameter environment: The variables of the process; `PATH` is searched.
  /// - Throws: ``HarborError`` that says how to install it.
  package init(environment: [String: String]) throws(HarborError) {
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    guard
      let path = folders.map({ "\($0)/harbor" }).first(where: { FileSystem.isExecutable($0) })
    else {
      throw HarborError(
        "the program 'harbor' is not on PATH; install it with 'pip install harbor' (Python 3.12)")
    }
    self.path = path
    self.environment = environment
  }

  package var isInterrupted: Bool { state.withLock { $0.isInterrupted } }

  /// Interrupts Harbor, which then tidies up and ends.
  package func interrupt() {
    let process = state.withLock { state in
      state.isInterrupted = true
      return state.process
    }
    process?.interrupt()
  }

  /// Runs a job to its end and reads its folder; the same name resumes a job.
  ///
  /// Trials that fail are results of the job, not errors of it.
  ///
  /// - Parameter hasTexts: Whether to read the trajectories and outputs of its trials, too.
  /// - Throws: ``HarborError`` with the program's last words if it fails before a trial has ended,
  ///   or cannot resume the job.
  package func run(
    _ job: Job, hasTexts: Bool = true
  ) async throws(HarborError) -> HarborJob {
    guard !job.name.isEmpty, !job.name.contains("/"), !job.name.hasPrefix("."),
      !job.name.hasPrefix("-")
    else { throw HarborError("'\(job.name)' cannot be the name of a job") }
    var variables = environment
    variables["HARBOR_TELEMETRY"] = "0"
    variables["NO_COLOR"] = "1"
    // If this process is killed, Harbor ends too: another run would pay for the same trials.
    let starter = SystemProgram.path(of: "setpriv").map { [$0, "--pdeathsig", "INT"] } ?? []
    let result: ProgramResult
    let folder = "\(job.folder)/\(job.name)"
    let isResumed = FileSystem.isDirectory(folder)
    defer {
      state.withLock { $0.process = nil }
      if let list = job.taskList { FileSystem.remove(list) }
    }
    do throws(SystemError) {
      try FileSystem.makeDirectories(job.folder)
      if let list = job.taskList {
        let tasks = job.tasks.map { JSONValue.object(["path": .string($0)]) }
        try FileSystem.write(JSONValue.object(["tasks": .array(tasks)]).line, to: list)
      }
      result = try await ProgramResult(
        of: ChildProcess.Command(
          starter + [path] + job.arguments,
          environment: variables.map { "\($0.key)=\($0.value)" }.sorted()),
        outputLimit: 64 << 10
      ) { process in
        state.withLock { $0.process = process }
        if isInterrupted { process.interrupt() }
      }
    } catch {
      throw HarborError("\(error)")
    }
    let words = String(decoding: (result.output + result.errorOutput).suffix(1500), as: UTF8.self)
    guard HarborJob.isJob(folder) else {
      throw HarborError("'harbor run' ended with \(result.status) and left no job\n\(words)")
    }
    // The folder may hold what an earlier run was asked, which Harbor does not mix with this.
    guard !isResumed || result.status.isSuccess else {
      throw HarborError(
        "'harbor run' ended with \(result.status); if '\(folder)' is of other settings, choose "
          + "another name\n\(words)")
    }
    let done = try HarborJob(folder: folder, hasTexts: hasTexts)
    guard result.status.isSuccess || !done.trials.isEmpty || isInterrupted else {
      throw HarborError(
        "'harbor run' ended with \(result.status) before any trial had ended\n\(words)")
    }
    return done
  }
}
