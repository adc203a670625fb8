package import Facet
package import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
package import FacetTables

/// Makes and writes questions that a model proposes after exploring CSV files.
///
/// A run has three steps: ``prepare(_:)`` profiles the files and writes the run's input, a
/// ``DataGenerationPipeline`` with ``answering(_:)`` runs, and ``make(from:in:)`` reviews the
/// proposals.
package struct ModelQuestions: Sendable {
  package var choices = CSVDialect.Choices()
  package var rules = ExplorationRules()
  /// The parent folder of the dataset folders.
  package var outputFolder = "data/questions_llm"
  /// The prompt: a template over the fields of the input.
  package var prompt: String

  /// The path of the shipped prompt, relative to a project.
  package static let promptName = "prompts/csv/explore.md"

  package init(prompt: String) {
    self.prompt = prompt
  }

  /// The path of the run's explorations: the `output` of its ``RunOptions``.
  package var explorationsPath: String { "\(outputFolder)/explorations.jsonl" }

  private var inputPath: String { "\(outputFolder)/explorations.input.jsonl" }

  /// The result for one file.
  package struct Outcome: Sendable {
    package var dataset: String
    package var questions: [QuestionRecord] = []
    /// Dropped proposals with their reasons.
    package var dropped: [(question: String, reason: String)] = []
    /// Why the exploration produced no proposals.
    package var failure: String?
    /// The path of the questions; nil if there are none.
    package var path: String?
    /// The path of the conversations.
    package var explorationsPath: String
  }

  /// Profiles files and writes the input of a run that explores them.
  ///
  /// - Returns: The files that are unfit for questions, with reasons.
  /// - Throws: `SystemError` when the input cannot be written.
  package func prepare(_ files: [String]) throws -> [CSVProfileError] {
    var unfit: [CSVProfileError] = []
    var rows: [JSONValue] = []
    for path in files {
      do throws(CSVProfileError) {
        rows.append(try row(of: path))
      } catch {
        unfit.append(error)
      }
    }
    let input = try AtomicFile(in: FileSystem.parent(of: inputPath))
    for row in rows { try input.append(row.line) }
    try input.commit(to: inputPath)
    // An earlier run's output is also kept beside its questions.
    FileSystem.remove(explorationsPath)
    return unfit
  }

  private func row(of path: String) throws(CSVProfileError) -> JSONValue {
    let profile = try CSVProfiler.profile(of: path, choices: choices)
    if let unsuitability = profile.unsuitability {
      throw CSVProfileError("\(path): error: unsuitable for questions: \(unsuitability)")
    }
    let digest: String
    do throws(SystemError) {
      digest = try SHA256(ofFile: path).description
    } catch {
      throw CSVProfileError("\(path): error: \(error)")
    }
    let sample = ExplorationSample(profile: profile, digest: digest)
    return .object(sample.row(overview: profile.overview, rules: rules))
  }

  /// The configuration of the run.
  ///
  /// - Parameters:
  ///   - model: The model that explores.
  ///   - endpoint: The model whose provider, address and key to use; `nil` to find them by the
  ///     model's name.
  ///   - overrides: Options that override configuration keys.
  /// - Throws: The mistakes in the options.
  package func configuration(
    model: String, at endpoint: ModelConfiguration? = nil,
    overrides: [ConfigurationOverride] = []
  ) throws(ConfigurationError) -> TaskConfiguration {
    var declared: JSONObject = [
      "model_name": .string(model), "max_tokens": 6000, "temperature": 0.7,
    ]
    if let endpoint {
      declared["endpoint_id"] = endpoint.endpointID.map { .string($0) }
      declared["api_key_env"] = endpoint.apiKeyVariable.map { .string($0) }
      let headers = endpoint.extraHeaders.sorted { $0.key < $1.key }
      declared["extra_headers"] = .object(
        JSONObject(headers.map { ($0.key, JSONValue.string($0.value)) }))
      declared["extra_body"] = .object(endpoint.extraBody)
    }
    let addresses = endpoint?.baseURLs.map { JSONValue.string($0) } ?? []
    let text: JSONValue = [
      "task_type": "csv_questions",
      "task_description": "Questions about CSV files that a model has explored",
      "model_config": .object(declared),
      "api_provider": endpoint?.apiProvider.map { .string($0) } ?? .null,
      "base_url": addresses.count > 1 ? .array(addresses) : addresses.first ?? .null,
      "agent_perspectives": [
        ["condition": "Explorer", "reading": .null, "strategy": .string(prompt)]
      ],
      "data_config": ["input_data_path": .string(inputPath), "sample_size": .null],
      "prompt_layout": "context_first",
    ]
    return try TaskConfiguration(
      text: text.text, path: "facet-questions.json", overrides: overrides)
  }

  /// The handling of the run's cells.
  package func answering(_ sessions: any CodeSessions) -> any CellAnswering {
    ExplorationAnswering(rules: rules, sessions: sessions)
  }

  /// Reviews the proposals of a run's explorations, and writes questions and conversations.
  ///
  /// - Parameter path: The run's output.
  /// - Throws: ``SandboxError`` when no code can be run; `SystemError` when a file cannot be read
  ///   or written.
  package func make(
    from path: String, in sessions: any CodeSessions
  ) async throws -> [Outcome] {
    var samples: [String: ExplorationSample] = [:]
    for line in try FileSystem.contents(of: inputPath).split(separator: UInt8(ascii: "\n")) {
      let row = try ResponseJSON.value(of: Array(line))
      guard let sample = row.object.flatMap(ExplorationSample.init(fields:)) else { continue }
      samples[sample.dataset] = sample
    }
    var outcomes: [Outcome] = []
    for exploration in try Exploration.explorations(at: path) {
      guard let sample = samples[exploration.dataset] else { continue }
      outcomes.append(try await outcome(of: exploration, about: sample, in: sessions))
    }
    return outcomes
  }

  private func outcome(
    of exploration: Exploration, about sample: ExplorationSample, in sessions: any CodeSessions
  ) async throws -> Outcome {
    let path = QuestionFile.path(in: outputFolder, dataset: sample.dataset)
    let record = ExplorationRecord(
      path: FileSystem.parent(of: path) + "/explorations.jsonl", exploration: exploration)
    var outcome = Outcome(
      dataset: sample.dataset, failure: exploration.failure, explorationsPath: record.path)
    let review = ProposalReview { code in
      try await sessions.withSession(on: sample.source) { try await $0.execute(code) }
    }
    // This exploration's earlier questions are replaced; those of others stay.
    let earlier = try record.othersQuestions(at: path)
    let verdicts = try await review.verdicts(on: exploration.proposals, known: earlier)
    for verdict in verdicts {
      if let answer = verdict.answer {
        outcome.questions.append(
          question(verdict.proposal, answer, exploration: exploration, sample: sample))
      } else {
        outcome.dropped.append((verdict.proposal.question, verdict.reason ?? ""))
      }
    }
    try record.write(verdicts: verdicts, questions: outcome.questions)
    if !outcome.questions.isEmpty || !earlier.isEmpty {
      try QuestionFile.write(earlier + outcome.questions, to: path)
      outcome.path = path
    }
    return outcome
  }

  private func question(
    _ proposal: ProposedQuestion, _ answer: CodeExecution, exploration: Exploration,
    sample: ExplorationSample
  ) -> QuestionRecord {
    var record = QuestionRecord(
      id: QuestionRecord.id(text: proposal.question, hint: proposal.hint), source: .llm,
      dataset: sample.dataset)
    record.questionText = proposal.question
    record.hint = proposal.hint
    record.steps = proposal.steps
    record.stepCount = proposal.stepCount
    record.difficulty = proposal.difficulty
    record.outputSchema = proposal.outputSchema
    record.code = proposal.code
    record.hooks = answer.hooks
    record.datasetDescription = sample.description
    record.csvSource = StoredPath.shortest(sample.source.path)
    record.csvSHA256 = sample.digest
    record.csvReading = sample.source.reading
    // Only the model that asks has found this answer, so it is not ground truth.
    let proposed = answer.submissions.last
    record.other = [
      "proposed_answer": proposed?.value ?? .null,
      "proposed_answer_hash": proposed.map { .string($0.hash) } ?? .null,
      "exploration_id": .string(exploration.id), "question_gen_model": .string(exploration.model),
    ]
    return record
  }
}
