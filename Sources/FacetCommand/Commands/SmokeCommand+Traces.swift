internal import Facet
internal import FacetAgents
internal import FacetBox
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FacetRehearsal

extension SmokeCommand {
  /// The shipped configuration of agents.
  private static let agents = "configs/traces.json"

  /// Lets a rehearsed agent try the shipped tasks, over this machine's own programs, and compares
  /// each reward with what the agent did.
  ///
  /// - Throws: ``SmokeFailure`` if a reward is wrong or boxes cannot be started.
  func makeTraces(in folder: String, _ console: Console) async throws {
    let (configuration, environment) = try LoadedTask.reporting(to: console) {
      let environment = try RunEnvironment(file: nil).all
      let path = ShippedFolder.locate(Self.agents, environment: environment) ?? Self.agents
      return (try TaskConfiguration(contentsOf: path), environment)
    }
    var options = RunOptions(environment: environment)
    options.output = folder + "/traces/traces.jsonl"
    options.ledgerPath = folder + "/ledger.sqlite"
    var session = FollowedRun(
      console: console, showsProgress: false, isVerbose: false, eventsPath: nil,
      printsJSON: false, resumeCommand: nil, raisingCommands: [:])
    session.printsResult = false
    var choices = TraceChoices()
    do throws(BoxError) {
      var builder = ImageBuilder(store: try BoxStore(folder: folder + "/boxes"))
      builder.defaultBase = BoxImage.hostName
      choices.builder = builder
    } catch {
      throw SmokeFailure("\(error); 'facet doctor' says more")
    }
    try await TraceRun(
      configuration: configuration, options: options, session: session, isRehearsed: true
    ).run(choices)
    let rows = try FileSystem.contents(of: folder + "/traces/traces.jsonl")
      .split(separator: 0x0A).map { try ResponseJSON.value(of: Array($0)) }
    let teacher = RehearsalTeacher(lessons: [], habits: choices.habits)
    let right = rows.count { row in
      guard let solves = teacher.solves(planIn: row.text) else { return false }
      return row["reward"]?.double == (solves ? 1 : 0)
    }
    guard !rows.isEmpty, right == rows.count else {
      throw SmokeFailure(
        "\(Quantity.count(rows.count, "trial")): \(right) with the right reward; all should be")
    }
    console.print("traces: \(right) of \(rows.count) rewards right, as expected")
  }
}
