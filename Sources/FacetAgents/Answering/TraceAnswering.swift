package import Facet
package import FacetBox
package import FacetConfiguration
internal import FacetConversation
package import FacetPlatform

/// Answers and writes the cells of a run whose samples are task directories and whose perspectives
/// are agents.
package struct TraceAnswering: CellAnswering {
  private let workplaces: (any Workplaces)?
  private let builder: ImageBuilder?
  private let rules: AgentRules
  private let output: TraceOutput
  package let tally = TraceTally()

  /// - Parameters:
  ///   - workplaces: Opens boxes; `nil` to look only at what is stored.
  ///   - builder: Makes the boxes' images; a trial on another base or with other network is another
  ///     trial.
  ///   - configuration: One whose perspectives are agents.
  package init(
    workplaces: (any Workplaces)?, builder: ImageBuilder? = nil, configuration: TaskConfiguration,
    output: TraceOutput
  ) {
    self.workplaces = workplaces
    self.builder = builder
    rules = configuration.perspectives.lazy.compactMap(\.agent).first ?? AgentRules(kind: .bash)
    self.output = output
  }

  package func runner(renderer: PromptRenderer) -> any CellRunner {
    AgentRunner(workplaces: workplaces, builder: builder, renderer: renderer)
  }

  /// A first guess: a few commands, whose output is short.
  package func outlook(renderer: PromptRenderer) -> ConversationOutlook? {
    let mode = CodeModes(rules.codeTool).first(onLane: 0)
    var outlook = ConversationOutlook(
      leastRequests: 1, assumedRequests: min(8, rules.maxTurns),
      mostRequests: rules.maxTurns.adding(saturating: rules.maxInvalidReplies),
      contextTokens: rules.maxContextTokens, assumedToldTokens: 300,
      mostToldTokens: rules.outputLimit, declaredTokens: mode.declaredTokens(.bash),
      runner: AgentRunner(workplaces: nil, builder: builder, renderer: renderer))
    outlook.wording = ["code_instructions": mode.instructions(.bash)]
    return outlook
  }

  package var outputContent: OutputGuard.Content { .traces }

  package func sink(for run: OutputOfRun) throws(SystemError) -> any DatasetSink {
    try TraceWriter(
      path: run.path, start: run.start, isRehearsal: run.isRehearsal, output: output, tally: tally)
  }
}

extension OutputGuard.Content {
  /// The rows of trials.
  package static let traces = Self("a file of traces", beginnings: [#"{"conversations":["#])
  /// The tasks of a run, as its input.
  package static let taskInput = Self("the tasks of a run", beginnings: [#"{"input":""#])
  /// Harbor's description of a job.
  package static let jobFile = Self(
    "a job's file", beginnings: [#"{"schema_version":1,"#, #"{"schema_version":3,"created_at""#])
}

extension DataConfiguration {
  /// The same for the rows of tasks in a file.
  package func reading(tasks path: String) -> DataConfiguration {
    var data = self
    data.inputPath = path
    data.inputField = "input"
    data.idField = "id"
    return data
  }
}
