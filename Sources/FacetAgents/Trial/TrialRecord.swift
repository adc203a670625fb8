internal import Facet
package import FacetJSON

/// Everything that is kept of a trial: what was asked, said, seen and earned.
package struct TrialRecord: Sendable, Hashable {
  /// The tokens and cost of one reply.
  package struct Metrics: Sendable, Hashable {
    package var promptTokens: Int
    package var cachedTokens: Int
    package var completionTokens: Int
    /// In US dollars; `nil` if the price is unknown.
    package var cost: Double?
    /// The duration of the request in milliseconds.
    package var milliseconds: Int
  }

  package var task: String
  package var taskPath: String
  package var taskDigest: String
  package var instruction: String
  /// The perspective's name.
  package var condition: String
  /// The agent's name: `facet-bash`, or Harbor's.
  package var agent: String
  package var model: String
  package var provider: String
  /// The index of the attempt, 0-based.
  package var completion: Int
  package var agentVersion = FacetVersion.current
  /// Tells apart tasks with one instruction and perspectives of one name.
  package var draw = ""
  package var ending: TrialEnding?
  package var exception: TrialException?
  package var grade: TrialGrade?
  package var opening: [JSONValue] = []
  package var turns: [TraceTurn] = []
  /// By turn; shorter if a reply is missing.
  package var metrics: [Metrics] = []
  /// The sums of all replies, if they are known without ``metrics``.
  package var reportedTotal: Metrics?
  /// By turn: the model's thoughts, if they came apart from its reply.
  package var reasoning: [String?] = []
  /// All messages and the tools in chat-completions form.
  package var messages: [JSONValue] = []
  package var tools: [JSONValue] = []
  /// The time of its actions and answers, in seconds.
  package var agentSeconds = 0.0
  /// How often the conversation was summed up to fit the context.
  package var summaries = 0
  /// The number of times that commands showed something else when they were repeated.
  package var divergences = 0

  /// The reward; `nil` if there is none that counts.
  package var reward: Double? { isRewardValid ? grade?.reward : nil }

  package var isSolved: Bool { (reward ?? 0) >= 1 }

  /// Whether its reward says something about the agent.
  package var isRewardValid: Bool { grade?.rewards != nil && policy?.isRewardValid ?? true }

  /// What follows from its exception.
  package var policy: TrialPolicy? { (exception ?? grade?.exception)?.policy }

  /// The sums of all replies; `nil` if nobody counted them.
  package var total: Metrics? {
    reportedTotal ?? (metrics.isEmpty && !turns.isEmpty ? nil : total(upTo: metrics.count))
  }

  /// The sums of the first replies.
  func total(upTo count: Int) -> Metrics {
    let metrics = metrics.prefix(count)
    let costs = metrics.map(\.cost)
    return Metrics(
      promptTokens: metrics.reduce(0) { $0 + $1.promptTokens },
      cachedTokens: metrics.reduce(0) { $0 + $1.cachedTokens },
      completionTokens: metrics.reduce(0) { $0 + $1.completionTokens },
      cost: costs.contains { $0 == nil } ? nil : costs.reduce(0) { $0 + ($1 ?? 0) },
      milliseconds: metrics.reduce(0) { $0 + $1.milliseconds })
  }

  /// The trial's folder: the task's short name, and seven letters made of everything that
  /// distinguishes the trial.
  package var name: String {
    let short = task.split(separator: "/").last.map(String.init) ?? task
    let cleaned = short.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
        ? character : "-"
    }
    return "\(String(cleaned.prefix(32)))__\(TrialName.letters(of: key))"
  }

  /// Distinguishes trials of one run.
  private var key: String {
    [task, taskDigest, draw, condition, model, provider, "\(completion)"].joined(separator: "\0")
  }
}
