internal import Facet
package import FacetJSON
internal import FacetPlatform

/// A summary of a run's episodes for progress displays.
package final class EpisodeTally: Sendable {
  /// Counts of episodes.
  package struct Counts: Sendable, Equatable {
    /// The run's episodes, whether written by this run or an earlier one.
    package var episodes = 0
    /// The episodes that are new in the file.
    package var written = 0
    package var verified = 0
    /// Counts by diagnosis, such as `GOOD`.
    package var byDiagnosis: [String: Int] = [:]
    /// Questions without an episode, because at least one of their runs has not ended.
    package var leftOut = 0
    package var executions = 0
    package var executionSeconds = 0.0
    /// The number of pieces of code that ran at the same time; `nil` if unknown.
    package var workers: Int?

    package init() {}

    /// The mean duration of an execution, in seconds; `nil` without executions.
    package var secondsPerExecution: Double? {
      executions == 0 ? nil : executionSeconds / Double(executions)
    }

    /// The counts in machine-readable form.
    package var json: JSONValue {
      [
        "episodes": .number(JSONNumber(episodes)), "written": .number(JSONNumber(written)),
        "verified": .number(JSONNumber(verified)),
        "left_out": .number(JSONNumber(leftOut)),
        "executions": .number(JSONNumber(executions)),
        "execution_s": .number(JSONNumber(executionSeconds)),
        "execution_mean_s": secondsPerExecution.map { .number(JSONNumber($0)) } ?? .null,
        "workers": workers.map { .number(JSONNumber($0)) } ?? .null,
        "diagnoses": .object(
          JSONObject(
            byDiagnosis.sorted { $0.key < $1.key }.map {
              ($0.key, .number(JSONNumber($0.value)))
            })),
      ]
    }
  }

  private let state = Lock(Counts())

  package init(workers: Int? = nil) {
    state.withLock { $0.workers = workers }
  }

  package var counts: Counts { state.withLock { $0 } }

  func add(_ episode: Episode, isNew: Bool) {
    let category = Diagnosis(episode.triangulation).category.rawValue
    let executions = ([episode.gold] + episode.runs).flatMap(\.trace.turns).map(\.execution)
    state.withLock { counts in
      counts.episodes += 1
      if isNew { counts.written += 1 }
      if episode.triangulation.isVerified { counts.verified += 1 }
      counts.byDiagnosis[category, default: 0] += 1
      counts.executions += executions.count
      counts.executionSeconds += executions.reduce(0) { $0 + $1.seconds }
    }
  }

  func leftOut(_ outcomes: [CellOutcome]) {
    guard !outcomes.allSatisfy({ $0.status == .unneeded }) else { return }
    state.withLock { $0.leftOut += 1 }
  }
}
