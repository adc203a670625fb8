internal import FacetJSON
internal import FacetPlatform

/// The folder of one trial, as Harbor lays it out.
struct TrialFolder {
  let record: TrialRecord
  /// The job's folder.
  let job: String
  let output: TraceOutput

  /// Writes the folder, whole or not at all; an older one is replaced.
  func write() throws(SystemError) {
    let draft = "\(job)/.trial-\(UInt64.random(in: 0 ... .max))"
    let hold = try Hold.folder(draft)
    defer { withExtendedLifetime(hold) {} }
    do throws(SystemError) {
      for (name, text) in files {
        let path = "\(draft)/\(name)"
        try FileSystem.makeDirectories(FileSystem.parent(of: path))
        try FileSystem.write(text, to: path)
      }
      if try FileSystem.replaceFolder("\(job)/\(record.name)", with: draft) {
        FileSystem.removeFolder(draft)
      }
    } catch {
      FileSystem.removeFolder(draft)
      throw error
    }
  }

  private var files: [(String, [UInt8])] {
    var files = [
      ("config.json", Self.bytes(config)), ("lock.json", Self.bytes(lock)),
      ("result.json", Self.bytes(result)),
      ("trial.log", Array(logText.utf8)),
      ("artifacts/manifest.json", Array("[]\n".utf8)),
    ]
    let trajectory = Trajectory(record: record)
    // ATIF knows none without a step, such as that of a terminal that did not start.
    if !trajectory.steps.isEmpty {
      files.append(("agent/trajectory.json", Self.bytes(trajectory.json)))
    }
    if let grade = record.grade {
      files.append(("verifier/test-stdout.txt", Array(grade.log.utf8)))
      if let rewards = grade.rewards {
        files.append(
          ("verifier/reward.json", Self.bytes(.object(TrialGrade.json(of: rewards)))))
      }
    }
    return files
  }

  private static func bytes(_ value: JSONValue) -> [UInt8] {
    value.bytes(style: .indented) + [UInt8(ascii: "\n")]
  }

  private static func span(_ start: String, _ end: String) -> JSONValue {
    ["started_at": .string(start), "finished_at": .string(end)]
  }

  /// What decides what the trial finds, with the digest of its task.
  var lock: JSONValue {
    [
      "schema_version": 2,
      "task": [
        "name": .string(record.task), "type": "local", "digest": .string(record.taskDigest),
        "path": .string(record.taskPath),
      ],
      "agent": [
        "name": .string(record.agent), "model_name": .string(modelName),
      ],
      "environment": [:], "verifier": ["environment_mode": "shared"],
    ]
  }

  /// `PROVIDER/MODEL`
  private var modelName: String {
    record.provider.isEmpty ? record.model : "\(record.provider)/\(record.model)"
  }

  private var config: JSONValue {
    [
      "schema_version": 1, "task": ["path": .string(record.taskPath)],
      "trial_name": .string(record.name), "trials_dir": .string(job),
      "agent": [
        "name": .string(record.agent),
        "model_name": .string(modelName),
      ],
      "job_id": .string(output.jobID),
    ]
  }

  private var result: JSONValue {
    let total = record.total
    var agentResult: JSONObject = [
      "n_input_tokens": .number(total?.promptTokens),
      "n_cache_tokens": .number(total?.cachedTokens),
      "n_output_tokens": .number(total?.completionTokens),
    ]
    agentResult["cost_usd"] = total?.cost.map { .number(JSONNumber($0)) } ?? .null
    agentResult["metadata"] = [
      "n_episodes": .number(JSONNumber(record.turns.count)),
      "api_request_times_msec": .array(
        record.metrics.map { .number(JSONNumber($0.milliseconds)) }),
      "summarization_count": .number(JSONNumber(record.summaries)),
      "ending": record.ending.map { .string($0.rawValue) } ?? .null,
    ]
    return [
      "schema_version": 1, "id": .string(TraceOutput.uuid(of: output.jobName + record.name)),
      "task_name": .string(record.task), "trial_name": .string(record.name),
      "trial_uri": .string("file://\(job)/\(record.name)"),
      "task_id": ["path": .string(record.taskPath)], "source": .null,
      "task_checksum": .string(record.taskDigest), "config": config,
      "agent_info": [
        "name": .string(record.agent), "version": .string(record.agentVersion),
        "model_info": [
          "name": .string(record.model), "provider": .string(record.provider),
        ],
      ],
      "agent_result": .object(agentResult),
      "verifier_result": record.grade?.rewards.map {
        ["rewards": .object(TrialGrade.json(of: $0))]
      } ?? .null,
      "verifier_environment_mode": "shared",
      "exception_info": (record.exception ?? record.grade?.exception).map(json) ?? .null,
      "started_at": record.grade.map { .string($0.start) } ?? .null,
      "finished_at": record.grade.map { .string($0.end) } ?? .null,
      "agent_execution": record.grade.map { Self.span($0.start, $0.agentEnd) } ?? .null,
      "verifier": record.grade.map { Self.span($0.agentEnd, $0.end) } ?? .null,
      "reward_valid": .bool(record.isRewardValid),
    ]
  }

  private func json(of exception: TrialException) -> JSONValue {
    let policy = exception.policy
    return [
      "exception_type": .string(exception.name), "exception_message": .string(exception.message),
      "exception_traceback": "",
      "occurred_at": .string(record.grade?.end ?? Timestamp.now.iso8601),
      "policy": [
        "should_retry": .bool(policy.retries), "should_grade": .bool(policy.grades),
        "has_valid_reward": .bool(policy.isRewardValid),
      ],
    ]
  }

  private var logText: String {
    var lines = ["agent \(record.agent) with \(record.model) at \(record.task)"]
    if record.divergences > 0 {
      lines.append(
        "commands showed something else when they were repeated; the trial went on from there anew")
    }
    lines.append("ended: \(record.ending?.rawValue ?? "not at all")")
    if let exception = record.exception ?? record.grade?.exception {
      lines.append("\(exception.name): \(exception.message)")
    }
    lines.append("reward: \(record.grade?.reward.map { "\($0)" } ?? "none")")
    return lines.joined(separator: "\n") + "\n"
  }
}
