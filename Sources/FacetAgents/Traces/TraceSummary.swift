internal import FacetPlatform

/// Counts and rates of trials.
package struct TraceSummary: Sendable, Hashable {
  /// An agent's perspective with a model.
  package struct Agent: Sendable, Hashable, Comparable {
    package var condition: String
    package var model: String

    package static func < (one: Agent, other: Agent) -> Bool {
      (one.condition, one.model) < (other.condition, other.model)
    }
  }

  /// The trials of one agent at one task.
  package struct Attempts: Sendable, Hashable {
    /// Trials whose reward counts.
    package var count = 0
    package var solved = 0
  }

  /// The sums over an agent's trials.
  package struct Sums: Sendable, Hashable {
    package var trials = 0
    package var turns = 0
    package var invalidReplies = 0
    /// `nil` if those of a trial are unknown, as for the other counts of tokens.
    package var promptTokens: Int? = 0
    package var cachedTokens: Int? = 0
    package var completionTokens: Int? = 0
    /// In US dollars; `nil` if a price is unknown.
    package var cost: Double? = 0
    package var endings: [String: Int] = [:]
    package var exceptions: [String: Int] = [:]
    package var divergences = 0
  }

  package private(set) var tasks: [Agent: [String: Attempts]] = [:]
  package private(set) var sums: [Agent: Sums] = [:]
  /// The rewards' trials, by agent, as job results list them.
  private(set) var rewards: [Agent: [(name: String, rewards: [String: Double])]] = [:]
  private(set) var exceptions: [Agent: [(name: String, exception: String)]] = [:]
  package var leftOut = 0
  /// The digest of the first task of each name.
  private var digests: [String: String] = [:]

  package static func == (one: TraceSummary, other: TraceSummary) -> Bool {
    one.tasks == other.tasks && one.sums == other.sums && one.leftOut == other.leftOut
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(tasks)
  }

  package var agents: [Agent] { sums.keys.sorted() }

  package var trials: Int { sums.values.reduce(0) { $0 + $1.trials } }

  package var solved: Int {
    tasks.values.flatMap(\.values).reduce(0) { $0 + $1.solved }
  }

  /// Whether every trial has ended with a reward that counts.
  package var isGraded: Bool {
    leftOut == 0 && trials == tasks.values.flatMap(\.values).reduce(0) { $0 + $1.count }
  }

  mutating func add(_ record: TrialRecord) {
    let agent = Agent(condition: record.condition, model: record.model)
    var sum = sums[agent] ?? Sums()
    let total = record.total
    sum.trials += 1
    sum.turns += record.turns.count
    sum.invalidReplies += record.turns.count(where: \.isInvalid)
    sum.promptTokens = Self.sum(sum.promptTokens, total?.promptTokens)
    sum.cachedTokens = Self.sum(sum.cachedTokens, total?.cachedTokens)
    sum.completionTokens = Self.sum(sum.completionTokens, total?.completionTokens)
    sum.cost = sum.cost.flatMap { before in total?.cost.map { before + $0 } }
    sum.endings[record.ending?.rawValue ?? "unfinished", default: 0] += 1
    sum.divergences += record.divergences
    if let exception = record.exception ?? record.grade?.exception {
      sum.exceptions[exception.name, default: 0] += 1
      exceptions[agent, default: []].append((record.name, exception.name))
    }
    sums[agent] = sum
    let task = label(of: record)
    var attempts = tasks[agent, default: [:]][task] ?? Attempts()
    if record.isRewardValid {
      attempts.count += 1
      if record.isSolved { attempts.solved += 1 }
      rewards[agent, default: []].append((record.name, record.grade?.rewards ?? [:]))
    }
    tasks[agent, default: [:]][task] = attempts
  }

  /// A sum; `nil` if a part is unknown.
  static func sum(_ one: Int?, _ other: Int?) -> Int? {
    one.flatMap { one in other.map { one.adding(saturating: $0) } }
  }

  /// The task's name; for a further task of the same name, with the beginning of its digest.
  private mutating func label(of record: TrialRecord) -> String {
    let first = digests[record.task] ?? record.taskDigest
    digests[record.task] = first
    return first == record.taskDigest
      ? record.task : "\(record.task) (\(record.taskDigest.prefix(15)))"
  }

  /// The mean over the tasks of the chance that at least one of k attempts solves it, of the tasks
  /// with at least k attempts; `nil` if there are none.
  package func pass(atK k: Int, by agent: Agent) -> Double? {
    let chances = (tasks[agent] ?? [:]).values.filter { $0.count >= k }.map { attempts in
      // 1 - C(n - c, k) / C(n, k), as a product that stays within bounds.
      let failed = attempts.count - attempts.solved
      guard failed >= k else { return 1.0 }
      return 1
        - (0..<k).reduce(1.0) { $0 * Double(failed - $1) / Double(attempts.count - $1) }
    }
    return chances.isEmpty ? nil : chances.reduce(0, +) / Double(chances.count)
  }

  /// The most attempts of an agent at one task.
  package func mostAttempts(by agent: Agent) -> Int {
    (tasks[agent] ?? [:]).values.map(\.count).max() ?? 0
  }

  /// The tasks that an agent solved in none, and in all of its attempts, sorted.
  package func extremes(by agent: Agent) -> (never: [String], always: [String]) {
    let graded = (tasks[agent] ?? [:]).filter { $0.value.count > 0 }
    return (
      graded.filter { $0.value.solved == 0 }.map(\.key).sorted(),
      graded.filter { $0.value.solved == $0.value.count }.map(\.key).sorted()
    )
  }
}
