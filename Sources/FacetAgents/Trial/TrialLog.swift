internal import Facet
internal import FacetJSON
internal import FacetPlatform

/// What the ledger keeps of a trial beside the model's replies: what the agent saw, and the grade.
///
/// A trial whose commands show something else when they are repeated goes on as another attempt,
/// beside the first.
struct TrialLog: Sendable {
  let asker: StepAsker
  /// Everything that decides what the agent finds and may do.
  let identity: String

  /// The place that a process claims while it does the trial.
  var claim: Fingerprint { place("claim", nil, 0) }

  /// The observation after a reply.
  ///
  /// - Parameter turn: The reply; `nil` for the beginning.
  func observation(
    after turn: Fingerprint?, attempt: Int
  ) async throws(StepFailure) -> Observation? {
    try await value(at: place("observation", turn, attempt)).flatMap(Observation.init(json:))
  }

  func keep(
    _ observation: Observation, after turn: Fingerprint?, attempt: Int
  ) async throws(StepFailure) {
    _ = try await asker.keep(
      execution: observation.json.text, of: place("observation", turn, attempt))
  }

  /// The latest attempt with an observation after a reply; 0 if there is none.
  func latestAttempt(after turn: Fingerprint?) async throws(StepFailure) -> Int {
    var attempt = 0
    while try await observation(after: turn, attempt: attempt + 1) != nil { attempt += 1 }
    return attempt
  }

  /// The grade of the work that ended with a reply.
  func grade(after turn: Fingerprint?, attempt: Int) async throws(StepFailure) -> TrialGrade? {
    try await value(at: place("grade", turn, attempt)).flatMap(TrialGrade.init(json:))
  }

  func keep(
    _ grade: TrialGrade, after turn: Fingerprint?, attempt: Int
  ) async throws(StepFailure) {
    _ = try await asker.keep(
      execution: JSONValue.object(grade.json).text, of: place("grade", turn, attempt))
  }

  private func value(at place: Fingerprint) async throws(StepFailure) -> JSONValue? {
    guard let text = try await asker.storedExecution(of: place) else { return nil }
    return try? ResponseJSON.value(of: Array(text.utf8))
  }

  private func place(_ kind: String, _ turn: Fingerprint?, _ attempt: Int) -> Fingerprint {
    let text = "facet trial\0\(kind)\0\(identity)\0\(turn?.description ?? "")\0\(attempt)"
    return Fingerprint(digest: SHA256(of: Array(text.utf8)))
  }
}
