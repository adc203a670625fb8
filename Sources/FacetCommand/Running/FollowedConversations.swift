internal import Facet
internal import FacetAgents
internal import FacetCSV
internal import FacetJSON

/// A way to answer a run's cells in conversations, and what to say of them at its end.
struct FollowedConversations: Sendable {
  let answering: any CellAnswering
  /// Its member in the JSON document about the run.
  let name: String
  let report: @Sendable () -> String
  let json: @Sendable () -> JSONValue

  init(_ episodes: EpisodeAnswering) {
    answering = episodes
    name = "episodes"
    report = { EpisodeReport.text(episodes.tally.counts) }
    json = { episodes.tally.counts.json }
  }

  init(_ traces: TraceAnswering) {
    answering = traces
    name = "traces"
    report = { TraceReport.text(traces.tally.summary) }
    json = { traces.tally.summary.json }
  }
}
