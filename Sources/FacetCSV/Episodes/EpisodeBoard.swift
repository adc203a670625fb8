internal import FacetJSON
internal import FacetPlatform

/// Which runs of which questions are asked, where that depends on others.
///
/// A run waits here while it may still turn out not to be needed. What it waits for are always runs
/// that stand earlier in the file, and the decision depends on their answers alone, never on the
/// order in which they came: a run that is repeated or resumed asks the same.
final class EpisodeBoard: Sendable {
  /// A run of a question.
  enum Run: Hashable, Sendable {
    case gold
    /// One without the hint, from 0.
    case consistency(Int)
  }

  enum Admission: Sendable {
    case ask
    case unneeded
    /// The run has stopped before it was known.
    case stopped
  }

  private struct Question {
    var runs: Int
    var comparison: AnswerComparison
    var known: KnownAnswers
    /// Whether its runs may be asked; `nil` while that depends on earlier questions.
    var isWanted: Bool?
    /// Runs without the hint that may be asked so far.
    var allowed: Int
    var gold: JSONValue??
    var answers: [Int: JSONValue?] = [:]
    var isStopped = false
    var isDecided = false
    var waiters: [(run: Run, waiter: CheckedContinuation<Admission, Never>)] = []

    /// Whether nothing of it is open any more.
    var isOver: Bool {
      gold != nil && (isDecided || answers.count >= runs)
    }
  }

  private struct State {
    var questions: [Int: Question] = [:]
    /// The position of the first question that has not been let in.
    var nextPosition: Int
    var inProgress = 0
    var verified = 0
    var isStopped = false
  }

  private let stopsWhenDecided: Bool
  /// How many verified questions are wanted; `nil` for all that there are.
  private let wanted: Int?
  private let state: Lock<State>

  /// - Parameter firstPosition: That of the first question of the run.
  init(stopsWhenDecided: Bool, wanted: Int?, firstPosition: Int) {
    self.stopsWhenDecided = stopsWhenDecided
    self.wanted = wanted
    state = Lock(State(nextPosition: firstPosition))
  }

  /// Whether a run is to be asked; returns when that is known.
  func admission(
    of run: Run, at position: Int, runs: Int, comparison: AnswerComparison,
    known: KnownAnswers = KnownAnswers([])
  ) async -> Admission {
    await withCheckedContinuation { waiter in
      let resumed = state.withLock { state in
        if state.questions[position] == nil {
          state.questions[position] = Question(
            runs: runs, comparison: comparison, known: known, isWanted: wanted == nil ? true : nil,
            allowed: stopsWhenDecided ? runs / 2 + 1 : runs)
        }
        state.questions[position]?.waiters.append((run, waiter))
        return settle(&state, around: position)
      }
      for (waiter, admission) in resumed { waiter.resume(returning: admission) }
    }
  }

  /// Takes what a run came to.
  ///
  /// - Parameter answer: `nil` where it came to none.
  func end(_ run: Run, at position: Int, answer: JSONValue?, isStopped: Bool) {
    let resumed = state.withLock { state in
      guard var question = state.questions[position] else { return [Resumed]() }
      if isStopped {
        question.isStopped = true
        if wanted != nil { state.isStopped = true }
      }
      switch run {
      case .gold: question.gold = .some(answer)
      case .consistency(let index): question.answers[index] = answer
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

  /// Allows further runs of a question when all that were allowed have ended.
  private func advance(_ question: inout Question) {
    guard stopsWhenDecided, !question.isDecided else { return }
    let ended = (0..<question.allowed).map { question.answers[$0] }
    guard ended.allSatisfy({ $0 != nil }) else { return }
    let needed = Triangulation.answersNeeded(
      after: ended.map { $0 ?? Optional.none }, runs: question.runs,
      comparison: question.comparison)
    if needed == 0 { question.isDecided = true }
    question.allowed += needed
  }

  private func close(_ question: Question, _ state: inout State) {
    guard wanted != nil else { return }
    state.inProgress -= 1
    let answers = (0..<question.runs).map { question.answers[$0] ?? Optional.none }
    let triangulation = Triangulation(
      gold: question.gold ?? Optional.none, answers: answers, runs: question.runs,
      known: question.known, comparison: question.comparison)
    if triangulation.isVerified { state.verified += 1 }
  }

  /// Resumes the runs of a question whose admission is known.
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

  /// Lets questions in, in the order of the file, as long as each of them may be needed.
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
