internal import FacetJSON

/// Finds and verifies the answer of a candidate by running its code.
struct QuestionVerification {
  /// Runs code in a fresh session that nothing else has used.
  let execute: @Sendable (String) async throws -> CodeExecution

  /// The result for a candidate.
  enum Verdict: Sendable {
    case verified(Answer)
    /// The reason for dropping the candidate.
    case dropped(String)
  }

  /// The results of a candidate's code.
  struct Answer: Sendable {
    var code: String
    var alternatives: [String]
    var hooks: [CodeHook]
    /// All accepted answers, the code's own first.
    var accepted: [SubmittedAnswer]
  }

  func verdict(on candidate: QuestionCandidate) async throws -> Verdict {
    let code = try candidate.code()
    let execution: CodeExecution
    switch try await repeated(code) {
    case .failure(let reason): return .dropped(reason)
    case .success(let once): execution = once
    }
    if let mistake = HookGraph.mistake(in: execution.hooks, of: code) { return .dropped(mistake) }
    var accepted = Self.distinct(execution.submissions)
    var alternatives: [String] = []
    for alternative in try candidate.alternatives() {
      switch try await repeated(alternative) {
      case .failure(let reason): return .dropped("an alternative: \(reason)")
      case .success(let other):
        let new = Self.distinct(other.submissions).filter { answer in
          !accepted.contains { PreciseAnswer.agree($0.value, answer.value) }
        }
        if !new.isEmpty, candidate.template.alternativeAnswers == .agree {
          return .dropped("two ways to the answer disagree")
        }
        accepted += new
      }
      alternatives.append(alternative)
    }
    for (name, shortcut) in try candidate.shortcuts() {
      guard case .success(let other) = try await repeated(shortcut) else { continue }
      let isEnough = other.submissions.contains { answer in
        accepted.contains { PreciseAnswer.agree($0.value, answer.value) }
      }
      if isEnough { return .dropped("the answer is the same \(name)") }
    }
    return .verified(
      Answer(code: code, alternatives: alternatives, hooks: execution.hooks, accepted: accepted))
  }

  private enum Repeated {
    case success(CodeExecution)
    case failure(String)
  }

  /// Runs code twice; a result counts only if both runs agree.
  private func repeated(_ code: String) async throws -> Repeated {
    let first = try await execute(code)
    if let failure = first.failure { return .failure(Self.reason(failure)) }
    guard !first.submissions.isEmpty else { return .failure("the code submits no answer") }
    if first.submissions.contains(where: { Self.isUndefined($0.value) }) {
      return .failure("the answer contains a value that is not a number")
    }
    let second = try await execute(code)
    if let failure = second.failure { return .failure(Self.reason(failure)) }
    guard first.submissions == second.submissions else {
      return .failure("the answer differs when the code runs again")
    }
    guard first.hooks == second.hooks else {
      return .failure("an intermediate value differs when the code runs again")
    }
    return .success(first)
  }

  private static func distinct(_ answers: [SubmittedAnswer]) -> [SubmittedAnswer] {
    var distinct: [SubmittedAnswer] = []
    for answer in answers where !distinct.contains(where: { $0.value == answer.value }) {
      distinct.append(answer)
    }
    return distinct
  }

  private static func reason(_ failure: CodeExecution.Failure) -> String {
    switch failure {
    // Code exits this way if the file does not meet its needs.
    case .raised("SystemExit", let message): message
    case .raised(let type, let message): "the code raised \(type): \(message)"
    case .timedOut(let seconds): "the code took more than \(seconds) s"
    case .crashed(let reason): "the code's process ended: \(reason)"
    }
  }

  /// Whether an answer contains a number that JSON cannot represent.
  private static func isUndefined(_ value: JSONValue) -> Bool {
    switch value {
    case .string(let text): ["NaN", "Infinity", "-Infinity"].contains(text)
    case .array(let elements): elements.contains(where: isUndefined)
    case .object(let object): object.members.contains { isUndefined($0.value) }
    case .null, .bool, .number: false
    }
  }
}
