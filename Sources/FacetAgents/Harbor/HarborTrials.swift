internal import Facet
package import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
package import FacetTasks

/// Trials by the program `harbor`: tasks and an agent in; the job's folder with their results out.
///
/// Harbor's own jobs stay in the folder, and their trials count in later runs. A trial that ended by
/// what another try may mend is run again.
package struct HarborTrials {
  private let program: HarborProgram
  /// The folder of Harbor's jobs.
  private let folder: String
  /// The most trials at the same time.
  private let concurrency: Int
  private var writer: TraceWriter
  private var tally = TraceTally()
  /// Why Harbor ran no further trials.
  private var failure: HarborError?

  /// The attempts of one agent at some tasks.
  package struct Attempts: Sendable {
    package var condition: String
    package var rules: AgentRules
    /// For each task.
    package var count: Int

    package init(condition: String, rules: AgentRules, count: Int) {
      self.condition = condition
      self.rules = rules
      self.count = count
    }
  }

  /// - Parameter path: The rows of traces; their folder becomes the job's, with Harbor's own jobs in it.
  /// - Throws: ``HarborError`` if the folder cannot be written.
  package init(
    program: HarborProgram, path: String, output: TraceOutput
  ) throws(HarborError) {
    self.program = program
    concurrency = output.concurrency
    folder = FileSystem.absolute(
      FileSystem.parent(of: path) + "/harbor", in: FileSystem.workingDirectory)
    do throws(SystemError) {
      try FileSystem.makeDirectories(folder)
      writer = try TraceWriter(
        path: path, start: .now, isRehearsal: false, output: output, tally: tally)
    } catch {
      throw HarborError("\(error)")
    }
  }

  package var summary: TraceSummary { tally.summary }

  /// Runs the trials that no earlier job has, of each agent in turn, and writes all of them.
  ///
  /// - Parameter report: Called before each of Harbor's jobs, with the number of its trials.
  /// - Returns: The path of the rows.
  /// - Throws: ``HarborError``; if a job of Harbor's failed, after the rows of all other trials.
  package mutating func run(
    _ agents: [Attempts], at tasks: [TaskRow], reporting report: (Attempts, Int) -> Void
  ) async throws(HarborError) -> String {
    var found: [[[HarborTrial]]] = []
    for attempts in agents {
      found.append(try await trials(of: attempts, at: tasks, reporting: report))
    }
    for (row, task) in tasks.enumerated() {
      for (agent, attempts) in agents.enumerated() {
        for completion in 0..<attempts.count {
          let trials = found[agent][row]
          var record: TrialRecord?
          if completion < trials.count {
            // Trajectories are long: one is in memory at a time.
            record = TrialRecord(
              try trials[completion].withTexts(), of: task, condition: attempts.condition,
              completion: completion)
          }
          try write(record)
        }
      }
    }
    let path: String
    do throws(SystemError) {
      path = try writer.finish(isComplete: tally.summary.leftOut == 0)
    } catch {
      throw HarborError("\(error)")
    }
    guard let failure else { return path }
    throw HarborError(
      "\(failure)\nall trials that have ended are in '\(path)'; the same command runs the others")
  }

  private mutating func write(_ record: TrialRecord?) throws(HarborError) {
    do throws(SystemError) {
      try writer.write(record)
    } catch {
      throw HarborError("\(error)")
    }
  }

  /// The trials of an agent at each task, at most as many as attempts.
  private mutating func trials(
    of attempts: Attempts, at tasks: [TaskRow], reporting report: (Attempts, Int) -> Void
  ) async throws(HarborError) -> [[HarborTrial]] {
    let jobs = "\(folder)/\(Self.name(of: attempts))"
    var found = try Self.found(in: jobs, of: tasks, most: attempts.count, ended: true)
    let missing = Dictionary(grouping: tasks.indices) { attempts.count - found[$0].count }
    for (count, indices) in missing.sorted(by: { $0.key < $1.key }) where count > 0 {
      guard !program.isInterrupted, failure == nil else { break }
      let number = (FileSystem.names(in: jobs).compactMap { Int($0) }.max() ?? 0) + 1
      var job = HarborProgram.Job(
        tasks: indices.map { tasks[$0].path }, agent: attempts.rules.harbor.agent,
        name: "\(number)", folder: jobs)
      job.model = attempts.rules.harbor.model
      job.environment = attempts.rules.harbor.environment
      job.attempts = count
      job.concurrency = concurrency
      job.timeoutMultiplier = attempts.rules.timeoutMultiplier
      job.agentOptions = attempts.rules.harbor.options.members.map {
        "\($0.key)=\($0.value.string ?? $0.value.text)"
      }
      report(attempts, indices.count * count)
      do throws(HarborError) {
        _ = try await program.run(job, hasTexts: false)
      } catch {
        failure = error
      }
      found = try Self.found(in: jobs, of: tasks, most: attempts.count, ended: true)
    }
    // What did not end well says why, until another run tries it again.
    let others = try Self.found(in: jobs, of: tasks, most: attempts.count, ended: false)
    return zip(found, others).map { Array(($0 + $1).prefix(attempts.count)) }
  }

  /// A folder's name for the jobs of an agent, which differs with everything that is asked of it.
  private static func name(of attempts: Attempts) -> String {
    let short = attempts.condition.map { character in
      character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
    }
    let key = attempts.condition + "\0" + JSONValue.object(attempts.rules.json).text
    return "\(String(short.prefix(32)))__\(TrialName.letters(of: key))"
  }

  /// Whether another try cannot change a trial: it has a reward, or failed in grading.
  private static func hasEnded(_ trial: HarborTrial) -> Bool {
    guard trial.reward == nil, let exception = trial.exception else { return true }
    let policy = TrialPolicy(of: exception.name)
    return !policy.retries && policy.grades
  }

  /// The trials of earlier jobs, by task.
  ///
  /// - Parameter ended: Whether to take those that another try cannot change, or those that it may.
  private static func found(
    in jobs: String, of tasks: [TaskRow], most: Int, ended: Bool
  ) throws(HarborError) -> [[HarborTrial]] {
    var byDigest: [String: [HarborTrial]] = [:]
    let numbers = FileSystem.names(in: jobs).compactMap { Int($0) }.sorted()
    for number in ended ? numbers : numbers.reversed() {
      let job = "\(jobs)/\(number)"
      guard HarborJob.isJob(job) else { continue }
      for trial in try HarborJob(folder: job, hasTexts: false).trials {
        guard hasEnded(trial) == ended else { continue }
        // What Harbor's results call a checksum is another one.
        guard trial.hasLock, let digest = trial.taskDigest else {
          throw HarborError(
            "'\(job)/\(trial.name)/lock.json' does not say of which task the trial is; remove that "
              + "folder to run the trial again")
        }
        byDigest[digest, default: []].append(trial)
      }
    }
    // Tasks with the same content share their trials, each of which counts once.
    return tasks.map { task in
      let trials = byDigest[task.digest] ?? []
      byDigest[task.digest] = Array(trials.dropFirst(most))
      return Array(trials.prefix(most))
    }
  }
}
