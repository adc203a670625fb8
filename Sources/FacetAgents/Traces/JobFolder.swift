internal import FacetJSON
internal import FacetPlatform

/// The files of a job beside its trials, as Harbor lays them out.
struct JobFolder {
  let folder: String
  let output: TraceOutput
  let summary: TraceSummary
  let start: Timestamp
  /// The locks of its trials.
  let locks: [JSONValue]

  func write() throws(SystemError) {
    let config: JSONValue = [
      "schema_version": 1, "job_name": .string(output.jobName),
      "jobs_dir": .string(FileSystem.parent(of: folder)),
      "agents": .array(
        summary.agents.map { agent in
          ["name": .string(agent.condition), "model_name": .string(agent.model)]
        }),
    ]
    let lock: JSONValue = [
      "schema_version": 3, "created_at": .string(start.iso8601),
      "n_concurrent_trials": .number(JSONNumber(output.concurrency)), "retry": [:],
      "trials": .array(locks),
    ]
    try Self.write(config.bytes(style: .indented) + [0x0A], "config.json", in: folder)
    try Self.write(lock.bytes(style: .indented) + [0x0A], "lock.json", in: folder)
    try Self.write(result.bytes(style: .indented) + [0x0A], "result.json", in: folder)
    let log =
      "job \(output.jobName): \(summary.trials) trials, \(summary.solved) solved, "
      + "\(summary.leftOut) left out\n"
    try Self.write(Array(log.utf8), "job.log", in: folder)
  }

  private static func write(
    _ bytes: [UInt8], _ name: String, in folder: String
  ) throws(SystemError) {
    let file = try AtomicFile(in: folder)
    try file.append(bytes)
    try file.commit(to: "\(folder)/\(name)")
  }

  private var result: JSONValue {
    let sums = summary.agents.compactMap { summary.sums[$0] }
    let costs = sums.map(\.cost)
    let now = Timestamp.now.iso8601
    var stats: JSONObject = [
      "n_completed_trials": .number(JSONNumber(summary.trials)),
      "n_errored_trials": .number(
        JSONNumber(sums.reduce(0) { $0 + $1.exceptions.values.reduce(0, +) })),
      "n_running_trials": 0, "n_pending_trials": .number(JSONNumber(summary.leftOut)),
      "n_cancelled_trials": 0, "n_retries": 0,
      "evals": .object(JSONObject(summary.agents.map { (evaluationKey($0), evaluation(of: $0)) })),
      "n_input_tokens": .number(sums.reduce(0) { TraceSummary.sum($0, $1.promptTokens) }),
      "n_cache_tokens": .number(sums.reduce(0) { TraceSummary.sum($0, $1.cachedTokens) }),
      "n_output_tokens": .number(sums.reduce(0) { TraceSummary.sum($0, $1.completionTokens) }),
    ]
    stats["cost_usd"] =
      costs.contains { $0 == nil }
      ? .null : .number(JSONNumber(costs.reduce(0) { $0 + ($1 ?? 0) }))
    return [
      "schema_version": 1, "id": .string(output.jobID), "started_at": .string(start.iso8601),
      "updated_at": .string(now), "finished_at": .string(now),
      "n_total_trials": .number(JSONNumber(summary.trials + summary.leftOut)),
      "stats": .object(stats),
    ]
  }

  private func evaluationKey(_ agent: TraceSummary.Agent) -> String {
    "\(agent.condition)__\(agent.model)__\(output.jobName)"
  }

  private func evaluation(of agent: TraceSummary.Agent) -> JSONValue {
    var rewards: [String: [Double: [String]]] = [:]
    for trial in summary.rewards[agent] ?? [] {
      for (name, value) in trial.rewards {
        rewards[name, default: [:]][value, default: []].append(trial.name)
      }
    }
    var exceptions: [String: [String]] = [:]
    for trial in summary.exceptions[agent] ?? [] {
      exceptions[trial.exception, default: []].append(trial.name)
    }
    return [
      "n_trials": .number(JSONNumber(summary.rewards[agent]?.count ?? 0)),
      "n_errors": .number(JSONNumber(summary.exceptions[agent]?.count ?? 0)), "metrics": [],
      "pass_at_k": .object(summary.passRates(of: agent)),
      "reward_stats": .object(
        JSONObject(
          rewards.sorted { $0.key < $1.key }.map { name, values in
            (
              name,
              .object(
                JSONObject(
                  values.sorted { $0.key < $1.key }.map {
                    ("\($0.key)", Self.names($0.value))
                  }))
            )
          })),
      "exception_stats": .object(
        JSONObject(exceptions.sorted { $0.key < $1.key }.map { ($0.key, Self.names($0.value)) })),
    ]
  }

  private static func names(_ names: [String]) -> JSONValue {
    .array(names.map { .string($0) })
  }
}
