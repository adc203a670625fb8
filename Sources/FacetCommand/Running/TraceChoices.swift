internal import FacetAgents
internal import FacetBox
internal import FacetPlatform
internal import FacetRehearsal

/// Which tasks a run of agents tries, in which boxes, and what is kept of them.
struct TraceChoices {
  /// Folders of tasks; empty for those of the configuration.
  var tasks: [String] = []
  var episodes = TraceOutput.Episodes.last
  var filter = TraceOutput.Filter.all
  /// The error rates of the rehearsed agent.
  var habits = TeacherHabits.ofAgents
  /// Makes the tasks' environments; `nil` for the default bases.
  var builder: ImageBuilder?
  /// The most boxes at the same time.
  var width = ProcessIdentity.coreCount
}

extension TeacherHabits {
  /// What a rehearsed agent does unless it is told: enough of everything to show a summary.
  static var ofAgents: TeacherHabits {
    (try? TeacherHabits(parsing: "wrong=20%,never=10%,late=10%,crash=5%,format=10%"))
      ?? TeacherHabits()
  }
}
