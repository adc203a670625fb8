import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FacetRehearsal
import TestSupport

@testable import Facet
@testable import FacetCSV

/// A run of questions whose answers are known, against a rehearsed teacher.
final class EpisodeFixture {
  let folder: ScratchFolder
  var configuration: TaskConfiguration
  var options = RunOptions(environment: [:])
  var rehearsal = RehearsalOptions(seed: 7)
  var wantedVerified: Int?

  /// - Parameters:
  ///   - questions: How many; the answer of the n-th is n + 100.
  ///   - members: Members of `csv_analysis`.
  ///   - habits: How the teacher errs.
  init(
    questions: Int = 6, members: String = "", habits: String = "", further: String = ""
  ) throws {
    folder = try ScratchFolder()
    let samples = (0..<questions).map(Self.sample)
    try EpisodeFixture.write(samples, to: folder)
    let prompt = #"{{dataset}}: {{question}} {{code_instructions}}"#
    configuration = try TaskConfiguration(
      text: """
        {"task_type": "csv", "model_config": {"model_name": "rehearsal-small", "seed": 1},
        "agent_perspectives": [
        {"condition": "Gold", "strategy": "\(prompt) Hint: {{hint}}"},
        {"condition": "Consistency", "strategy": "\(prompt)", "completions": 5}],
        "data_config": {"input_data_path": "q.jsonl", "sample_size": null},
        "csv_analysis": {\(members)}\(further.isEmpty ? "" : ", ")\(further)}
        """, path: folder.path + "/task.json", overrides: [], workingDirectory: folder.path)
    options.output = folder.path(of: "e.jsonl")
    options.ledgerPath = folder.path(of: "ledger.sqlite")
    options.gracePeriod = .seconds(5)
    rehearsal.teacher = RehearsalTeacher(
      lessons: samples.map {
        RehearsalTeacher.Lesson(marks: [$0.question.prompt ?? ""], code: $0.question.code ?? "")
      }, habits: habits.isEmpty ? TeacherHabits() : try TeacherHabits(parsing: habits))
  }

  private static func sample(_ index: Int) -> EpisodeSample {
    var question = QuestionRecord(id: "q\(index)", source: .template, dataset: "d")
    question.questionText = "What is the number of item <\(index)>?"
    question.code = "submit(\(index + 100))"
    question.groundTruth = .number(JSONNumber(index + 100))
    question.difficulty = index.isMultiple(of: 2) ? .easy : .hard
    return EpisodeSample(question: question, source: CSVSource(path: "d.csv"))
  }

  private static func write(_ samples: [EpisodeSample], to folder: ScratchFolder) throws {
    let rows = samples.map { JSONValue.object($0.row(overview: "two columns")).text }
    try folder.write(rows.joined(separator: "\n") + "\n", to: "q.jsonl")
  }

  /// What a run came to.
  struct Run {
    var outcome: RunOutcome
    var bytes: [UInt8]
    var episodes: [JSONValue]
    var counts: EpisodeTally.Counts
    var statistics: RehearsalStatistics

    var verified: [Bool] { episodes.map { $0["verified"]?.bool == true } }
    var ids: [String] { episodes.map { $0["episode_id"]?.string ?? "" } }
    /// The answers of an episode's runs, the one with the hint first.
    var answers: [[Int?]] {
      episodes.map { episode in
        let traces = [episode["gold_trace"]] + (episode["consistency_traces"]?.array ?? [])
        return traces.map { $0?["final_answer"]?.int }
      }
    }
  }

  /// Runs the whole pipeline against the rehearsal.
  func run(
    sessions: any CodeSessions = ScriptedSessions(),
    during body: (DataGenerationPipeline) async throws -> Void = { _ in }
  ) async throws -> Run {
    guard var settings = EpisodeSettings(configuration) else {
      throw QuestionRecordError("no task of CSV analysis")
    }
    settings.wantedVerified = wantedVerified
    let answering = EpisodeAnswering(settings: settings, sessions: sessions)
    return try await RehearsalServer.withServer(options: rehearsal) { server in
      var options = options
      options.rehearsal = RehearsalTarget(
        baseURLs: Dictionary(
          uniqueKeysWithValues: WireFormat.allCases.map { ($0, server.baseURL(for: $0)) }),
        identity: "fixture")
      let pipeline = try DataGenerationPipeline(
        configuration: configuration, options: options, answering: answering)
      async let outcome = pipeline.generateDataset()
      try await body(pipeline)
      let ended = try await outcome
      let bytes = try FileSystem.contents(of: ended.datasetPath)
      return Run(
        outcome: ended, bytes: bytes,
        episodes: try bytes.split(separator: 0x0A).map { try ResponseJSON.value(of: Array($0)) },
        counts: answering.tally.counts, statistics: server.statistics)
    }
  }
}
