package import FacetTables

/// Makes and writes questions about CSV files from templates.
package struct SyntheticQuestions: Sendable {
  package var templates: [QuestionTemplate]
  package var choices = CSVDialect.Choices()
  package var sandbox = SandboxOptions()
  package var seed = 42
  package var quota = DifficultyQuota(total: Self.customaryTotal)
  /// The parent folder of the dataset folders.
  package var outputFolder = "data/questions_synthetic"

  /// The default time limit of a template's code, of processor time: a busy machine must not decide
  /// which questions a file gets.
  package static let customaryTimeLimit = Duration.seconds(120)
  /// The default number of questions per file.
  package static let customaryTotal = 40

  package init(templates: [QuestionTemplate]) {
    self.templates = templates
  }

  /// The result for one file.
  package struct Outcome: Sendable {
    package var profile: CSVProfile
    package var harvest: QuestionHarvest
    /// The path of the questions.
    package var path: String
  }

  /// Profiles a file, finds its questions and writes them.
  ///
  /// - Parameter progress: Called with the number of questions so far.
  /// - Throws: ``CSVProfileError`` for an unsuitable file, ``SandboxError`` when no code can be
  ///   run, `SystemError` when the questions cannot be written.
  package func make(
    for path: String, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> Outcome {
    let (profile, harvest) = try await harvest(from: path, progress: progress)
    let output = QuestionFile.path(in: outputFolder, dataset: profile.datasetName)
    try QuestionFile.write(harvest.questions, to: output)
    return Outcome(profile: profile, harvest: harvest, path: output)
  }

  /// Profiles a file and finds at least one question; writes nothing.
  package func harvest(
    from path: String, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> (CSVProfile, QuestionHarvest) {
    let profile = try CSVProfiler.profile(of: path, choices: choices)
    if let unsuitability = profile.unsuitability {
      throw CSVProfileError("\(path): error: unsuitable for questions: \(unsuitability)")
    }
    let reading = profile.readingArguments
    var sandbox = sandbox
    sandbox.limitsProcessorTime = true
    let harvest = try await CodePool.withPool(
      for: CSVSource(path: path, reading: reading), options: sandbox
    ) { pool in
      guard pool.shape.rows == profile.rows, pool.shape.columns == profile.columns.count else {
        throw CSVProfileError(
          "\(path): error: pandas reads \(pool.shape.rows) rows and \(pool.shape.columns) columns, "
            + "but Facet reads \(profile.rows) and \(profile.columns.count); the file's format is "
            + "too unusual for questions")
      }
      let generator = QuestionGenerator(
        profile: profile, templates: templates, quota: quota, seed: seed,
        width: 2 * (sandbox.workers ?? 4)
      ) { code in
        try await pool.withSession { try await $0.execute(code) }
      }
      return try await generator.questions(progress: progress)
    }
    guard !harvest.questions.isEmpty else {
      throw CSVProfileError(
        "\(path): error: none of \(harvest.candidates) candidates could be verified"
          + (harvest.dropped.first.map { "; the first: \($0.reason)" } ?? ""))
    }
    return (profile, harvest)
  }
}
