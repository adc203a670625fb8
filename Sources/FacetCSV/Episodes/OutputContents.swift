package import FacetPlatform

extension OutputGuard.Content {
  /// Episodes, one a line.
  package static let episodes = Self("a file of episodes", beginnings: [#"{"episode_id":"#])
  /// The chosen questions of an episode run, one a line.
  package static let episodeInput = Self(
    "a list of chosen questions", beginnings: [#"{"input":"#], mark: #""csv_overview":"#)
  /// Explorations of CSV files, one a line.
  package static let explorations = Self(
    "a file of explorations", beginnings: [#"{"exploration_id":"#])
  /// The questions of a dataset.
  package static let questions = Self(
    "a file of questions", beginnings: [#"[{"id":"#, "[]"])
}
