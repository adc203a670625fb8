package import FacetTables

/// Makes and writes the questions that templates have about CSV files.
package struct SyntheticQuestions: Sendable {
  package var templates: [QuestionTemplate]
  package var choices = CSVDialect.Choices()
  package var sandbox = SandboxOptions()
  package var seed = 42
  package var quota = DifficultyQuota(total: Self.customaryTotal)
  /// Under it each dataset gets a folder.
  package var outputFolder = "data/questions_synthetic"

  /// How many questions a file gets unless the user says otherwise.
  package static let customaryTotal = 40

  package init(templates: [QuestionTemplate]) {
    self.templates = templates
  }

  /// What came of one file.
  package struct Outcome: Sendable {
    package var profile: CSVProfile
    package var harvest: QuestionHarvest
    /// Where the questions are.
    package var path: String
  }

  /// Profiles a file, finds its questions and writes them.
  ///
  /// - Parameter progress: Called with the number of questions so far.
  /// - Throws: ``CSVProfileError`` for a file that cannot be asked about, ``SandboxError`` when no
  ///   code can be run, `SystemError` when the questions cannot be written.
  package func make(
    for path: String, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> Outcome {
    let (profile, harvest) = try await harvest(from: path, progress: progress)
    let output = QuestionFile.path(in: outputFolder, dataset: profile.datasetName)
    try QuestionFile.write(harvest.questions, to: output)
    return Outcome(profile: profile, harvest: harvest, path: output)
  }

  /// Profiles a file and finds its questions, at least one; nothing is written.
  package func harvest(
    from path: String, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> (CSVProfile, QuestionHarvest) {
    let profile = try CSVProfiler.profile(of: path, choices: choices)
    if let unsuitability = profile.unsuitability {
      throw CSVProfileError("\(path): error: no questions can be asked of it: \(unsuitability)")
    }
    let reading = profile.readingArguments
    let harvest = try await CodePool.withPool(
      for: CSVSource(path: path, reading: reading), options: sandbox
    ) { pool in
      guard pool.shape.rows == profile.rows, pool.shape.columns == profile.columns.count else {
        throw CSVProfileError(
          "\(path): error: pandas reads \(pool.shape.rows) rows and \(pool.shape.columns) columns "
            + "where Facet reads \(profile.rows) and \(profile.columns.count); the file's form is "
            + "too unusual to ask about")
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
