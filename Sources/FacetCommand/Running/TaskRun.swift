internal import Facet
internal import FacetBox
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform
internal import FacetRehearsal
internal import FacetTasks
internal import FacetTraining

/// A run that makes task directories: chooses the rows, has the steps answered, and writes the tasks
/// that hold.
struct TaskRun {
  var configuration: TaskConfiguration
  var options: RunOptions
  /// The followed run that asks the model.
  var session: FollowedRun
  /// Whether a loopback provider answers.
  var isRehearsed: Bool
  /// The folder of the tasks.
  var output: String
  var builder: ImageBuilder
  /// Tasks that are tried at the same time.
  var width: Int
  /// What an instruction holds that must not be in the data.
  var contamination: @Sendable (String) -> String? = { _ in nil }

  /// The tasks that were made, and how the run ended; nil if no model was asked.
  ///
  /// - Throws: `Diagnostic`, `PlanError` and ``BoxError``, and ``ExitStatus`` if the run fails.
  func outcome() async throws -> (tasks: TaskOutcome, run: RunOutcome?) {
    var configuration = configuration
    configuration.addReferences = false
    guard
      var making = TaskMaking(
        configuration, output: output, builder: builder, version: FacetVersion.current,
        width: width)
    else {
      throw Diagnostic(
        path: configuration.path, location: nil,
        message: "there is no 'tasks' block; 'facet run' makes the dataset of this configuration")
    }
    making.contamination = contamination
    var options = options
    options.output = nil
    options.outputFolder = FileSystem.absolute(output, in: FileSystem.workingDirectory)
    guard !configuration.perspectives.isEmpty else {
      options.usesLedger = false
      let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
      let samples = try pipeline.selectedSamples()
      try check(samples)
      var tasks = try await making.tasks(of: samples)
      tasks.repeated = pipeline.repeatedRows
      return (tasks, nil)
    }
    guard isRehearsed else {
      return try await outcome(making, configuration, options)
    }
    return try await Rehearsal.withPacedTarget { [options, configuration, making] target in
      var options = options
      options.rehearsal = target
      return try await outcome(making, configuration, options)
    }
  }

  private func outcome(
    _ making: TaskMaking, _ configuration: TaskConfiguration, _ options: RunOptions
  ) async throws -> (TaskOutcome, RunOutcome?) {
    let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
    let samples = try pipeline.selectedSamples()
    try check(samples)
    let answering = try await TaskAnswering(
      making, samples: samples, columns: pipeline.columns, repeated: pipeline.repeatedRows,
      promptCheck: options.promptCheck)
    defer { answering.close() }
    let (run, _) = try await session.outcome(
      of: configuration, options, answering: answering)
    return (answering.outcome, run)
  }

  /// Reports a field that must differ but that no sample has.
  private func check(_ samples: [Sample]) throws {
    for field in configuration.data.distinctFields
    where !samples.isEmpty && samples.allSatisfy({ $0.fields[field] == nil }) {
      throw Diagnostic(
        path: configuration.path, location: nil,
        message: "'deduplicate' names the field '\(field)', which no row of "
          + "'\(configuration.data.inputPath)' has")
    }
  }
}
