import FacetModels
import FacetTasks
import Testing

@testable import FacetAgents

@Suite("What follows from an exception")
struct TrialPolicyTests {
  @Test(
    "Exceptions are retried, graded and valid as in Harbor",
    arguments: [
      ("SandboxBuildFailedError", true, false, false), ("ApiRateLimitError", true, true, false),
      ("BadRequestError", false, true, false), ("VerifierTimeoutError", false, true, false),
      ("AgentAuthenticationError", false, false, false), ("AgentTimeoutError", false, true, true),
      ("ContextLengthExceededError", false, true, true), ("SomethingElse", true, true, true),
    ])
  func policy(name: String, retries: Bool, grades: Bool, isValid: Bool) {
    let policy = TrialPolicy(of: name)
    #expect(policy.retries == retries)
    #expect(policy.grades == grades)
    #expect(policy.isRewardValid == isValid)
  }

  @Test("Every kind of failed request has a name in the table")
  func namesFailures() {
    for kind in ModelError.Kind.allCases {
      let exception = TrialException(ModelError(kind, "why"))
      #expect(exception.policy != TrialPolicy(of: "unknown"), "\(kind): \(exception.name)")
      #expect(exception.message == "why")
    }
  }

  @Test(
    "Tests without a reward have a name",
    arguments: [
      (nil, nil, "RewardFileNotFoundError"), ("", nil, "RewardFileEmptyError"),
      (nil, " \n", "RewardFileEmptyError"), ("[1]", nil, "VerifierOutputParseError"),
      (nil, "yes", "VerifierOutputParseError"), ("{\"reward\": 1}", nil, nil),
    ] as [(String?, String?, String?)])
  func namesGrades(json: String?, text: String?, name: String?) {
    let found = TaskGrade.rewards(
      json: json.map { Array($0.utf8) }, text: text.map { Array($0.utf8) })
    let grade = TaskGrade(
      rewards: found.rewards, reason: found.reason, log: "", seconds: 0)
    #expect(TrialException(grade)?.name == name)
  }
}
