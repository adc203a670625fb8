internal import FacetConversation
internal import FacetJSON

/// Decides which of a model's proposed questions to keep.
struct ProposalReview: Sendable {
  /// Runs code in a fresh session that nothing else has used.
  let execute: @Sendable (String) async throws -> CodeExecution

  /// A proposal with its verdict.
  struct Verdict: Sendable {
    var proposal: ProposedQuestion
    /// The result of its code; nil if it was dropped.
    var answer: CodeExecution?
    /// Why it was dropped.
    var reason: String?
  }

  /// Verdicts in the order of the proposals: the first of two equal ones is kept.
  ///
  /// - Parameter known: The existing questions.
  func verdicts(
    on proposals: [ProposedQuestion], known: [QuestionRecord]
  ) async throws -> [Verdict] {
    var texts = known.compactMap(\.prompt).map(Self.words)
    var codes = known.compactMap(\.code).map(Self.collapsed)
    var verdicts: [Verdict] = []
    for proposal in proposals {
      var verdict = Verdict(proposal: proposal)
      if let problem = proposal.problem {
        verdict.reason = problem
        verdicts.append(verdict)
        continue
      }
      let words = Self.words(proposal.question)
      let code = proposal.code.map(Self.collapsed)
      if texts.contains(where: { Self.areAlike($0, words) }) {
        verdict.reason = "it repeats another question"
      } else if let code, codes.contains(code) {
        verdict.reason = "its code equals that of another question"
      } else {
        let (answer, reason) = try await answer(to: proposal)
        (verdict.answer, verdict.reason) = (answer, reason)
        if reason == nil {
          texts.append(words)
          if let code { codes.append(code) }
        }
      }
      verdicts.append(verdict)
    }
    return verdicts
  }

  private func answer(
    to proposal: ProposedQuestion
  ) async throws -> (CodeExecution?, reason: String?) {
    guard let code = proposal.code else { return (nil, "it has no code") }
    let first = try await execute(code)
    if let failure = first.failure { return (nil, "its code failed: \(Self.reason(failure))") }
    guard let answer = first.submissions.last else { return (nil, "its code submits no answer") }
    if Self.isEmpty(answer.value) { return (nil, "its answer is empty") }
    let second = try await execute(code)
    guard second.failure == nil, second.submissions.last == answer else {
      return (nil, "its answer differs when the code runs again")
    }
    if let mistake = HookGraph.mistake(in: first.hooks, of: code) { return (nil, mistake) }
    if let flaw = ProposalFlaw.reason(in: proposal, answer: answer.value) { return (nil, flaw) }
    return (first, nil)
  }

  private static func reason(_ failure: CodeExecution.Failure) -> String {
    let (type, message) = failure.summary
    return "\(type): \(message)"
  }

  /// Whether an answer is void: null, blank, NaN, or composed only of such values.
  private static func isEmpty(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.trimmed.isEmpty || text == "NaN"
    case .array(let elements): elements.allSatisfy(isEmpty)
    case .object(let object): object.members.allSatisfy { isEmpty($0.value) }
    case .bool, .number: false
    }
  }

  /// The words of a text, regardless of case and punctuation.
  private static func words(_ text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }

  /// Whether nine of ten words are equal.
  private static func areAlike(_ one: Set<String>, _ other: Set<String>) -> Bool {
    let all = one.union(other).count
    return all == 0 || one.intersection(other).count * 10 >= all * 9
  }

  private static func collapsed(_ code: String) -> String {
    code.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
