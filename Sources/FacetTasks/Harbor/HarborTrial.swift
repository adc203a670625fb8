package import FacetJSON
internal import FacetPlatform

/// A trial as Harbor's folder of it tells: a task, an agent, and what the tests said.
package struct HarborTrial: Sendable, Hashable {
  /// Where it was read.
  private var folder: String
  /// Its folder's name: the task's and some letters.
  package var name: String
  package var taskName: String
  package var taskPath: String?
  /// Harbor's digest of the task's content.
  package var taskDigest: String?
  /// Whether its `lock.json` has that digest, so that it is the one that certificates name.
  package var hasLock: Bool
  package var agent: String
  package var agentVersion: String?
  package var model: String?
  package var provider: String?
  /// Named rewards; nil if there are none.
  package var rewards: [String: Double]?
  /// Whether the reward says something about the agent; nil if Harbor does not tell.
  package var isRewardValid: Bool?
  /// Why it did not end as it should: the name that Harbor gives it, and a message.
  package var exception: (name: String, message: String)? {
    exceptionName.map { ($0, exceptionMessage) }
  }
  var exceptionName: String?
  var exceptionMessage = ""
  package var promptTokens: Int?
  package var cachedTokens: Int?
  package var completionTokens: Int?
  /// In US dollars.
  package var cost: Double?
  /// ISO 8601 texts.
  package var startedAt: String?
  package var finishedAt: String?
  package var agentTime: Span?
  package var verifierTime: Span?
  /// The ATIF trajectory of the agent; nil if it left none that can be read.
  package var trajectory: JSONValue?
  /// The output of the tests.
  package var verifierOutput = ""

  /// The reward called `reward`, or the least of all; nil if there is none that counts.
  package var reward: Double? {
    guard isRewardValid != false else { return nil }
    return rewards.flatMap { $0["reward"] ?? $0.values.min() }
  }

  package var isSolved: Bool { (reward ?? 0) >= 1 }

  /// The beginning and the end of a part of a trial, as ISO 8601 texts.
  package struct Span: Sendable, Hashable {
    package var start: String
    package var end: String

    init?(_ value: JSONValue?) {
      guard let start = value?["started_at"]?.string, let end = value?["finished_at"]?.string
      else { return nil }
      self.start = start
      self.end = end
    }
  }

  private static let mostBytes = 256 << 20
  /// More than any trial uses; sums of such numbers stay within bounds.
  private static let mostTokens = 1 << 40
  private static let mostDollars = 1e12

  /// A number of tokens in a file of Harbor's; nil for one that cannot be right.
  package static func tokens(_ value: JSONValue?) -> Int? {
    value?.int.flatMap { (0...mostTokens).contains($0) ? $0 : nil }
  }

  /// A cost in a file of Harbor's; nil for one that cannot be right.
  package static func dollars(_ value: JSONValue?) -> Double? {
    value?.double.flatMap { (0...mostDollars).contains($0) ? $0 : nil }
  }

  /// The same trial with its trajectory and output.
  package func withTexts() throws(HarborError) -> HarborTrial {
    guard let trial = try HarborTrial(folder: folder) else { return self }
    return trial
  }

  /// Reads a trial's folder.
  ///
  /// - Parameter hasTexts: Whether to read the trajectory and the output of the tests, too.
  /// - Returns: Nil if the trial has not ended: it has no `result.json`, or only the beginning of
  ///   one, which a killed process left.
  /// - Throws: ``HarborError`` for a result that is no trial's.
  init?(folder: String, hasTexts: Bool = true) throws(HarborError) {
    guard FileTree.exists(folder + "/result.json") else { return nil }
    let bytes = FileTree.contents(of: "result.json", below: folder, most: Self.mostBytes)
    let content = bytes.flatMap { try? ResponseJSON.value(of: $0) }
    if let bytes, content == nil, bytes.last(where: { $0 > 0x20 }) != UInt8(ascii: "}") {
      return nil
    }
    guard let result = content, result.object != nil,
      let task = result["task_name"]?.string, let trial = result["trial_name"]?.string
    else { throw HarborError("'\(folder)/result.json' is no result of a trial") }
    self.folder = folder
    name = trial
    taskName = task
    taskPath = result["task_id"]?["path"]?.string
    // The lock has the digest that certificates name; that of the result is made in another way.
    let lock = FileTree.contents(of: "lock.json", below: folder, most: Self.mostBytes)
      .flatMap { try? ResponseJSON.value(of: $0) }
    let locked = lock?["task"]?["digest"]?.string
    hasLock = locked != nil
    taskDigest = locked ?? result["task_checksum"]?.string
    let agentInfo = result["agent_info"]
    agent = agentInfo?["name"]?.string ?? ""
    agentVersion = agentInfo?["version"]?.string
    model = agentInfo?["model_info"]?["name"]?.string
    provider = agentInfo?["model_info"]?["provider"]?.string
    isRewardValid = result["reward_valid"]?.bool
    if let info = result["exception_info"], info.object != nil {
      exceptionName = info["exception_type"]?.string ?? "UnknownError"
      exceptionMessage =
        info["exception_message"]?.string ?? info["message"]?.string ?? ""
    }
    let work = result["agent_result"]
    promptTokens = Self.tokens(work?["n_input_tokens"])
    cachedTokens = Self.tokens(work?["n_cache_tokens"])
    completionTokens = Self.tokens(work?["n_output_tokens"])
    cost = Self.dollars(work?["cost_usd"])
    startedAt = result["started_at"]?.string
    finishedAt = result["finished_at"]?.string
    agentTime = Span(result["agent_execution"])
    verifierTime = Span(result["verifier"])
    rewards = try Self.rewards(of: result, in: folder)
    guard hasTexts else { return }
    trajectory = FileTree.contents(
      of: "agent/trajectory.json", below: folder, most: Self.mostBytes
    ).flatMap { try? ResponseJSON.value(of: $0) }
    if trajectory?["steps"]?.array == nil { trajectory = nil }
    let output = FileTree.contents(
      of: "verifier/test-stdout.txt", below: folder, most: Self.mostBytes)
    verifierOutput = String(decoding: output ?? [], as: UTF8.self)
  }

  /// The rewards of the result, or those of the files that the tests left.
  private static func rewards(
    of result: JSONValue, in folder: String
  ) throws(HarborError) -> [String: Double]? {
    guard let named = result["verifier_result"]?["rewards"], !named.isNull else {
      let file = { (name: String) in
        FileTree.contents(of: "verifier/\(name)", below: folder, most: 1 << 20)
      }
      return TaskGrade.rewards(json: file("reward.json"), text: file("reward.txt")).rewards
    }
    var rewards: [String: Double] = [:]
    for member in named.object?.members ?? [] {
      guard let number = member.value.double, number.isFinite else {
        throw HarborError("'\(folder)/result.json' has a reward '\(member.key)' that is no number")
      }
      rewards[member.key] = number
    }
    return rewards.isEmpty ? nil : rewards
  }
}

/// Why Harbor cannot be used, or its folders cannot be read.
package struct HarborError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
