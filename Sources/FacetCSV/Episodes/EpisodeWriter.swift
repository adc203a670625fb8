internal import Facet
internal import FacetJSON
internal import FacetPlatform

/// Writes an episode for each question whose runs have ended.
struct EpisodeWriter: DatasetSink {
  private let path: String
  private let settings: EpisodeSettings
  private let start: Timestamp
  private let isRehearsal: Bool
  private let tally: EpisodeTally
  private var file: EpisodeFile
  /// Whether a question without all its results was passed after a stop: later questions are left
  /// to the resumed run, so that the order does not depend on the stop.
  private var isBehind = false

  init(run: OutputOfRun, settings: EpisodeSettings, tally: EpisodeTally) throws(SystemError) {
    path = run.path
    start = run.start
    isRehearsal = run.isRehearsal
    self.settings = settings
    self.tally = tally
    file = try EpisodeFile(path: run.path)
  }

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError) {
    if outcomes.contains(where: { $0.status == .pending }) { isBehind = true }
    // The next run retries temporary failures, and then writes the episode.
    guard !isBehind, !outcomes.allSatisfy({ $0.status == .unneeded }),
      !outcomes.contains(where: { $0.status == .failed && $0.error?.isTransient == true }),
      let question = try? EpisodeSample(fields: sample.fields),
      let episode = Episode(question, outcomes: outcomes, settings: settings, start: start)
    else { return tally.leftOut(outcomes) }
    var line = episode.json
    if isRehearsal, var object = line.object {
      object["rehearsal"] = true
      line = .object(object)
    }
    let isNew = try file.append(line.bytes(style: .line), id: episode.id)
    tally.add(episode, isNew: isNew)
  }

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    try file.finish()
    return path
  }
}
