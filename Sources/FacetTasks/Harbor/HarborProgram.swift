internal import FacetPlatform

/// Runs trials by the program `harbor`, where it is installed.
package struct HarborProgram: Sendable {
  /// What Harbor is asked to run.
  package struct Job: Sendable, Hashable {
    /// A task directory, or a folder of some.
    package var tasks: String
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
    package var name: String
    /// The folder of jobs, in which the job gets one of its own.
    package var folder: String

    package init(tasks: String, agent: String, name: String, folder: String) {
      self.tasks = tasks
      self.agent = agent
      self.name = name
      self.folder = folder
    }

    /// The arguments after the program's name.
    var arguments: [String] {
      var arguments = [
        "run", "-p", tasks, "-a", agent, "-k", String(max(1, attempts)),
        "-n", String(max(1, concurrency)), "--job-name", name, "--jobs-dir", folder,
        "-q", "-y",
      ]
      if let model { arguments += ["-m", model] }
      if let environment { arguments += ["-e", environment] }
      for option in agentOptions { arguments += ["--ak", option] }
      return arguments
    }
  }

  private let path: String
  private let environment: [String: String]

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

  /// Runs a job to its end and reads its folder; the same name resumes a job.
  ///
  /// Trials that fail are results of the job, not errors of it.
  ///
  /// - Throws: ``HarborError`` with the program's last words if it leaves no folder of the job, or
  ///   cannot resume one.
  package func run(_ job: Job) async throws(HarborError) -> HarborJob {
    guard !job.name.isEmpty, !job.name.contains("/"), !job.name.hasPrefix("."),
      !job.name.hasPrefix("-")
    else { throw HarborError("'\(job.name)' cannot be the name of a job") }
    var variables = environment
    variables["HARBOR_TELEMETRY"] = "0"
    variables["NO_COLOR"] = "1"
    let result: ProgramResult
    let folder = "\(job.folder)/\(job.name)"
    let isResumed = FileSystem.isDirectory(folder)
    do throws(SystemError) {
      try FileSystem.makeDirectories(job.folder)
      result = try await ProgramResult(
        of: ChildProcess.Command(
          [path] + job.arguments,
          environment: variables.map { "\($0.key)=\($0.value)" }.sorted()),
        outputLimit: 64 << 10)
    } catch {
      throw HarborError("\(error)")
    }
    let words = String(decoding: (result.output + result.errorOutput).suffix(1500), as: UTF8.self)
    guard FileSystem.isDirectory(folder) else {
      throw HarborError("'harbor run' ended with \(result.status) and left no job\n\(words)")
    }
    // The folder may hold what an earlier run was asked, which Harbor does not mix with this.
    guard !isResumed || result.status.isSuccess else {
      throw HarborError(
        "'harbor run' ended with \(result.status); if '\(folder)' is of other settings, choose "
          + "another name\n\(words)")
    }
    return try HarborJob(folder: folder)
  }
}
