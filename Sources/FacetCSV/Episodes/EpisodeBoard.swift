internal import Facet
internal import FacetJSON
internal import FacetPlatform

/// Decides which runs to start when that depends on other runs' answers.
///
/// A run waits here while it may still turn out to be unnecessary. It waits only for runs earlier
/// in the file, and the decision depends only on their answers, never on their order of arrival: a
/// repeated or resumed run makes the same decisions.
final class EpisodeBoard: Sendable {
  /// A run for a question.
  enum Run: Hashable, Sendable {
    case gold
    /// A run without the hint, 0-based.
    case consistency(Int)
  }

  enum Admission: Sendable {
    case ask
    case unneeded
    /// The whole run stopped before the decision.
    case stopped
  }

  /// The result of a run that has ended.
  private struct EndedRun {
    /// `nil` if the run produced none.
    var answer: JSONValue?
  }

  private struct Question {
    var runs: Int
    var comparison: AnswerComparison
    var known: KnownAnswers
    /// Whether its runs may start; `nil` while that depends on earlier questions.
    var isWanted: Bool?
    /// The number of runs without the hint that may start so far.
    var allowed: Int
    var isStopped = false
    var gold: EndedRun?
    var answers: [Int: EndedRun] = [:]
    var isDecided = false
    var waiters: [(run: Run, waiter: CheckedContinuation<Admission, Never>)] = []

    /// Whether all its runs have ended or are unnecessary.
    var isOver: Bool {
      gold != nil && (isDecided || answers.count >= runs)
    }
  }

  private struct State {
    var questions: [Int: Question] = [:]
    /// The position of the first question that is not admitted yet.
    var nextPosition: Int
    var inProgress = 0
    var verified = 0
    var isStopped = false
    /// Whether the whole run ends: no run that has not started yet may start.
    var isEnding = false
    var isFollowing = false
  }

  private let stopsWhenDecided: Bool
  /// The wanted number of verified questions; `nil` for no limit.
  private let wanted: Int?
  private let state: Lock<State>

  /// - Parameter firstPosition: The position of the run's first question.
  init(stopsWhenDecided: Bool, wanted: Int?, firstPosition: Int) {
    self.stopsWhenDecided = stopsWhenDecided
    self.wanted = wanted
    state = Lock(State(nextPosition: firstPosition))
  }

  /// Whether to start a run; returns once that is decided.
  ///
  /// - Parameter comparison: Made once for each question: it reads the question's words.
  func admission(
    of run: Run, at position: Int, runs: Int, comparison: @autoclosure () -> AnswerComparison,
    known: KnownAnswers = KnownAnswers([])
  ) async -> Admission {
    await withCheckedContinuation { waiter in
      let resumed = state.withLock { state in
        if state.questions[position] == nil {
          state.questions[position] = Question(
            runs: runs, comparison: comparison(), known: known,
            isWanted: wanted == nil ? true : nil, allowed: stopsWhenDecided ? runs / 2 + 1 : runs,
            isStopped: state.isEnding)
        }
        state.questions[position]?.waiters.append((run, waiter))
        return settle(&state, around: position)
      }
      for (waiter, admission) in resumed { waiter.resume(returning: admission) }
    }
  }

  /// Ends all waits when the whole run stops: a run that they wait for may never start.
  func follow(_ asker: StepAsker) {
    let isNew = state.withLock { state in
      defer { state.isFollowing = true }
      return !state.isFollowing
    }
    if isNew { asker.whenStopping { [self] in stop() } }
  }

  /// Ends all waits, present and future.
  func stop() {
    let resumed = state.withLock { state in
      (state.isStopped, state.isEnding) = (true, true)
      return state.questions.keys.sorted().flatMap { position in
        state.questions[position]?.isStopped = true
        return settle(&state, around: position)
      }
    }
    for (waiter, admission) in resumed { waiter.resume(returning: admission) }
  }

  /// Takes a run's result.
  ///
  /// - Parameter answer: `nil` if the run produced none.
  func end(_ run: Run, at position: Int, answer: JSONValue?, isStopped: Bool) {
    let resumed = state.withLock { state in
      guard var question = state.questions[position] else { return [Resumed]() }
      if isStopped {
        question.isStopped = true
        if wanted != nil { state.isStopped = true }
      }
      switch run {
      case .gold: question.gold = EndedRun(answer: answer)
      case .consistency(let index): question.answers[index] = EndedRun(answer: answer)
      }
      advance(&question)
      state.questions[position] = question
      if question.isOver, !question.isStopped { close(question, &state) }
      var resumed = settle(&state, around: position)
      if question.isOver, state.questions[position]?.waiters.isEmpty == true, wanted == nil,
        !stopsWhenDecided
      {
        state.questions[position] = nil
      }
      if wanted != nil {
        for other in state.questions.keys.sorted() { resumed += settle(&state, around: other) }
      }
      return resumed
    }
    for (waiter, admission) in resumed { waiter.resume(returning: admission) }
  }

  private typealias Resumed = (CheckedContinuation<Admission, Never>, Admission)

  /// Allows further runs of a question when all allowed runs have ended.
  private func advance(_ question: inout Question) {
    guard stopsWhenDecided, !question.isDecided else { return }
    let ended = (0..<question.allowed).map { question.answers[$0] }
    guard ended.allSatisfy({ $0 != nil }) else { return }
    let needed = Triangulation.answersNeeded(
      after: ended.map { $0?.answer }, runs: question.runs,
      comparison: question.comparison)
    if needed == 0 { question.isDecided = true }
    question.allowed += needed
  }

  private func close(_ question: Question, _ state: inout State) {
    guard wanted != nil else { return }
    state.inProgress -= 1
    let answers = (0..<question.runs).map { question.answers[$0]?.answer }
    let triangulation = Triangulation(
      gold: question.gold?.answer, answers: answers, runs: question.runs,
      known: question.known, comparison: question.comparison)
    if triangulation.isVerified { state.verified += 1 }
  }

  /// Resumes the waiting runs whose admission is decided.
  private func settle(_ state: inout State, around position: Int) -> [Resumed] {
    letIn(&state)
    guard var question = state.questions[position] else { return [] }
    var resumed: [Resumed] = []
    var waiting: [(run: Run, waiter: CheckedContinuation<Admission, Never>)] = []
    for (run, waiter) in question.waiters {
      if let admission = admission(of: run, question, state) {
        resumed.append((waiter, admission))
      } else {
        waiting.append((run, waiter))
      }
    }
    question.waiters = waiting
    state.questions[position] = question
    return resumed
  }

  /// Admits questions in file order, as long as each of them may be needed.
  private func letIn(_ state: inout State) {
    guard let wanted else { return }
    while state.questions[state.nextPosition] != nil {
      let position = state.nextPosition
      if state.verified >= wanted {
        state.questions[position]?.isWanted = false
      } else if state.verified + state.inProgress < wanted, !state.isStopped {
        state.questions[position]?.isWanted = true
        state.inProgress += 1
      } else {
        return
      }
      state.nextPosition += 1
    }
  }

  private func admission(of run: Run, _ question: Question, _ state: State) -> Admission? {
    switch question.isWanted {
    case nil: return state.isStopped ? .stopped : nil
    case false?: return .unneeded
    case true?: break
    }
    guard case .consistency(let index) = run else { return .ask }
    if index >= question.runs { return .unneeded }
    if index < question.allowed { return .ask }
    if question.isDecided { return .unneeded }
    return question.isStopped ? .stopped : nil
  }
}
