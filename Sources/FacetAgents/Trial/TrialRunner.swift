internal import Facet
internal import FacetBox
internal import FacetConfiguration
internal import FacetConversation
internal import FacetModels
internal import FacetPlatform
internal import FacetTasks

/// Runs one trial to its grade: a conversation in; what was said, seen and earned out.
///
/// Replies come from the ledger or the provider, and observations from the box. A trial that is
/// whole in the ledger needs no box. Otherwise the commands of stored replies run again in a fresh
/// box: what they show must be what the ledger holds, else the trial goes on from there anew.
struct TrialRunner: Sendable {
  /// How far a trial has come.
  struct Progress: Sendable {
    var conversation: any AgentConversation
    /// The request and response of each reply.
    var steps: [StepRecord] = []
    /// The agent's time so far: of its actions and of the model's answers, in seconds.
    var seconds = 0.0
    var attempt: Int?
    /// The observations so far, by the reply before them.
    var seen: [(turn: Fingerprint?, observation: Observation)] = []
    var grade: TrialGrade?
    /// Why it could not go on.
    var failure: StepFailure?
    /// Why there is no usable box.
    var boxError: BoxError?
  }

  let cell: Cell
  let step: PlannedStep
  let task: TaskDirectory
  let rules: AgentRules
  let log: TrialLog
  let asker: StepAsker

  /// The agent's time limit in seconds; `nil` for none.
  var timeLimit: Double? { task.settings.agentSeconds.map { $0 * rules.timeoutMultiplier } }

  /// Runs a trial.
  ///
  /// - Parameter workplaces: Opens boxes; `nil` to look only at what is stored.
  func run(
    _ conversation: any AgentConversation, in workplaces: (any Workplaces)?
  ) async -> Progress {
    let stored = await storedProgress(of: conversation)
    if stored.isSettled { return reused(stored) }
    guard let workplaces, asker.takesRequests else { return stored.pending }
    do throws(StepFailure) {
      return try await asker.exclusively(at: log.claim) {
        // Another process may have ended the trial meanwhile.
        let stored = await storedProgress(of: conversation)
        if stored.isSettled { return reused(stored) }
        if let failed = await failure(after: stored) { return failed }
        return await progress(of: conversation, in: workplaces)
      }
    } catch {
      return stored.pending
    }
  }

  private func reused(_ stored: Progress) -> Progress {
    asker.countReused(stored.steps.count)
    return stored
  }

  /// The end of a resumed trial whose next request fails, so that no box repeats its commands
  /// before; `nil` if it can go on, or must be graded.
  private func failure(after stored: Progress) async -> Progress? {
    guard !stored.steps.isEmpty, stored.failure == nil, stored.conversation.next == .ask else {
      return nil
    }
    var progress = stored
    do throws(StepFailure) {
      _ = try await asker.result(of: request(after: progress))
      return nil
    } catch {
      guard case .failed(_, let record) = error else { return stored.pending }
      progress.fail(error, record)
      return progress.grades ? nil : progress
    }
  }

  private func progress(
    of conversation: any AgentConversation, in workplaces: any Workplaces
  ) async -> Progress {
    do throws(BoxError) {
      return try await workplaces.withWorkplace(for: task, rules: rules) { place in
        await live(conversation, in: place)
      }
    } catch {
      var failed = Progress(conversation: conversation)
      failed.boxError = error
      return failed
    }
  }

  // MARK: From the ledger

  /// The trial as far as the ledger holds it.
  private func storedProgress(of conversation: any AgentConversation) async -> Progress {
    var progress = Progress(conversation: conversation)
    do throws(StepFailure) {
      while true {
        switch progress.conversation.next {
        case .ask:
          guard let result = try await asker.stored(request(after: progress)) else {
            return progress
          }
          take(result, &progress)
        case .act:
          let turn = progress.steps.last?.fingerprint
          let attempt = try await attempt(of: &progress)
          guard let observation = try await log.observation(after: turn, attempt: attempt) else {
            return progress
          }
          take(observation, &progress)
        case .end:
          progress.grade = try await log.grade(
            after: progress.steps.last?.fingerprint, attempt: progress.attempt ?? 0)
          return progress
        }
      }
    } catch {
      guard case .failed(_, let record) = error else { return progress }
      progress.fail(error, record)
      if progress.exception?.policy.retries == false {
        progress.grade = try? await log.grade(
          after: record.fingerprint, attempt: progress.attempt ?? 0)
      }
      return progress
    }
  }

  private func attempt(of progress: inout Progress) async throws(StepFailure) -> Int {
    if let attempt = progress.attempt { return attempt }
    let attempt = try await log.latestAttempt(after: progress.steps.last?.fingerprint)
    progress.attempt = attempt
    return attempt
  }

  // MARK: In a box

  private func live(
    _ conversation: any AgentConversation, in place: any Workplace
  ) async -> Progress {
    var progress = Progress(conversation: conversation)
    let start = Timestamp.now.iso8601
    do throws(StepFailure) {
      try await converse(in: place, &progress)
    } catch {
      if case .failed(_, let record) = error {
        progress.fail(error, record)
      } else {
        return progress.pending
      }
    }
    guard progress.boxError == nil, progress.grades else { return progress }
    do throws(StepFailure) {
      try await grade(in: place, since: start, &progress)
    } catch {
      return progress.pending
    }
    return progress
  }

  private func converse(
    in place: any Workplace, _ progress: inout Progress
  ) async throws(StepFailure) {
    while true {
      switch progress.conversation.next {
      case .ask: take(try await asker.result(of: request(after: progress)), &progress)
      case .act(let action):
        guard try await act(action, in: place, &progress) else { return }
      case .end: return
      }
    }
  }

  /// - Returns: False if the box is unusable.
  private func act(
    _ action: AgentAction, in place: any Workplace, _ progress: inout Progress
  ) async throws(StepFailure) -> Bool {
    let turn = progress.steps.last?.fingerprint
    let most = rules.commandTimeout / .seconds(1)
    let left = timeLimit.map { max(0.001, $0 - progress.seconds) } ?? most
    // A task's limit may be longer than any duration.
    let time = left < most ? Duration.seconds(left) : rules.commandTimeout
    var observation: Observation
    do throws(BoxError) {
      observation = try await place.observation(of: action, within: time)
    } catch {
      if Task.isCancelled { throw .stopped }
      guard !progress.seen.isEmpty, !error.isOfMachine else {
        progress.boxError = error
        return false
      }
      // The agent may have left a file system in which nothing starts.
      observation = Observation(
        "(The command could not be started: \(error))", seconds: 0, isError: true)
    }
    // A cancelled command ends early, and shows less than it would have.
    if Task.isCancelled { throw .stopped }
    let attempt = try await attempt(of: &progress)
    if let stored = try await log.observation(after: turn, attempt: attempt) {
      if stored.isSame(as: observation) {
        observation = stored
      } else {
        try await beginAttempt(attempt + 1, &progress)
        try await log.keep(observation, after: turn, attempt: attempt + 1)
      }
    } else {
      try await log.keep(observation, after: turn, attempt: attempt)
    }
    take(observation, &progress)
    return true
  }

  /// Keeps what was seen so far as the beginning of another attempt.
  private func beginAttempt(
    _ attempt: Int, _ progress: inout Progress
  ) async throws(StepFailure) {
    for (turn, observation) in progress.seen {
      try await log.keep(observation, after: turn, attempt: attempt)
    }
    progress.attempt = attempt
  }

  private func grade(
    in place: any Workplace, since start: String, _ progress: inout Progress
  ) async throws(StepFailure) {
    let grade: TaskGrade
    let agentEnd = Timestamp.now.iso8601
    do throws(BoxError) {
      grade = try await place.grade()
    } catch {
      if Task.isCancelled { throw .stopped }
      progress.boxError = error
      return
    }
    if Task.isCancelled { throw .stopped }
    let result = TrialGrade(
      grade, start: start, agentEnd: agentEnd, end: Timestamp.now.iso8601)
    progress.grade = result
    // What failed for now is tried again, and graded then.
    guard progress.failure == nil || progress.exception?.policy.retries == false else { return }
    try await log.keep(
      result, after: progress.steps.last?.fingerprint, attempt: progress.attempt ?? 0)
  }

  // MARK: Taking results

  private func take(_ result: StepResult, _ progress: inout Progress) {
    progress.steps.append(result.record)
    progress.conversation.take(result.completion)
    progress.seconds += (result.record.answer?.latency ?? .zero) / .seconds(1)
    endIfLate(&progress)
  }

  private func take(_ observation: Observation, _ progress: inout Progress) {
    progress.seen.append((progress.steps.last?.fingerprint, observation))
    progress.conversation.take(observation)
    progress.seconds += observation.seconds
    endIfLate(&progress)
  }

  private func endIfLate(_ progress: inout Progress) {
    guard let timeLimit, progress.seconds >= timeLimit, progress.conversation.next != .end else {
      return
    }
    progress.conversation.end(.outOfTime)
  }

  private func request(after progress: Progress) -> StepRequest {
    StepRequest(
      turnAfter: progress.steps, of: cell, step, messages: progress.conversation.messages,
      tools: progress.conversation.tools, declaredTokens: progress.conversation.declaredTokens)
  }
}

extension TrialRunner.Progress {
  /// Ends the trial with a request that failed for good.
  mutating func fail(_ failure: StepFailure, _ record: StepRecord) {
    steps.append(record)
    conversation.end(.failed)
    self.failure = failure
  }

  /// The same progress, left for a later run to resume.
  var pending: TrialRunner.Progress {
    var pending = self
    pending.failure = .stopped
    return pending
  }

  /// Why the agent did not end as it should.
  var exception: TrialException? {
    if let boxError { return TrialException("SandboxBuildFailedError", boxError.description) }
    if case .failed(let error, _)? = failure { return TrialException(error) }
    return TrialException(conversation.ending)
  }

  /// Whether nothing is left to do: it is graded, or failed for good without a grade that counts.
  var isSettled: Bool {
    if grade != nil { return true }
    guard case .failed? = failure, let policy = exception?.policy else { return false }
    return policy.retries || !policy.grades
  }

  /// Whether the tests run.
  var grades: Bool {
    if case .stopped? = failure { return false }
    return exception?.policy.grades ?? true
  }
}
