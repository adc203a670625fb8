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
    var (configuration, repeated) = try distinct()
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
    guard !configuration.perspectives.isEmpty else {
      options.usesLedger = false
      let samples = try DataGenerationPipeline(configuration: configuration, options: options)
        .selectedSamples()
      var tasks = try await making.tasks(of: samples)
      tasks.repeated = repeated
      return (tasks, nil)
    }
    guard isRehearsed else {
      return try await outcome(making, configuration, options, repeated)
    }
    return try await Rehearsal.withPacedTarget { [options, configuration, making] target in
      var options = options
      options.rehearsal = target
      return try await outcome(making, configuration, options, repeated)
    }
  }

  private func outcome(
    _ making: TaskMaking, _ configuration: TaskConfiguration, _ options: RunOptions,
    _ repeated: Int
  ) async throws -> (TaskOutcome, RunOutcome?) {
    let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
    let answering = try await TaskAnswering(
      making, samples: try pipeline.selectedSamples(), columns: pipeline.columns,
      repeated: repeated, promptCheck: options.promptCheck)
    defer { answering.close() }
    let (run, _) = try await session.outcome(
      of: configuration, options, answering: answering)
    return (answering.outcome, run)
  }

  /// The configuration with the rows that repeat no other, and the number of those that do.
  private func distinct() throws -> (TaskConfiguration, Int) {
    var configuration = configuration
    guard let fields = configuration.tasks?.deduplicate, !fields.isEmpty else {
      return (configuration, 0)
    }
    var all = configuration
    all.data.sampleSize = nil
    all.data.shuffleSeed = nil
    var options = RunOptions(environment: options.environment)
    options.usesLedger = false
    options.requiresKeys = false
    let samples = try DataGenerationPipeline(configuration: all, options: options)
      .selectedSamples()
    for field in fields where !samples.isEmpty && samples.allSatisfy({ $0.fields[field] == nil }) {
      throw Diagnostic(
        path: configuration.path, location: nil,
        message: "'deduplicate' names the field '\(field)', which no row of "
          + "'\(configuration.data.inputPath)' has")
    }
    var seen: Set<[JSONValue]> = []
    let distinct = samples.filter { sample in
      seen.insert(fields.map { sample.fields[$0] ?? .null }).inserted
    }
    let path = FileSystem.absolute(output, in: FileSystem.workingDirectory) + "/.facet-rows.jsonl"
    try FileSystem.makeDirectories(FileSystem.parent(of: path))
    let file = try AtomicFile(in: FileSystem.parent(of: path))
    for sample in distinct {
      var fields = sample.fields
      if fields[configuration.data.idField] == nil {
        fields[configuration.data.idField] = .string(sample.id)
      }
      try file.append(JSONValue.object(fields).line)
    }
    try file.commit(to: path)
    configuration.data.inputPath = path
    return (configuration, samples.count - distinct.count)
  }
}
