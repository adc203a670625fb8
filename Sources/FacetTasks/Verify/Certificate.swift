package import FacetJSON

/// What was run to show that a task's tests tell right from wrong, and what came of it.
package struct Certificate: Sendable, Hashable {
  /// A group of attempts with the rewards of each; nil where there was no reward.
  package struct Group: Sendable, Hashable {
    package var names: [String] = []
    package var rewards: [Double?] = []

    package init() {}

    package var passed: Int { rewards.count { ($0 ?? 0) >= 1 } }

    mutating func add(_ name: String, _ grade: TaskGrade) {
      names.append(name)
      rewards.append(grade.reward)
    }
  }

  package var task: String
  package var taskDigest: String
  package var testsDigest: String
  /// What was asked.
  var rules: CertificateRules
  /// The image's last layer, or its base.
  package var image: String
  /// Whether the tests ran with the image's own programs.
  package var guardsSystem: Bool
  package var solution = Group()
  package var nothing = Group()
  package var wrong = Group()
  package var tampering = Group()
  /// How much of the tampering was rewarded; a solution whose own files were replaced may pass.
  package var rewardedTampering = 0
  package var seconds = 0.0
  /// Why the task does not hold; empty if it does.
  package var reasons: [String] = []
  /// The log of the first attempt that did not end as it should.
  package var log = ""

  package var holds: Bool { reasons.isEmpty }

  /// A certificate of which nothing has been tried yet.
  init(named task: String, rules: CertificateRules = CertificateRules()) {
    self.task = task
    self.rules = rules
    taskDigest = ""
    testsDigest = ""
    image = ""
    guardsSystem = true
  }

  /// The content of `verification.json`.
  ///
  /// - Parameter version: Facet's own.
  package func json(version: String) -> JSONValue {
    [
      "task": .string(task), "holds": .bool(holds), "reasons": .array(reasons.map { .string($0) }),
      "oracle": Self.list(solution), "empty": Self.list(nothing), "wrong": Self.named(wrong),
      "tamper": Self.named(tampering), "rules": rules.json, "guarded": .bool(guardsSystem),
      "seconds": .number(JSONNumber(finite: (seconds * 1000).rounded() / 1000)),
      "task_digest": .string(taskDigest), "tests_digest": .string(testsDigest),
      "image": .string(image), "facet_version": .string(version),
    ]
  }

  private static func list(_ group: Group) -> JSONValue {
    .array(group.rewards.map(number))
  }

  private static func named(_ group: Group) -> JSONValue {
    .array(
      zip(group.names, group.rewards).map { name, reward in
        ["attempt": .string(name), "reward": number(reward)]
      })
  }

  private static func number(_ reward: Double?) -> JSONValue {
    reward.map { .number(JSONNumber(finite: $0)) } ?? .null
  }
}
