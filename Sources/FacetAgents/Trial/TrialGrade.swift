internal import FacetJSON
internal import FacetTasks

/// The grade of a trial, with the times of its work.
package struct TrialGrade: Sendable, Hashable {
  /// Named rewards; `nil` without a valid report.
  package var rewards: [String: Double]?
  /// Why there is no reward.
  package var exception: TrialException?
  /// The output of the tests.
  package var log: String
  /// The duration of the tests in seconds.
  package var seconds: Double
  /// When the agent began, as an ISO 8601 text.
  package var start: String
  /// When the agent ended and the tests began; that of ``end`` in grades of earlier versions.
  package var agentEnd: String
  /// When the tests ended.
  package var end: String

  init(_ grade: TaskGrade, start: String, agentEnd: String, end: String) {
    rewards = grade.rewards
    exception = TrialException(grade)
    log = grade.log
    seconds = grade.seconds
    self.start = start
    self.agentEnd = agentEnd
    self.end = end
  }

  /// The grade that Harbor gave.
  init(_ trial: HarborTrial) {
    rewards = trial.isRewardValid == false ? nil : trial.rewards
    log = trial.verifierOutput
    seconds = 0
    end = trial.verifierTime?.end ?? trial.finishedAt ?? ""
    start = trial.agentTime?.start ?? trial.startedAt ?? ""
    agentEnd = trial.agentTime?.end ?? end
  }

  /// The reward called `reward`, or the least of all.
  package var reward: Double? { rewards.flatMap { $0["reward"] ?? $0.values.min() } }

  var json: JSONObject {
    [
      "rewards": rewards.map { .object(Self.json(of: $0)) } ?? .null,
      "grade_exception": exception?.json ?? .null, "log": .string(log),
      "verifier_seconds": .number(JSONNumber(seconds)), "started_at": .string(start),
      "agent_finished_at": .string(agentEnd), "finished_at": .string(end),
    ]
  }

  init?(json: JSONValue) {
    guard let log = json["log"]?.string, let seconds = json["verifier_seconds"]?.double,
      let start = json["started_at"]?.string, let end = json["finished_at"]?.string
    else { return nil }
    self.log = log
    self.seconds = seconds
    self.start = start
    agentEnd = json["agent_finished_at"]?.string ?? end
    self.end = end
    exception = json["grade_exception"].flatMap(TrialException.init(json:))
    if let object = json["rewards"]?.object {
      rewards = [:]
      for member in object.members { rewards?[member.key] = member.value.double ?? 0 }
    }
  }

  /// Named rewards, sorted by name.
  static func json(of rewards: [String: Double]) -> JSONObject {
    JSONObject(
      rewards.sorted { $0.key < $1.key }.map { ($0.key, .number(JSONNumber($0.value))) })
  }
}
