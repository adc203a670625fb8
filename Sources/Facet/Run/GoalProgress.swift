internal import FacetConfiguration
internal import FacetJSON

/// The samples in work of a run with a goal: which cells to ask next, and which are not needed.
///
/// A group of cells is begun only while the results found and the most that the groups in work can
/// give are fewer than the goal. So a run uses the shortest beginning of its input that reaches the
/// goal, in whatever order answers arrive.
struct GoalProgress {
  /// What the run should do next.
  enum Turn {
    case ask(CellSequence.Next)
    /// Read a sample.
    case read
    /// Wait for an answer; if none is in work, the run has ended.
    case wait
  }

  /// A group whose cells have been answered, to be scored and decided.
  struct Round: Sendable {
    var ordinal: Int
    var group: Int
    var sample: Sample
    /// The outcomes of the group, aligned with the run's columns; the others are pending.
    var outcomes: [CellOutcome]
  }

  private struct Place {
    var ordinal: Int
    var group: Int
  }

  private struct Group {
    var columns: [PlannedColumn]
    /// The indices of the columns that have been asked.
    var asked: Set<Int> = []
    /// The number of asked cells that have not ended.
    var inWork = 0
    var isClosed = false
  }

  private struct Work {
    var sample: Sample
    var groups: [Group]
    /// The outcomes as answered, by column, and the same with their scores.
    var answered: [CellOutcome?]
    var scored: [CellOutcome?]
  }

  private let goal: any RunGoal
  private let columns: [PlannedColumn]
  private let groups: [[PlannedColumn]]
  /// The most results of each group.
  private let mosts: [Int]
  private var encoder: RowEncoder
  private(set) var outcome: GoalOutcome
  private var works: [Int: Work] = [:]
  /// Groups of begun samples that have not been begun themselves.
  private var waiting: [Place] = []
  private var ready: [CellSequence.Next] = []
  private var rounds: [Place] = []
  private var finished: [Int] = []
  /// The most results that the groups in work can give.
  private var mostInWork = 0
  private var isAtEnd = false

  init(_ goal: any RunGoal, plan: RunPlan) {
    self.goal = goal
    columns = plan.columns
    groups = goal.groups(of: plan.columns)
    mosts = groups.map { max(1, goal.most(of: $0)) }
    encoder = RowEncoder(plan: plan)
    outcome = GoalOutcome(noun: goal.noun, wanted: goal.count)
  }

  /// Decides what to do next.
  mutating func next() -> Turn {
    while true {
      if !ready.isEmpty { return .ask(ready.removeFirst()) }
      guard outcome.found + mostInWork < goal.count else { return .wait }
      guard !waiting.isEmpty else { return isAtEnd ? .wait : .read }
      let place = waiting.removeFirst()
      guard let sample = works[place.ordinal]?.sample else { continue }
      mostInWork += mosts[place.group]
      apply(goal.step(of: groups[place.group], for: sample, rows: [:]), to: place)
    }
  }

  /// Takes a sample that was read; `nil` at the end of the input.
  mutating func begin(_ sample: (Sample, ordinal: Int)?) {
    guard let (sample, ordinal) = sample else {
      isAtEnd = true
      return
    }
    var outcomes: [CellOutcome?] = columns.map { column in
      column.perspective.strategy == nil ? .reference(sample.reference) : .unneeded
    }
    for column in groups.joined() { outcomes[column.index] = nil }
    works[ordinal] = Work(
      sample: sample, groups: groups.map { Group(columns: $0) }, answered: outcomes,
      scored: outcomes)
    waiting += groups.indices.map { Place(ordinal: ordinal, group: $0) }
    finishIfClosed(ordinal)
  }

  /// Takes the outcome of a cell.
  mutating func end(_ outcome: CellOutcome, ordinal: Int, column: PlannedColumn) {
    guard let group = groups.firstIndex(where: { $0.contains { $0 === column } }) else { return }
    works[ordinal]?.answered[column.index] = outcome
    works[ordinal]?.groups[group].inWork -= 1
    if works[ordinal]?.groups[group].inWork == 0 {
      rounds.append(Place(ordinal: ordinal, group: group))
    }
  }

  /// The next group whose asked cells have all ended.
  mutating func takeRound() -> Round? {
    guard !rounds.isEmpty else { return nil }
    let place = rounds.removeFirst()
    guard let work = works[place.ordinal] else { return nil }
    var outcomes = [CellOutcome](repeating: .pending, count: columns.count)
    for index in work.groups[place.group].asked {
      outcomes[index] = work.answered[index] ?? .pending
    }
    return Round(
      ordinal: place.ordinal, group: place.group, sample: work.sample, outcomes: outcomes)
  }

  /// Takes a round with its scores and decides what its group needs next.
  mutating func decide(_ round: Round) {
    let place = Place(ordinal: round.ordinal, group: round.group)
    guard let asked = works[place.ordinal]?.groups[place.group].asked else { return }
    for index in asked {
      works[place.ordinal]?.scored[index] = round.outcomes[index]
      works[place.ordinal]?.answered[index]?.takeJudgements(of: round.outcomes[index])
    }
    // What a stopped run has not asked, a resumed one asks.
    guard !asked.contains(where: { round.outcomes[$0].status == .pending }),
      !asked.contains(where: { round.outcomes[$0].awaitsJudge })
    else { return }
    var rows: [Int: JSONValue] = [:]
    for index in asked {
      let row = encoder.row(
        of: round.outcomes[index], column: columns[index], sample: round.sample)
      rows[index] = try? ResponseJSON.value(of: row)
    }
    apply(goal.step(of: groups[place.group], for: round.sample, rows: rows), to: place)
  }

  private mutating func apply(_ step: GoalStep, to place: Place) {
    switch step {
    case .ask(let columns):
      let asked = works[place.ordinal]?.groups[place.group].asked ?? []
      let new = columns.filter { !asked.contains($0.index) }
      guard let sample = works[place.ordinal]?.sample, !new.isEmpty else { return close(place) }
      if asked.isEmpty { outcome.groups += 1 }
      works[place.ordinal]?.groups[place.group].asked.formUnion(new.map(\.index))
      works[place.ordinal]?.groups[place.group].inWork = new.count
      ready += new.map {
        CellSequence.Next(sample: sample, ordinal: place.ordinal, column: $0)
      }
    case .reached(let count):
      outcome.found += count
      close(place)
      guard outcome.isReached else { return }
      let unused = waiting
      waiting = []
      for place in unused { leave(place) }
    case .unreachable: close(place)
    }
  }

  /// Ends a group in work.
  private mutating func close(_ place: Place) {
    mostInWork -= mosts[place.group]
    leave(place)
  }

  /// Marks the cells of a group that were not asked as unneeded.
  private mutating func leave(_ place: Place) {
    for column in groups[place.group] where works[place.ordinal]?.scored[column.index] == nil {
      works[place.ordinal]?.scored[column.index] = .unneeded
    }
    works[place.ordinal]?.groups[place.group].isClosed = true
    finishIfClosed(place.ordinal)
  }

  private mutating func finishIfClosed(_ ordinal: Int) {
    guard let work = works[ordinal], work.groups.allSatisfy(\.isClosed) else { return }
    finished.append(ordinal)
  }

  /// A sample whose groups have all been decided.
  mutating func takeFinished() -> (ordinal: Int, outcomes: [CellOutcome])? {
    guard !finished.isEmpty else { return nil }
    let ordinal = finished.removeFirst()
    guard let work = works.removeValue(forKey: ordinal) else { return nil }
    let outcomes = work.scored.map { $0 ?? .pending }
    outcome.unneeded += outcomes.count { $0.status == .unneeded }
    return (ordinal, outcomes)
  }

  /// Ends the rounds of a stopped run as they are, so that what was answered is scored.
  mutating func stop() {
    ready = []
    for (ordinal, work) in works.sorted(by: { $0.key < $1.key }) {
      for (group, state) in work.groups.enumerated() where state.inWork > 0 {
        works[ordinal]?.groups[group].inWork = 0
        rounds.append(Place(ordinal: ordinal, group: group))
      }
    }
  }

  /// Hands out every sample begun; the cells of undecided groups are pending.
  mutating func closeAll() {
    finished = works.keys.sorted()
  }
}

extension CellOutcome {
  /// A cell that was not asked because nothing can come of it.
  static let unneeded = CellOutcome(
    status: .unneeded, response: nil, preparation: nil, steps: [], error: nil)

  /// Keeps what judges said of its response, so that they are asked once.
  fileprivate mutating func takeJudgements(of scored: CellOutcome) {
    judgements = scored.judgements
    verdicts = scored.verdicts
  }
}
