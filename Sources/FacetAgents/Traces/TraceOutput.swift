/// Which trials and episodes go into the rows of traces.
package struct TraceOutput: Sendable, Hashable {
  /// Which conversations of a trial become rows.
  package enum Episodes: String, Sendable, CaseIterable {
    /// The whole conversation.
    case last
    /// One row for each reply: everything up to it.
    case all
  }

  /// Which trials become rows.
  package enum Filter: String, Sendable, CaseIterable {
    case success
    case failure
    case all
  }

  package var episodes = Episodes.last
  package var filter = Filter.all
  /// The most trials at the same time.
  package var concurrency = 1
  /// The job's name, which is its folder's.
  package var jobName: String

  package init(jobName: String) {
    self.jobName = jobName
  }

  /// The path of an unfinished run's rows, given that of a complete run's.
  package static func partialPath(of path: String) -> String {
    let stem = path.hasSuffix(".jsonl") ? String(path.dropLast(6)) : path
    return stem + ".partial.jsonl"
  }

  /// Whether a trial becomes rows.
  func takes(_ record: TrialRecord) -> Bool {
    switch filter {
    case .all: true
    case .success: record.isSolved
    case .failure: !record.isSolved
    }
  }
}
