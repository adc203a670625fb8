internal import FacetPlatform

/// Runs the programs of Slurm.
package struct SlurmCommands: Sendable {
  private let environment: [String: String]

  package init(environment: [String: String]) {
    self.environment = environment
  }

  /// Submits shards as one array after another, then the merge; the plan notes their numbers.
  ///
  /// - Parameters:
  ///   - limit: The cluster's maximum array size; `nil` to ask the cluster.
  ///   - condition: A condition on other jobs, as `sbatch` takes it; `nil` for none.
  /// - Returns: The plan with the jobs' numbers.
  /// - Throws: ``ClusterError`` if a submission fails; the jobs before it stay submitted.
  package func submit(
    _ shards: [Int], of plan: LaunchPlan, in folder: String, limit: Int? = nil,
    after condition: String? = nil, submitted: (LaunchPlan) throws -> Void
  ) async throws -> LaunchPlan {
    var plan = plan
    var most = limit
    if most == nil { most = await largestArray() }
    var numbers: [String] = []
    for part in ArrayIndexes.parts(of: shards, limit: most ?? 1001) {
      // Arrays run one after another, so that the throttle holds for all of them.
      let waits = (numbers.last.map { "afterany:\($0)" } ?? condition).map {
        ["--dependency=\($0)"]
      }
      let id = try await number(
        "sbatch",
        ["--parsable", "--array=\(part.text)%\(plan.atOnce)"] + (waits ?? [])
          + ["\(folder)/\(SlurmScripts.arrayName)", "\(part.offset)"])
      numbers.append(id)
      plan.jobs.append(LaunchPlan.Job(id: id, offset: part.offset, shards: part.shards))
      try submitted(plan)
    }
    plan.mergeJob = try await number(
      "sbatch",
      ["--parsable", "--dependency=afterany:\(numbers.joined(separator: ":"))"]
        + ["\(folder)/\(SlurmScripts.mergeName)"])
    try submitted(plan)
    return plan
  }

  /// Cancels jobs.
  package func cancel(_ jobs: [String]) async throws(ClusterError) {
    _ = try await output("scancel", jobs)
  }

  /// The shards whose jobs wait or run, with the scheduler's word for their state; `nil` where the
  /// scheduler does not answer.
  package func queue(of plan: LaunchPlan) async -> [Int: String]? {
    let numbers = plan.jobs.map(\.id)
    guard !numbers.isEmpty else { return [:] }
    // A job that has ended long ago is unknown, and one unknown number hides all others.
    guard
      let text = try? await output(
        "squeue", ["--noheader", "--array", "--format=%F|%K|%T", "--states=all"])
    else { return nil }
    var states: [Int: String] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "|").map(String.init)
      guard fields.count == 3, let index = Int(fields[1]),
        let job = plan.jobs.last(where: { $0.id == fields[0] })
      else { continue }
      let ended = [
        "COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
        "BOOT_FAIL", "DEADLINE", "REVOKED",
      ]
      let shard = job.offset.adding(saturating: index)
      if !ended.contains(fields[2]) { states[shard] = fields[2].lowercased() }
    }
    return states
  }

  /// The cluster's `MaxArraySize`; `nil` where it does not say.
  private func largestArray() async -> Int? {
    guard let text = try? await output("scontrol", ["show", "config"]) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    let value = line?.split(separator: "=").last.flatMap { Int($0.filter { $0 != " " }) }
    return value.flatMap { $0 > 0 ? $0 : nil }
  }

  private func number(_ program: String, _ arguments: [String]) async throws(ClusterError) -> String
  {
    let text = try await output(program, arguments)
    // Clusters that know several of them print 'number;cluster'.
    let id = String(text.prefix { $0 != ";" && !$0.isWhitespace })
    guard LaunchPlan.isJobNumber(id) else {
      throw ClusterError(
        "'\(program)' printed '\(text.prefix(200))' instead of a job's number", isMistake: false)
    }
    return id
  }

  private func output(_ program: String, _ arguments: [String]) async throws(ClusterError) -> String
  {
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    guard let path = folders.map({ "\($0)/\(program)" }).first(where: FileSystem.isExecutable)
    else {
      throw ClusterError(
        "'\(program)' is not on PATH: this is no host of a Slurm cluster; '--write' only renders "
          + "the scripts", isMistake: false)
    }
    let command = ChildProcess.Command(
      [path] + arguments, environment: environment.map { "\($0.key)=\($0.value)" })
    let result: ProgramResult
    do throws(SystemError) {
      result = try await ProgramResult(of: command)
    } catch {
      throw ClusterError("\(error)", isMistake: false)
    }
    guard result.status.isSuccess else {
      let words = String(decoding: result.errorOutput, as: UTF8.self)
        .split(separator: "\n").suffix(3).joined(separator: "; ")
      throw ClusterError("'\(program)' failed with \(result.status): \(words)", isMistake: false)
    }
    return String(decoding: result.output, as: UTF8.self)
  }
}
