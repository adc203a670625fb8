package import Facet
internal import FacetConfiguration
internal import FacetConversation
package import FacetPlatform

/// Answers and writes the cells of a run that turns questions about CSV files into verified
/// episodes.
package struct EpisodeAnswering: CellAnswering {
  private let settings: EpisodeSettings
  private let sessions: any CodeSessions
  package let tally: EpisodeTally

  /// - Parameter workers: The number of pieces of code that the sessions run at the same time.
  package init(settings: EpisodeSettings, sessions: any CodeSessions, workers: Int? = nil) {
    self.settings = settings
    self.sessions = sessions
    tally = EpisodeTally(workers: workers)
  }

  package func runner(renderer: PromptRenderer) -> any CellRunner {
    EpisodeRunner(
      settings: settings, sessions: sessions, renderer: renderer,
      board: EpisodeBoard(
        stopsWhenDecided: settings.analysis.stopsWhenDecided, wanted: settings.wantedVerified,
        firstPosition: settings.firstPosition))
  }

  package func outlook(renderer: PromptRenderer) -> ConversationOutlook? {
    let settings = settings
    let modes = CodeModes(settings.analysis.codeTool)
    let board = EpisodeBoard(
      stopsWhenDecided: settings.analysis.stopsWhenDecided, wanted: nil, firstPosition: 0)
    var outlook = ConversationOutlook(
      settings.rules, mode: modes.first(onLane: 0), leastTurns: 1,
      outputLimit: settings.analysis.outputLimit,
      runner: EpisodeRunner(
        settings: settings, sessions: NoCodeSessions(), renderer: renderer, board: board)
    ) { sample, column in
      settings.need(of: column, for: sample)
    }
    outlook.wantedSamples = settings.wantedVerified
    return outlook
  }

  package var outputContent: OutputGuard.Content { .episodes }

  package func sink(for run: OutputOfRun) throws(SystemError) -> any DatasetSink {
    try EpisodeWriter(run: run, settings: settings, tally: tally)
  }
}
